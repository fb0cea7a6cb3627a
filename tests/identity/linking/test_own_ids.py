"""The record's own id is found where there is one column for it."""

import pyarrow as pa
import pytest

from openkitchen.errors import ColumnsError
from openkitchen.identity.linking.own_ids import own_id


def test_the_only_column_without_doubles_and_gaps():
    people = pa.table({"a": ["1", "1"], "nr": ["7", "8"], "b": ["x", None]})
    assert own_id(people) == "nr"


def test_several_or_none_are_told():
    with pytest.raises(ColumnsError, match="2 columns have a different value in each row: a, b"):
        own_id(pa.table({"a": ["1", "2"], "b": ["x", "y"]}))
    with pytest.raises(ColumnsError, match="no column"):
        own_id(pa.table({"a": ["1", "1"]}))


def test_what_is_left_out_is_not_the_id():
    assert own_id(pa.table({"a": ["1", "2"], "b": ["x", "y"]}), ["a"]) == "b"

"""What a column says about each id, as sets of words."""

import pyarrow as pa
import pytest

from openkitchen.errors import UnknownName
from openkitchen.models.members import column_of, members, plain


@pytest.mark.parametrize(
    ("values", "sets"),
    [
        (["a|b", " c ", None, ""], [("a", "b"), ("c",), None, None]),
        ([["a", "b"], [], None], [("a", "b"), (), None]),
        ([1.0, 2.5, float("nan"), None], [("1",), ("2.5",), None, None]),
        ([True, False, None], [("True",), ("False",), None]),
        (["plain", " padded ", " "], [("plain",), ("padded",), None]),
    ],
)
def test_values_are_sets_of_words(values, sets):
    found = members(pa.chunked_array([pa.array(values)]))
    assert [one or None for one in found] == [one or None for one in sets]


def test_case_and_blanks_count_for_nothing():
    assert plain("  Nüsse ") == plain("NÜSSE")


def test_a_column_that_is_not_there_is_named():
    table = pa.table({"item_id": ["a"], "tags": ["x"]})
    assert column_of(table, "tags", "items").to_pylist() == ["x"]
    with pytest.raises(UnknownName, match="tagz"):
        column_of(table, "tagz", "items")
    with pytest.raises(UnknownName, match="no table of items"):
        column_of(None, "tags", "items")

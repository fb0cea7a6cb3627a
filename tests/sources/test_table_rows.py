from __future__ import annotations

import pyarrow as pa
import pytest

from openkitchen.errors import ColumnsError
from openkitchen.sources.columnar import open_frame
from openkitchen.sources.table_rows import named_columns, needed

EXTRACT = open_frame(pa.table({"Who Is": [1], "Item": [1], "x": [1]}), "clicks")


def test_columns_are_named_by_hand_or_found():
    named = named_columns(EXTRACT, {"who_is": "user_id", "elsewhere": "age"})
    assert named == {"user_id": "Who Is"}
    assert needed(EXTRACT, named, ["user_id"]) == {"user_id": "Who Is"}


def test_what_is_missing_comes_with_the_option_to_write():
    with pytest.raises(ColumnsError, match=r"(?s)no column 'user_id', 'item_id'.*Item=item_id"):
        needed(EXTRACT, {}, ["user_id", "item_id"])
    with pytest.raises(ColumnsError, match="both mapped to 'user_id'"):
        named_columns(EXTRACT, {"Item": "user_id", "x": "user_id"})

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from openkitchen.errors import ColumnsError
from openkitchen.sources.attribute_tables import read_attributes
from openkitchen.sources.columnar import open_frame


def read(columns, **mapped):
    return read_attributes(open_frame(pa.table(columns), "items"), "item_id", mapped)


@pytest.mark.parametrize(
    ("values", "read_as"),
    [
        (["1", " 2", ""], [1, 2, None]),
        (["1", "2.5", "nan"], [1.0, 2.5, None]),
        (["1", "2", "NA"], [1, 2, None]),
        (["01", "2", None], ["01", "2", None]),
        (["0.5", "0", "+1"], [0.5, 0.0, 1.0]),
        (["1", "2", "many"], ["1", "2", "many"]),
        (["9" * 19, "1", "2"], [1e19, 1.0, 2.0]),
        (["None", "None", None], ["None", "None", None]),
        (["a|b", "c", None], [["a", "b"], ["c"], None]),
        ([["b", "b"], [], None], [["b"], [], None]),
        ([1.5, float("nan"), float("inf")], [1.5, None, None]),
        ([date(2026, 8, 1), None, None], ["2026-08-01", None, None]),
        ([True, False, None], [True, False, None]),
    ],
)
def test_a_column_is_typed_by_its_values(values, read_as):
    got = read({"x": values, "item_id": ["a", "b", "c"]})
    assert got.rows.column_names == ["item_id", "x"]
    assert got.rows["x"].to_pylist() == read_as


def test_ids_are_found_renamed_and_unique():
    got = read({"no": ["a", None, "a", "b"], "n": [1, 2, 3, 4]}, no="item_id", n="size")
    assert got.rows.to_pylist() == [{"item_id": "a", "size": 1}, {"item_id": "b", "size": 4}]
    assert [(r.line, r.column) for r in got.rejected] == [(2, "no"), (3, "no")]


def test_blanks_around_an_id_are_no_part_of_it_and_a_list_is_no_id():
    got = read({"item_id": [" a", "a ", "b"], "x": [" y", "y ", "y"]})
    assert got.rows.to_pylist() == [{"item_id": "a", "x": " y"}, {"item_id": "b", "x": "y"}]
    assert got.rejected[0].reason.startswith("'a' is there already")
    got = read({"item_id": [["a", "b"], ["c"]]})
    assert got.rows["item_id"].to_pylist() == ["c"]
    assert got.rejected[0].reason == "['a', 'b'] is no id; expected one id"


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(ColumnsError, match="'n' and 'size' would both be 'size'"):
        read({"item_id": ["a"], "n": [1], "size": [1]}, n="size")
    with pytest.raises(ColumnsError, match="'no' and 'item_id' would both be 'item_id'"):
        read({"item_id": ["a"], "no": [1]}, no="item_id")

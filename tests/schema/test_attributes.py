"""Kinds of attributes: declared, or told from name, type and values."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.schema import Attribute, infer_attributes, split_sets, with_kind


def kind_of(values: list[object], name: str = "x") -> str:
    table = pa.table({"id": [str(n) for n in range(len(values))], name: values})
    return infer_attributes(table, "id")[0].kind


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, 2, 1, 2], "category"),
        (list(range(20)), "number"),
        ([n / 7 for n in range(20)], "number"),
        ([True, False, None], "category"),
        (["a", "b", "a"], "category"),
        (["a|b", "b", "a|c"], "set"),
        (["['a', 'b']", "['b']", "[]"], "set"),
        ([["a"], [], None], "set"),
        ([f"a title {n}" for n in range(60)], "text"),
        ([None, None], "category"),
    ],
)
def test_kind_is_told_from_values(values: list[object], kind: str) -> None:
    assert kind_of(values) == kind


@pytest.mark.parametrize("name", ["region_id", "WineryID", "zip", "Store Code", "id"])
def test_whole_numbers_named_as_a_code_are_a_category(name: str) -> None:
    table = pa.table({"key": [str(n) for n in range(20)], name: list(range(20))})
    assert infer_attributes(table, "key") == (Attribute(name, "category"),)


@pytest.mark.parametrize("name", ["kidney", "paid", "grid", "nodes"])
def test_names_that_only_hold_the_letters_are_no_code(name: str) -> None:
    assert kind_of(list(range(20)), name) == "number"


def test_declared_kind_stands_and_survives_parquet(tmp_path) -> None:
    table = with_kind(pa.table({"id": ["a"], "age": [3], "note": ["b"]}), {"note": "text"})
    pq.write_table(table, tmp_path / "t.parquet")
    read = pq.read_table(tmp_path / "t.parquet")
    assert infer_attributes(read, "id")[1] == Attribute("note", "text")


def test_wrong_declarations_name_the_offender() -> None:
    table = pa.table({"id": ["a"], "age": [3]})
    with pytest.raises(UnknownName, match="ages"):
        with_kind(table, {"ages": "number"})
    with pytest.raises(SettingsError, match="numeric"):
        with_kind(table, {"age": "numeric"})


def test_sets_are_split_whatever_way_they_are_written() -> None:
    column = pa.chunked_array([["a|b|a", " c ", "['x', \"y\"]", "", None]])
    assert split_sets(column).to_pylist() == [["a", "b"], ["c"], ["x", "y"], [], None]

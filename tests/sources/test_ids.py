import pyarrow as pa
import pytest

from openkitchen.sources.ids import read_id_values


def read(values, kind=None, missing=("NULL",)):
    typed = read_id_values(pa.array(values, kind), missing)
    return typed.values.to_pylist(), typed.bad.tolist()


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.large_binary()])
def test_blanks_around_ids_are_no_part_of_them(kind):
    given = [" 7 ", "7", "\t007\u00a0", "a b", "NULL ", "  ", None]
    if kind == pa.large_binary():
        given = [None if one is None else one.encode() for one in given]
    ids, bad = read(given, kind)
    assert ids[:4] == ["7", "7", "007", "a b"]
    assert ids[5:] == [None, None]
    assert not any(bad)


def test_numbers_and_categories_are_written_as_ever():
    assert read([7.0, float("nan"), None])[0] == ["7", None, None]
    values = pa.array([" x", "x"]).dictionary_encode()
    assert read_id_values(values).values.to_pylist() == ["x", "x"]


@pytest.mark.parametrize("kind", [pa.list_(pa.string()), pa.large_list(pa.string())])
def test_a_list_of_several_is_no_id(kind):
    ids, bad = read([["a", "b"], [" a "], [], None], kind)
    assert ids == [None, "a", None, None]
    assert bad == [True, False, False, False]

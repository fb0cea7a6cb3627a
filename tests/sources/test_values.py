from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest

from openkitchen.sources.values import as_text, expected_of, read_values


def read(values, kind, given=None, **options):
    typed = read_values(pa.array(values, given), kind, **options)
    return typed.values.to_pylist(), [int(flag) for flag in typed.bad]


@pytest.mark.parametrize("value", ["007", "1e5", "12345678901234567890", " 7", "NaN", "ä", "1.0"])
def test_ids_stay_as_they_are_written(value):
    assert read([value], "string") == ([value], [0])


@pytest.mark.parametrize(
    ("values", "given", "texts"),
    [
        ([123.0, None, float("nan")], None, ["123", None, None]),
        ([1.5, 2.0], None, ["1.5", "2"]),
        ([12345678901234567890], pa.uint64(), ["12345678901234567890"]),
        ([Decimal("100.00"), Decimal("1.50")], None, ["100", "1.5"]),
        ([True, None], None, ["true", None]),
        ([b"ab", b"\xff"], None, ["ab", None]),
        ([["a", None, "b"], None], None, ["a|b", None]),
        (["a"], pa.large_string(), ["a"]),
        ([None], pa.null(), [None]),
    ],
)
def test_any_type_can_be_an_id(values, given, texts):
    assert as_text(pa.array(values, given)).to_pylist() == texts


def test_dictionaries_are_read_as_their_values():
    assert as_text(pa.array(["a", "b", "a"]).dictionary_encode()).to_pylist() == ["a", "b", "a"]


def test_blanks_and_declared_words_are_missing():
    assert read(["", "  ", "NULL", "x"], "string", missing=["NULL"]) == (
        [None, None, None, "x"],
        [0, 0, 0, 0],
    )


def test_numbers():
    values = ["1", "+2", "-.5", " 1e3 ", "nan", "inf", "1e999", "x", "1,5", None]
    expected = [1.0, 2.0, -0.5, 1000.0, None, None, None, None, None, None]
    assert read(values, "number") == (expected, [0, 0, 0, 0, 1, 1, 1, 1, 1, 0])
    assert read(["1,5"], "number", decimal=",") == ([1.5], [0])
    assert read([1.0, float("nan"), float("inf")], "number") == ([1.0, None, None], [0, 1, 1])
    assert read([["a"]], "number") == ([None], [1])


def test_whole_numbers():
    assert read(["1", "1.0", "1.5", "9" * 19], "integer") == ([1, 1, None, None], [0, 0, 1, 1])
    assert read([1.0, 1.5, float("nan"), 1e30], "integer") == ([1, None, None, None], [0, 1, 1, 1])


def test_booleans():
    assert read(["Yes", "n", "TRUE", "0", "maybe"], "boolean") == (
        [True, False, True, False, None],
        [0, 0, 0, 0, 1],
    )
    assert read([True, None], "boolean") == ([True, None], [0, 0])


@pytest.mark.parametrize("value", ["a|b", "['a', 'b']", "a | b|a", ["a", "b", "a"]])
def test_sets_however_they_are_written(value):
    assert read([value, None], "set") == ([["a", "b"], None], [0, 0])


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("1.281,30", ",", 1281.3),
        ("-1.281.300,5", ",", -1281300.5),
        ("1 234,56", ",", 1234.56),
        ("1\u00a0234", ",", 1234.0),
        ("1'234.50", ".", 1234.5),
        ("1,281.30", ".", 1281.3),
        ("1.281", ",", None),
        ("1,281", ".", None),
        ("12.34,5", ",", None),
        ("1,28.5", ".", None),
        ("1.28,30", ",", None),
    ],
)
def test_signs_between_thousands_are_read_where_nobody_can_misread_them(text, decimal, number):
    read = read_values(pa.array([text]), "number", decimal=decimal)
    assert read.values.to_pylist() == [number]


def test_what_is_expected_is_written_with_the_sources_sign():
    assert expected_of("number", ",") == "a finite number such as 12,5"
    assert expected_of("integer", ",") == "a whole number such as 12"

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pytest

from openkitchen.sources.profiles import profile


def look(values, name="c"):
    return profile(name, pa.chunked_array([pa.array(values)]))


def test_counts_leave_missing_words_out():
    one = look(["a", "b", "a", "", None, "NULL", "n/a", " "])
    assert (one.rows, one.filled, one.distinct) == (8, 3, 2)
    assert one.missing == ("n/a",)
    assert one.common[0] == ("a", 2)


def test_faults_do_not_tell_what_a_column_holds():
    column = pa.chunked_array([["1.5", "2", "#REF!", "#N/A"]])
    one = profile("c", column, ["#REF!", "#N/A"])
    assert (one.filled, one.numbers, one.missing, one.odd) == (2, 1, ("#N/A",), ())


@pytest.mark.parametrize(
    ("values", "form", "first"),
    [
        (["1788256800", "1788256860"], "", datetime(2026, 9, 1, 10)),
        (["1788256800000", "1788256860000"], "", datetime(2026, 9, 1, 10)),
        (["2026-09-01 10:00:00", "2026-09-02T10:00:00Z"], "", datetime(2026, 9, 1, 10)),
        (["20260901", "20260902"], "", datetime(2026, 9, 1)),
        (["01.09.2026 10:00", "31.12.2026 11:30"], "%d.%m.%Y %H:%M", datetime(2026, 9, 1, 10)),
        (["09/01/2026", "12/31/2026"], "%m/%d/%Y", datetime(2026, 9, 1)),
        (["09/01/2026 10:00:00 AM"], "%m/%d/%Y %I:%M:%S %p", datetime(2026, 9, 1, 10)),
    ],
)
def test_times_are_told_with_their_pattern(values, form, first):
    one = look(values)
    assert one.times == 1
    assert one.format == form
    assert one.first == first


def test_day_or_month_first_is_told_as_open():
    one = look(["01/02/2026", "03/04/2026"])
    assert one.format == "%d/%m/%Y"
    assert one.also == ("%m/%d/%Y",)


@pytest.mark.parametrize("values", [["1", "2", "300"], ["3.5", "1e3"], ["00123", "00124"]])
def test_small_numbers_are_no_times(values):
    assert look(values).times == 0
    assert look(values).numbers == 1


def test_decimal_commas_padding_and_odd_values():
    assert look(["1,5", "1.234,50", "7,00"]).commas == 1
    assert look(["1,5", "2,5", "7,0", "8,1"]).separator == ""
    assert look(["01067", "50667"]).padded == 0.5
    assert look(["1", "2", "3", "x"]).odd == ("x",)


@pytest.mark.parametrize(
    ("values", "sign"),
    [
        (["a|b", "b|c", "c|a", "a"], "|"),
        (["a;b", "b;c", "c;a", "a"], ";"),
        (["wine, travel", "travel, sport", "sport, wine", "wine"], ","),
        (["['a', 'b']", "['b']", "['a']"], "|"),
        ([["a"], ["b", "a"]], "|"),
        (["Smith, Anna", "Jones, Bob", "Miller, Carl"], ""),
    ],
)
def test_sets_are_told_by_their_elements(values, sign):
    assert look(values).separator == sign


@pytest.mark.parametrize("values", [[], [None, None], ["", "NULL"]])
def test_nothing_is_no_trouble(values):
    one = profile("c", pa.chunked_array([pa.array(values, pa.string())]))
    assert (one.filled, one.distinct, one.unique, one.boolean) == (0, 0, 0, False)


def test_yes_and_no():
    assert look(["yes", "no", "yes"]).boolean
    assert look(["0", "1"]).boolean
    assert not look(["0", "2"]).boolean

"""What a profile counts is what is there."""

import numpy as np
import pytest
from tests.sources.findings.columns import profile


def test_counts_and_classes():
    one = profile(["1", "2", "2", None, "x", "1.5", "007", "2026-01-02", "03.04.2026", "1/2/26"])
    assert (one.rows, one.filled, one.distinct) == (10, 9, 8)
    assert one.classes == {
        "whole number": 2, "text": 1, "decimal number": 1, "padded number": 1,
        "date year-month-day": 1, "date with dots": 1, "date with slashes": 1,
    }  # fmt: skip
    assert one.missing == pytest.approx(0.1)


def test_centiles_are_of_rows_not_of_distinct_values():
    one = profile([1] * 90 + [100] * 10)
    assert one.grid is not None
    assert np.median(one.grid) == 1
    assert (one.low, one.high) == ("1", "100")


def test_numbers_are_ordered_by_size():
    assert (profile(["9", "10", "-3"]).low, profile(["9", "10", "-3"]).high) == ("-3", "10")


def test_normal_ids_disregard_how_they_are_written():
    forms = ["C00123", "c123", "123.0", " 123", "123"]
    assert len({tuple(profile([form]).normal) for form in forms}) == 1
    assert len({tuple(profile([form]).hashes) for form in forms}) == len(forms)


def test_days_are_counted():
    assert profile(["2026-01-02 10:00", "2026-01-02", "2026-01-03"]).days == {
        "2026-01-02": 2,
        "2026-01-03": 1,
    }


def test_testers_stand_alone():
    marked = profile(["Test User", "Contest", "testa", "latest", "Testarossa", "qa-user7"]).marked
    assert set(marked) == {"Test User", "qa-user7"}


def test_an_empty_column():
    one = profile([None, None])
    assert (one.filled, one.distinct, one.missing, one.grid) == (0, 0, 1.0, None)

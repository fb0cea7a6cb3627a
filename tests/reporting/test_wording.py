from datetime import date, datetime

import pytest

from openkitchen.reporting import wording


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.12, "+0.120"), (-0.0314, "−0.031"), (0.0, "0.000"), (-0.0001, "0.000")],
)
def test_signed(value, text):
    assert wording.signed(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0%"),
        (1.0, "100%"),
        (0.0004, "<0.1%"),
        (0.0341, "3.4%"),
        (0.123, "12%"),
        (0.9999, ">99.9%"),
        (0.996, "99.6%"),
        (None, "–"),
    ],
)
def test_percent(value, text):
    assert wording.percent(value) == text


@pytest.mark.parametrize(
    ("values", "places"),
    [([0.046, 0.001], 4), ([1.5], 2), ([250.0], 0), ([], 3), ([0.0], 3), ([1e-12], 6)],
)
def test_places_keep_three_digits_of_the_largest(values, places):
    assert wording.places_for(values) == places


def test_words():
    assert wording.count(12345) == "12,345"
    assert wording.decimal(-0.5, 1) == "−0.5"
    assert wording.interval(0.1, 0.2) == "0.100 to 0.200"
    assert wording.interval(None, None) == ""
    assert wording.day(date(2026, 8, 3)) == wording.day(datetime(2026, 8, 3, 5)) == "3 August 2026"
    assert wording.plural(1, "person", "people") == "1 person"
    assert wording.plural(2000, "file") == "2,000 files"
    assert wording.in_words(["a", "b", "c"]) == "a, b and c"
    assert wording.in_words(["a"]) == "a"

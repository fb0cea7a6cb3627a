"""Dates in the formats that people use."""

import pytest

from openkitchen.identity.linking.dates import (
    day_first,
    read_date,
    reads_as_dates,
    spread_like_births,
)


@pytest.mark.parametrize(
    "text",
    ["1980-04-03", "03.04.1980", "3/4/80", "19800403", "3 April 1980", "Apr 3, 1980"],
)  # fmt: skip
def test_one_day_written_in_many_ways(text):
    assert read_date(text, True) == "1980-04-03"


def test_month_first_is_told_by_values_that_leave_no_doubt():
    assert not day_first(["03/14/1980", "04/03/1980"])
    assert day_first(["14/03/1980", "04/03/1980"])
    assert read_date("04/03/1980", False) == "1980-04-03"


@pytest.mark.parametrize("text", ["", "soon", "1780-01-01", "12.13.14.15", "99999999"])
def test_what_is_no_date_is_none(text):
    assert read_date(text, True) is None


def test_numbers_are_no_dates():
    assert not reads_as_dates(["4011", "4814", "2602"])
    assert not reads_as_dates([])


def test_births_are_spread_over_more_years_than_the_records_of_a_firm():
    assert spread_like_births([f"01.02.{year}" for year in range(1940, 2005)])
    assert not spread_like_births([f"01.02.{year}" for year in range(2004, 2027)])
    assert not spread_like_births(["soon"])

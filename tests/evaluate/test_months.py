"""With two months of data the ten others are not estimable, every time."""

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from openkitchen.evaluate.calendar_tags import MONTHS
from openkitchen.evaluate.months import cover_months


def times(first, days, each=1):
    return pa.chunked_array(
        [pa.array([first + timedelta(days=n // each, hours=n % each) for n in range(days * each)])]
    ).cast(pa.timestamp("us"))


@pytest.mark.parametrize("month", range(1, 12))
@pytest.mark.parametrize("year", [2023, 2024])
def test_two_months_leave_ten(year, month):
    first = datetime(year, month, 1)
    days = (datetime(year + (month == 11), (month + 1) % 12 + 1, 1) - first).days
    found = cover_months(times(first, days, 3))
    assert [m.name for m in found if m.status == "one year only"] == list(
        MONTHS[month - 1 : month + 1]
    )
    assert sum(m.status == "not estimable" for m in found) == 10
    assert sum(m.events for m in found) == 3 * days


def test_a_day_or_two_do_not_cover_a_month():
    found = cover_months(times(datetime(2026, 8, 3), 60))
    assert [m.name for m in found if m.status != "not estimable"] == ["August", "September"]
    assert found[9].events == 1  # the first of October


def test_two_years_are_estimable_and_months_without_files_are_not():
    all_days = times(datetime(2026, 8, 3), 730)
    assert {m.status for m in cover_months(all_days)} == {"estimable"}
    march = np.array([t.month == 3 for t in all_days.to_pylist()])
    found = cover_months(all_days.filter(pa.array(~march)))
    assert [m.name for m in found if m.status == "not estimable"] == ["March"]


@pytest.mark.parametrize("undated", [None, pa.chunked_array([pa.nulls(3, pa.timestamp("us"))])])
def test_undated_data_tell_of_no_month(undated):
    assert {m.status for m in cover_months(undated)} == {"not estimable"}

"""Times are kept as naive UTC."""

from datetime import datetime, timedelta, timezone

from openkitchen.store.times import naive_utc


def test_a_zone_is_turned_into_utc_and_dropped():
    berlin = timezone(timedelta(hours=1))
    assert naive_utc(datetime(2026, 1, 1, 0, 30, tzinfo=berlin)) == datetime(2025, 12, 31, 23, 30)


def test_a_time_without_a_zone_is_utc_already():
    assert naive_utc(datetime(2026, 1, 1)) == datetime(2026, 1, 1)
    assert naive_utc(None) is None

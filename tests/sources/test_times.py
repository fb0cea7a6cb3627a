from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from openkitchen.sources.times import end_of, local_days, only_days, read_times

NOON = datetime(2026, 9, 1, 10)


def read(*values, **options):
    return read_times(pa.array(values), **options).to_pylist()


@pytest.mark.parametrize(
    "value",
    [
        "1788256800",
        "1788256800.0",
        "1.7882568e9",
        "1788256800000",
        "1788256800000000",
        "2026-09-01 10:00:00",
        "2026-09-01T10:00:00",
        "2026-09-01T10:00:00Z",
        "2026-09-01T12:00:00+02:00",
        "2026-09-01 12:00:00+0200",
        "2026-09-01 10:00 UTC",
        "2026-09-01T10:00",
        "2026/09/01 10:00:00",
        "20260901100000",
        " 2026-09-01 10:00:00.000 ",
        1788256800,
        1788256800.0,
        1788256800000,
        NOON,
        NOON.replace(tzinfo=UTC),
    ],
)
def test_the_same_moment_however_it_is_written(value):
    assert read(value) == [NOON]
    assert read_times(pa.array([value])).type == pa.timestamp("us")


@pytest.mark.parametrize("value", ["2026-09-01", "20260901", "2026/09/01", date(2026, 9, 1)])
def test_a_date_is_its_first_moment(value):
    assert read(value) == [datetime(2026, 9, 1)]


@pytest.mark.parametrize(
    "value",
    ["yesterday", "2026-13-01", "2026-02-30", "12:00", "01.09.2026", "-5", "1e99", "nan", "٢٠٢٦"],
)
def test_what_is_no_time_is_null(value):
    assert read(value) == [None]


def test_no_number_and_infinity_are_null():
    assert read(float("nan"), float("inf"), 1e300) == [None, None, None]


def test_fractions_keep_their_microseconds():
    expected = [NOON.replace(microsecond=123456)]
    assert read("2026-09-01 10:00:00.123456789") == expected
    assert read("2026-09-01T10:00:00.123456Z") == expected
    assert read("1788256800.123456") == expected


def test_a_column_may_mix_all_kinds():
    mixed = ["1788256800", None, "2026-09-01 10:00:00", "no", "2026-09-01T10:00:00Z", "20260901"]
    assert read(*mixed) == [NOON, None, NOON, None, NOON, datetime(2026, 9, 1)]


@pytest.mark.parametrize("neighbour", ["2026-09-01 10:00:00", "no time"])
def test_what_a_value_means_does_not_depend_on_its_neighbours(neighbour):
    values = ["2026-03-29 02:30:00", "2026-10-25 02:30:00", "2026-07-01 00:00:00"]
    alone = read(*values, timezone="Europe/Berlin")
    assert read(*values, neighbour, timezone="Europe/Berlin")[:3] == alone
    assert alone == [
        datetime(2026, 3, 29, 1),
        datetime(2026, 10, 25, 0, 30),
        datetime(2026, 6, 30, 22),
    ]


def test_a_zone_of_its_own_outweighs_the_source():
    assert read("2026-09-01T10:00:00Z", timezone="Asia/Tokyo") == [NOON]
    assert read(NOON.replace(tzinfo=UTC), timezone="Asia/Tokyo") == [NOON]
    assert read("2026-09-01T10:00:00", timezone="Asia/Tokyo") == [datetime(2026, 9, 1, 1)]


def test_a_pattern_is_read_by_it_alone():
    values = ("01.09.2026 12:00", "2026-09-01")
    assert read(*values, pattern="%d.%m.%Y %H:%M", timezone="Europe/Berlin") == [NOON, None]


def test_days_are_those_of_the_zone():
    late = pa.array([datetime(2026, 8, 31, 22, 30)], pa.timestamp("us"))
    assert local_days(late, "Europe/Berlin").to_pylist() == [date(2026, 9, 1)]
    assert local_days(late, "UTC").to_pylist() == [date(2026, 8, 31)]


def test_the_end_of_a_day_knows_summer_time():
    assert end_of(date(2026, 3, 28), "Europe/Berlin") == datetime(2026, 3, 28, 23)
    assert end_of(date(2026, 3, 29), "Europe/Berlin") == datetime(2026, 3, 29, 22)


def test_times_are_days_where_each_is_a_midnight_of_the_zone():
    summer, winter = datetime(2026, 7, 1, 22), datetime(2026, 12, 1, 23)
    both = pa.chunked_array([pa.array([summer, None, winter], pa.timestamp("us"))])
    assert only_days(both, "Europe/Paris")
    assert not only_days(both, "UTC")
    assert not only_days(both.slice(1, 1), "UTC")

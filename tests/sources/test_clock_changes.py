from datetime import datetime

import pyarrow as pa
import pytest

from openkitchen.sources.clock_changes import shown_never, shown_twice
from openkitchen.sources.times import read_times

PARIS = "Europe/Paris"


def marked(which, values, pattern="", zone=PARIS):
    came = pa.array(values)
    return which(came, read_times(came, zone, pattern), zone, pattern).tolist()


def test_the_hour_that_comes_twice_is_marked_where_no_zone_is_stated():
    values = [
        "2026-10-25 01:59:59", "2026-10-25 02:00:00", "2026-10-25T02:59:59", "2026-10-25 03:00:00",
        "2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00Z", "2026-10-24 02:30:00", "x", None,
    ]  # fmt: skip
    assert marked(shown_twice, values) == [False, True, True, *[False] * 6]
    assert marked(shown_twice, values, zone="UTC") == [False] * 9


def test_the_hour_that_is_left_out_is_marked_where_no_zone_is_stated():
    values = [
        "2026-03-29 01:59:59", "2026-03-29 02:00:00", "2026-03-29 02:59:59", "2026-03-29 03:00:00",
        "2026-03-29T01:00:00Z", "2026-03-28 02:30:00", None,
    ]  # fmt: skip
    assert marked(shown_never, values) == [False, True, True, *[False] * 4]


@pytest.mark.parametrize(
    ("values", "pattern"),
    [
        (["25.10.2026 02:30"], "%d.%m.%Y %H:%M"),
        ([datetime(2026, 10, 25, 2, 30)], ""),
        (["20261025023000"], ""),
    ],
)
def test_any_form_of_times_is_judged(values, pattern):
    assert marked(shown_twice, values, pattern) == [True]


def test_epoch_seconds_state_their_moment():
    assert marked(shown_twice, [1792888200, 1792891800]) == [False, False]

"""What of a moment becomes an input, and which data can tell it."""

from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from openkitchen.models.audience import know
from openkitchen.models.context import (
    CONTEXTS,
    Context,
    available_contexts,
    make_context,
)
from openkitchen.models.events import in_days
from openkitchen.schema import Tables


def told(context, row):
    return {kind: level for (kind, level), on in zip(context.levels, row, strict=True) if on}


@given(st.datetimes(datetime(1950, 1, 1), datetime(2120, 1, 1)))
@settings(max_examples=200)
def test_the_calendar_is_that_of_the_standard_library(when):
    context = Context(("month", "weekday", "hour"))
    row = context.rows(np.array([in_days(when)]), np.array([-1])).toarray()[0]
    hour = when.hour // 3 * 3
    assert told(context, row) == {
        "month": f"{when:%B}",
        "weekday": f"{when:%A}",
        "hour": f"{hour:02d}-{hour + 3:02d}",
    }


def test_without_a_stated_moment_only_the_month_is_told():
    context = Context(CONTEXTS, ("desk", "phone"))
    now = np.full(2, in_days(datetime(2026, 12, 24, 20)))
    rows = context.rows(now, np.array([1, -1]), np.array([False, True])).toarray()
    assert told(context, rows[0]) == {"month": "December", "device": "phone"}
    assert told(context, rows[1]) == {
        "month": "December",
        "weekday": "Thursday",
        "hour": "18-21",
    }


def events_over(days, n=300, *, whole_days=False, devices=("phone", "desk")):
    rng = np.random.default_rng(0)
    micros = np.sort(rng.uniform(0, days * 86_400e6, n)).astype(np.int64)
    if whole_days:
        micros -= micros % 86_400_000_000
    table = {
        "user_id": [f"u{x}" for x in rng.integers(0, 20, n)],
        "item_id": [f"i{x}" for x in rng.integers(0, 9, n)],
        "timestamp": pa.array(
            micros + 1_700_000_000_000_000 * (not whole_days), pa.timestamp("us")
        ),
    }
    if devices:
        table["device"] = [devices[x] for x in rng.integers(0, len(devices), n)]
    return know(Tables(pa.table(table)))


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (events_over(500), CONTEXTS),
        (events_over(60), ("weekday", "hour", "device")),
        (events_over(10), ("hour", "device")),
        (events_over(3, devices=()), ()),
        (events_over(500, whole_days=True, devices=("one",)), ("month", "weekday")),
    ],
)
def test_what_is_tried_is_what_the_data_cover_more_than_once(known, expected):
    assert available_contexts(known.events, known.labels) == expected


def test_what_the_data_do_not_tell_has_no_input():
    known = events_over(500, whole_days=True, devices=())
    assert make_context(CONTEXTS, known.events, known.labels).kinds == ("month", "weekday")
    undated = Tables(pa.table({"user_id": ["a"], "item_id": ["i"], "timestamp": [None]}))
    known = know(
        undated.with_interactions(
            undated.interactions.set_column(2, "timestamp", pa.nulls(1, pa.timestamp("us")))
        )
    )
    assert make_context(CONTEXTS, known.events, known.labels) == Context()
    assert available_contexts(known.events, known.labels) == ()


def test_no_context_has_no_columns():
    rows = Context().rows(np.zeros(3), np.full(3, -1))
    assert rows.shape == (3, 0)
    assert_array_equal(Context().levels, [])

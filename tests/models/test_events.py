"""Interactions become arrays: whose, what, when, in an order that rows cannot disturb."""

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from openkitchen.errors import ColumnsError, InputError
from openkitchen.models.events import code_events, in_days, index_items, index_users
from openkitchen.models.index import Index
from openkitchen.schema import Tables

DAY = datetime(2026, 5, 1)
USERS, ITEMS = Index.of("user", ["a", "b", "c"]), Index.of("item", ["x", "y", "z"])


def table(rows, unit="us", **more):
    user, item, time = zip(*rows, strict=True) if rows else ((), (), ())
    columns = {"user_id": pa.array(user, pa.string()), "item_id": pa.array(item, pa.string())}
    return pa.table(columns | {"timestamp": pa.array(time, pa.timestamp(unit))} | more)


def test_events_are_grouped_by_user_and_ordered_by_time_then_item():
    rows = [("c", "x", DAY), ("a", "z", DAY), ("a", "y", DAY), ("a", "x", DAY + timedelta(1))]
    events = code_events(table(rows), USERS, ITEMS)
    assert_array_equal(events.user, [0, 0, 0, 2])
    assert_array_equal(events.item, [1, 2, 0, 0])
    assert_array_equal(events.counts, [3, 0, 1])
    assert_array_equal(events.position, [0, 1, 2, 0])
    assert np.diff(events.time)[1] == 1.0
    assert events.end == (DAY - datetime(1970, 1, 1)).days + 1


@given(order=st.permutations(range(6)))
@settings(deadline=None)
def test_the_order_of_rows_never_matters(order):
    rows = [(u, i, DAY) for u in "ab" for i in "xyz"]
    weight = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    first = code_events(table(rows, weight=pa.array(weight)), USERS, ITEMS)
    shuffled = table([rows[n] for n in order], weight=pa.array([weight[n] for n in order]))
    second = code_events(shuffled, USERS, ITEMS)
    for name in ("user", "item", "time", "weight", "start"):
        assert_array_equal(getattr(second, name), getattr(first, name))


def test_what_the_indexes_do_not_know_is_left_out():
    rows = [("a", "x", DAY), ("a", "gone", DAY), ("nobody", "x", DAY)]
    events = code_events(table(rows), USERS, ITEMS)
    assert_array_equal(events.counts, [1, 0, 0])


def test_one_missing_time_makes_all_undated():
    assert code_events(table([("a", "x", DAY)]), USERS, ITEMS).dated
    events = code_events(table([("a", "x", DAY), ("b", "y", None)]), USERS, ITEMS)
    assert not events.dated
    assert not events.time.any()
    assert not code_events(table([]), USERS, ITEMS).dated


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_times_of_any_unit_are_read(unit):
    assert code_events(table([("a", "x", DAY)], unit), USERS, ITEMS).end == in_days(DAY)


def test_a_nanosecond_is_no_reason_to_refuse():
    rows = table([("a", "x", DAY)]).set_column(
        2, "timestamp", pa.array([1_777_593_600_000_000_001], pa.timestamp("ns"))
    )
    assert code_events(rows, USERS, ITEMS).end == in_days(DAY)


def test_times_with_a_zone_are_told_in_utc():
    column = pa.array([DAY], pa.timestamp("us", "Europe/Berlin"))
    rows = table([("a", "x", DAY)]).set_column(2, "timestamp", column)
    assert code_events(rows, USERS, ITEMS).end == in_days(DAY)


def test_a_missing_weight_is_one():
    rows = table([("a", "x", DAY), ("a", "y", DAY)], weight=pa.array([None, 0.5]))
    assert_array_equal(code_events(rows, USERS, ITEMS).weight, [1.0, 0.5])


@pytest.mark.parametrize("weight", [-0.5, float("nan"), float("inf")])
def test_a_weight_that_is_no_weight_is_named(weight):
    rows = table([("a", "x", DAY), ("a", "y", DAY)], weight=pa.array([1.0, weight]))
    with pytest.raises(InputError, match=r"column 'weight': interaction 2 weighs"):
        code_events(rows, USERS, ITEMS)


@pytest.mark.parametrize("column", ["user_id", "item_id", "timestamp"])
def test_a_missing_column_is_named(column):
    with pytest.raises(ColumnsError, match=column):
        code_events(table([("a", "x", DAY)]).drop([column]), USERS, ITEMS)


def test_some_users_in_another_order_and_nobody():
    rows = [("a", "x", DAY), ("b", "y", DAY), ("b", "z", DAY)]
    events = code_events(table(rows), USERS, ITEMS).of_users(np.array([1, -1, 0, 1, 2]))
    assert_array_equal(events.counts, [2, 0, 1, 2, 0])
    assert_array_equal(events.item, [1, 2, 0, 1, 2])
    assert_array_equal(events.user, [0, 0, 2, 3, 3])
    empty = code_events(table([]), Index.of("user", []), ITEMS)
    assert_array_equal(empty.of_users(np.array([-1, -1])).counts, [0, 0])


def test_a_selection_keeps_the_codes_of_users():
    rows = [("a", "x", DAY), ("b", "y", DAY), ("c", "z", DAY)]
    events = code_events(table(rows), USERS, ITEMS)
    kept = events.select(events.item != 1)
    assert_array_equal(kept.counts, [1, 0, 1])
    assert_array_equal(kept.user, [0, 2])


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)))
@settings(deadline=None)
def test_a_moment_is_the_same_number_as_an_event_of_that_moment(moment):
    event = code_events(table([("a", "x", moment)]), USERS, ITEMS).time[0]
    assert in_days(moment) == event
    assert in_days(moment.replace(tzinfo=UTC)) == event
    assert in_days(moment.replace(tzinfo=UTC).timestamp()) == event


def test_a_moment_with_a_zone_is_told_in_utc():
    east = timezone(timedelta(hours=3))
    assert in_days(datetime(2026, 1, 1, 3, tzinfo=east)) == in_days(datetime(2026, 1, 1))
    assert in_days(86_400) == 1.0


def test_items_come_by_popularity_then_id_and_the_untraded_last():
    rows = [("a", i, DAY) for i in "yyzzxb"]
    items = pa.table({"item_id": ["q", "p", "b", "q"]})
    assert list(index_items(Tables(table(rows), items)).ids) == ["y", "z", "b", "x", "p", "q"]


def test_users_come_by_id_whichever_table_knows_them():
    users = pa.table({"user_id": ["b", "0"]})
    rows = [("c", "x", DAY), ("b", "x", DAY)]
    assert list(index_users(Tables(table(rows), None, users)).ids) == ["0", "b", "c"]

"""Whom to score, and what of them is known at that moment."""

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from numpy.testing import assert_array_equal

from openkitchen.errors import UnknownName
from openkitchen.models.audience import find_items, gather, know, until
from openkitchen.models.events import in_days
from openkitchen.schema import Tables

DAY = datetime(2026, 5, 1)


def rows(*given):
    user, item, day = zip(*given, strict=True)
    time = [None if d is None else DAY + timedelta(days=d) for d in day]
    return pa.table(
        {"user_id": user, "item_id": item, "timestamp": pa.array(time, pa.timestamp("us"))}
    )


@pytest.fixture(scope="module")
def known():
    table = rows(("a", "x", 0), ("a", "y", 4), ("b", "x", 2), ("b", "x", 6))
    users = pa.table({"user_id": ["a", "b", "quiet"]})
    return know(Tables(table, pa.table({"item_id": ["x", "y", "z"]}), users))


def histories(audience, known):
    items = known.items.ids
    events = audience.events
    return {
        user: list(items[events.item[events.start[n] : events.start[n + 1]]])
        for n, user in enumerate(audience.ids)
    }


def test_everybody_known_is_scored_when_nobody_is_named(known):
    audience = gather(known, None)
    assert histories(audience, known) == {"a": ["x", "y"], "b": ["x", "x"], "quiet": []}
    assert set(audience.now) == {in_days(DAY + timedelta(days=6))}


def test_strangers_and_the_quiet_have_no_history(known):
    audience = gather(known, ["stranger", "b", "quiet", 7])
    assert histories(audience, known) == {"stranger": [], "b": ["x", "x"], "quiet": [], "7": []}
    assert_array_equal(audience.codes, [-1, 1, 2, -1])


def test_at_a_moment_the_event_of_that_very_moment_is_known(known):
    audience = gather(known, ["a", "b"], at=DAY + timedelta(days=4))
    assert histories(audience, known) == {"a": ["x", "y"], "b": ["x"]}
    before = gather(known, ["a", "b"], at=DAY + timedelta(days=4, microseconds=-1))
    assert histories(before, known) == {"a": ["x"], "b": ["x"]}
    assert_array_equal(audience.now - audience.latest, [0.0, 2.0])


def test_a_history_stands_in_for_the_trained_one(known):
    told = rows(("b", "y", 10), ("new", "z", 8), ("b", "unknown", 9))
    audience = gather(known, None, told)
    assert histories(audience, known) == {"b": ["y"], "new": ["z"]}
    assert_array_equal(audience.codes, [1, -1])
    # each at its own moment, right after the latest event
    assert_array_equal(audience.now, [in_days(DAY + timedelta(days=d)) for d in (10, 8)])


def test_of_a_history_only_the_users_asked_for_count(known):
    told = rows(("b", "y", 10), ("new", "z", 8))
    assert histories(gather(known, ["new", "a"], told), known) == {"new": ["z"], "a": []}


def test_a_history_is_cut_at_the_moment_too(known):
    told = rows(("b", "y", 10), ("b", "z", 8))
    audience = gather(known, None, told, DAY + timedelta(days=9))
    assert histories(audience, known) == {"b": ["z"]}
    assert_array_equal(audience.now - audience.latest, [1.0])


def test_without_times_no_time_goes_by(known):
    audience = gather(known, None, rows(("b", "y", None)), DAY)
    assert histories(audience, known) == {"b": ["y"]}
    assert_array_equal(audience.now, audience.latest)


@pytest.mark.parametrize("n", [1, 60])
def test_who_is_asked_for_twice_has_the_same_history_twice(known, n):
    told = rows(("b", "y", 10), ("new", "z", 8))
    audience = gather(known, ["new", "b"] * n, told)
    assert_array_equal(audience.events.counts, np.ones(2 * n))


def test_nobody_is_known_and_somebody_asks():
    nothing = know(Tables(rows(("a", "x", 0)).slice(0, 0)))
    assert histories(gather(nothing, ["x", "y"]), nothing) == {"x": [], "y": []}
    assert len(gather(nothing, None)) == 0


def test_blocks_are_the_audience_in_parts(known):
    whole = gather(known, ["b", "stranger", "a", "quiet"])
    parts = list(whole.blocks(3))
    assert [list(part.ids) for part in parts] == [["b", "stranger", "a"], ["quiet"]]
    together = {k: v for part in parts for k, v in histories(part, known).items()}
    assert together == histories(whole, known)
    assert_array_equal(np.concatenate([part.now for part in parts]), whole.now)


def test_what_was_seen_counts_repeats_once_per_cell(known):
    seen = gather(known, ["a", "b", "quiet"]).seen(3)
    place = {item: n for n, item in enumerate(known.items.ids)}
    assert seen.nnz == 3
    assert seen.toarray()[1, place["x"]] == 2
    assert not seen.toarray()[2].any()


def test_undated_events_belong_to_every_moment():
    known = know(Tables(rows(("a", "x", None), ("b", "x", None))))
    assert len(until(known.events, DAY)) == 2
    assert len(gather(known, ["a"], at=0.0).events) == 1


def test_items_are_found_in_the_order_asked_and_the_first_unknown_is_named(known):
    assert_array_equal(known.items.ids[find_items(known, ["z", "x"])], ["z", "x"])
    with pytest.raises(UnknownName, match="no item 'w'"):
        find_items(known, ["x", "w", "v"])

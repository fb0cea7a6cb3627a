"""Aged models lose what is new; models of a world that stands still lose nothing."""

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from openkitchen.errors import InputError
from openkitchen.models import RecentPopularity
from openkitchen.monitor import replay_ages
from openkitchen.schema import Tables

START = datetime(2026, 1, 5)


def world(turning, weeks=10, people=120, seed=0):
    """Each week people choose among ten items; in a turning world three of them are new."""
    rng = np.random.default_rng(seed)
    rows = []
    for week in range(weeks):
        pool = week * 3 if turning else 0
        for user in range(people):
            for item in rng.choice(10, 2, replace=False):
                moment = START + timedelta(weeks=week, seconds=int(rng.integers(0, 604_800)))
                rows.append((f"u{week}-{user}", f"i{pool + item:03d}", moment))
    users, items, times = zip(*sorted(rows, key=lambda row: row[2]), strict=True)
    return Tables(
        pa.table({"user_id": users, "item_id": items,
                  "timestamp": pa.array(times, pa.timestamp("us"))})
    )  # fmt: skip


def test_a_turning_world_makes_models_stale():
    told = replay_ages(
        world(turning=True), lambda t: RecentPopularity(7.0).fit(t), ages=(1, 2, 3), weeks=4
    )
    assert told.stale_from is not None
    assert told.rows[-1].loss > told.rows[0].loss > 0
    assert told.at(2.5).weeks == 2
    assert told.at(0.3) is None
    assert "leaves the noise after" in told.sentences()[-1]


def test_a_world_that_stands_still_does_not():
    told = replay_ages(
        world(turning=False), lambda t: RecentPopularity(7.0).fit(t), ages=(1, 2, 3), weeks=3
    )
    assert told.stale_from is None
    assert all(row.low < 0.02 for row in told.rows)


def test_fresh_and_aged_are_judged_on_the_same_people():
    told = replay_ages(
        world(turning=False), lambda t: RecentPopularity(7.0).fit(t), ages=(2,), weeks=2
    )
    (row,) = told.rows
    assert row.n_weeks == 2
    assert row.fresh - row.value == pytest.approx(row.loss)


def test_a_short_past_is_refused():
    with pytest.raises(InputError, match="too late"):
        replay_ages(world(turning=False, weeks=1), lambda t: RecentPopularity(7.0).fit(t))
    undated = Tables(pa.table({"user_id": ["a"], "item_id": ["b"],
                               "timestamp": pa.nulls(1, pa.timestamp("us"))}))  # fmt: skip
    with pytest.raises(InputError, match="no times"):
        replay_ages(undated, lambda t: RecentPopularity(7.0).fit(t))

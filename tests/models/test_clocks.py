"""One clock that is far ahead does not make everything else old."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shop import small_tables

from openkitchen.models import GlassBox, GlassBoxSettings, Popularity, RecentPopularity
from openkitchen.models.audience import know
from openkitchen.models.clocks import FEWEST, MANY, without_running_ahead

DAY = 86_400_000_000
START = 1_790_000_000_000_000


def events(days, ahead=()):
    times = np.array([*(START + d * DAY for d in days), *ahead]).astype(np.int64)
    ids = [f"u{n % 40}" for n in range(len(times))]
    return pa.table(
        {
            "user_id": ids,
            "item_id": [f"i{n % 7}" for n in range(len(times))],
            "timestamp": pa.array(times, pa.timestamp("us")),
        }
    )


def latest(table):
    return int(table["timestamp"].cast(pa.int64()).to_numpy().max())


@pytest.mark.parametrize("n", [FEWEST, 500, MANY, 5000])
def test_who_stands_alone_in_the_future_counts_as_the_latest_of_the_others(n):
    days = np.linspace(0, 60, n)
    far = START + 400 * DAY
    found = without_running_ahead(events(days, [far]))
    assert latest(found) == START + 60 * DAY
    assert found.num_rows == n + 1
    assert found["user_id"].equals(events(days, [far])["user_id"])


def test_so_does_one_in_a_thousand_but_not_more():
    days = np.linspace(0, 60, 20_000)
    far = [START + (400 + d) * DAY for d in range(30)]
    assert latest(without_running_ahead(events(days, far[:20]))) == START + 60 * DAY
    assert latest(without_running_ahead(events(days, far))) == far[-1]


def test_a_clock_in_1970_does_not_hide_one_in_2100():
    days = np.linspace(0, 60, 2000)
    found = without_running_ahead(events(days, [0, START + 27_000 * DAY]))
    assert latest(found) == START + 60 * DAY


def test_few_events_and_undated_ones_stay_as_they_are():
    few = events(np.linspace(0, 60, FEWEST - 2), [START + 9000 * DAY])
    assert without_running_ahead(few) is few
    undated = few.set_column(2, "timestamp", pa.nulls(few.num_rows, pa.timestamp("us")))
    assert without_running_ahead(undated) is undated


@given(st.integers(FEWEST, 3000), st.integers(0, 2**31), st.sampled_from([0.5, 1.0, 3.0]))
def test_ordinary_data_stay_as_they_are(n, seed, bend):
    """Also when there is ever less, or ever more, of it."""
    days = np.random.default_rng(seed).random(n) ** bend * 90
    table = events(np.append(days, [90.0, 89.0, 91.0]))
    assert without_running_ahead(table) is table


def with_one_ahead(tables, moment):
    rows = tables.interactions
    one = rows.slice(0, 1).set_column(
        rows.schema.get_field_index("timestamp"),
        "timestamp",
        pa.array([moment], pa.int64()).cast(rows.schema.field("timestamp").type),
    )
    return tables.with_interactions(pa.concat_tables([rows, one]))


@pytest.mark.parametrize(
    "make",
    [
        lambda: GlassBox(GlassBoxSettings(row_half_life=3.0, scales=("all", "5d"))),
        lambda: RecentPopularity(3.0),
        Popularity,
    ],
)
def test_lists_are_those_of_an_event_just_now(make):
    tables = small_tables()
    last = latest(tables.interactions)
    far, now = (with_one_ahead(tables, moment) for moment in (last + 20_000 * DAY, last))
    assert know(far).events.end == know(now).events.end == know(tables).events.end
    users = sorted(set(tables.interactions["user_id"].to_pylist()))
    one, other = (make().fit(data).recommend(users, 5).table for data in (far, now))
    assert one.equals(other)

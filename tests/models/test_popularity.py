"""Counts, and counts that fade, worked out by hand."""

from datetime import datetime

import pyarrow as pa
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from openkitchen.errors import NotFitted, SettingsError
from openkitchen.models import Popularity, RecentPopularity
from openkitchen.schema import Tables

DAY = [datetime(2026, 1, day) for day in range(1, 11)]
ROWS = [
    ("a", "old", DAY[0]),
    ("b", "old", DAY[0]),
    ("c", "old", DAY[2]),
    ("a", "new", DAY[8]),
    ("b", "new", DAY[9]),
]


def tables(rows=ROWS, items=("new", "none", "old")):
    user, item, time = zip(*rows, strict=True)
    return Tables(
        pa.table(
            {"user_id": user, "item_id": item, "timestamp": pa.array(time, pa.timestamp("us"))}
        ),
        pa.table({"item_id": list(items)}),
    )


def test_popularity_counts_events():
    model = Popularity().fit(tables())
    assert list(model.items) == ["old", "new", "none"]
    assert_array_equal(model.score(["a", "stranger"]), [[3, 2, 0]] * 2)


def test_recent_popularity_halves_with_every_half_life():
    model = RecentPopularity(half_life=3.0).fit(tables())
    old = 2 * 2 ** (-9 / 3) + 2 ** (-7 / 3)
    assert_allclose(model.score(["a"])[0], [old, 2 ** (-1 / 3) + 1, 0], rtol=1e-12)
    assert model.recommend(["x"], k=2).table["item_id"].to_pylist() == ["new", "old"]


def test_recent_popularity_of_a_moment_in_the_past():
    model = RecentPopularity(half_life=3.0).fit(tables())
    at = DAY[8]  # the event of that very moment counts, the one a day later does not
    old = 2 * 2 ** (-8 / 3) + 2 ** (-6 / 3)
    assert_allclose(model.score(["a"], at=at)[0], [old, 1, 0], rtol=1e-12)
    assert not model.score(["a"], at=datetime(2025, 1, 1)).any()


def test_undated_events_all_count_the_same():
    undated = tables([(user, item, None) for user, item, _ in ROWS])
    assert_array_equal(RecentPopularity(3.0).fit(undated).score(["a"]), [[3, 2, 0]])


def test_ties_are_ordered_by_id():
    model = Popularity().fit(tables([("a", x, DAY[0]) for x in "zab"], items="qzabp"))
    assert list(model.items) == ["a", "b", "z", "p", "q"]


@pytest.mark.parametrize("half_life", [0.0, -2.0, float("nan")])
def test_a_half_life_is_positive(half_life):
    with pytest.raises(SettingsError, match="half_life"):
        RecentPopularity(half_life)


@pytest.mark.parametrize("kind", [Popularity, RecentPopularity])
def test_before_the_fit_the_model_is_named(kind):
    with pytest.raises(NotFitted, match=kind.name):
        kind().recommend()


@pytest.mark.parametrize("kind", [Popularity, RecentPopularity])
def test_without_events_or_items_there_are_empty_lists(kind):
    nothing = Tables(tables().interactions.slice(0, 0))
    assert kind().fit(nothing).recommend(["x"]).table.num_rows == 0

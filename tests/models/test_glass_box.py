"""Weights and scores equal those of rows written out one by one; moments, strangers, news."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from tests.models.brute import EPOCH, SETTINGS, UNDATED, Brute, Event, tiny_tables

from openkitchen.errors import ModelError, UnknownName
from openkitchen.models import GlassBox
from openkitchen.schema import Attribute, Tables

CLOSE = {"rtol": 1e-9, "atol": 1e-12}  # the latter for scores that are sums to zero


def both(changes=None, seed=0, *, dated=True):
    tables = tiny_tables(seed, dated=dated)
    chosen = replace(SETTINGS if dated else UNDATED, **(changes or {}))
    return GlassBox(chosen).fit(tables), Brute(tables, chosen)


def weights_of(model):
    weights = model.fitted.weights
    return np.column_stack([weights.column(n) for n in range(len(model.items))])


CASES = {
    "all terms": {},
    "no left-out rows": {"left_out": 0.0},
    "no row half-life": {"row_half_life": 0.0},
    "histories not divided": {"power": 0.0},
    "histories as means": {"power": 1.0},
    "no tags as inputs": {"ridge_tags": 0.0},
    "no user attributes": {"ridge_users": 0.0},
    "no shrinking": {"shrink": 0.0},
    "no trend": {"trend": 0.0},
    "newcomers as their tags say": {"newcomers": 1.0},
    "no discount": {"discount": 0.0},
    "two scales repeat": {"repeat": (0.35, 0.0, 0.2)},
    "nothing repeats": {"repeat": (0.0,)},
    "trend without decay": {"trend_half_life": 0.0},
    "two inputs": {"max_items": 2},
    "one scale": {"scales": ("all",), "ridge_items": (2.0,)},
    "hours alone": {"scales": ("2h",), "ridge_items": (2.0,)},
    "one penalty for all": {"ridge_items": (3.0,)},
    "no context": {"context": ()},
    "values do not matter": {"value_power": 0.0},
    "types do not matter": {"event_weights": ()},
}


@pytest.mark.parametrize("changes", CASES.values(), ids=CASES)
@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
def test_it_is_the_ridge_regression_over_every_row_written_out(changes, dated):
    model, brute = both(changes, dated=dated)
    assert list(model.items) == brute.items
    assert_allclose(weights_of(model), brute.weights, **CLOSE)
    assert_allclose(model.fitted.variance, brute.variance, **CLOSE)
    assert_allclose(model.fitted.residual, brute.residual, rtol=1e-7)
    users = [*model.users, "nobody"]
    assert_allclose(model.score(users), [brute.score(user) for user in users], **CLOSE)


@given(
    seed=st.integers(1, 10_000),
    power=st.floats(0, 1),
    left_out=st.floats(0, 5),
    shrink=st.floats(0, 50),
    row_half_life=st.floats(0.2, 100),
)
@settings(deadline=None, max_examples=15)
def test_it_is_so_for_other_data_and_settings(seed, **changes):
    model, brute = both(changes, seed)
    assert_allclose(model.score(list(model.users)), [brute.score(u) for u in model.users], **CLOSE)


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0])
def test_an_event_that_weighs_next_to_nothing_does_not_drown_the_others(power):
    tables = tiny_tables()
    times = tables.interactions["timestamp"].to_pylist()
    # u1 has one event so far; beside it a second one without any weight, and one beside u5's
    more = pa.table(
        {
            "user_id": ["u1", "u5"],
            "item_id": ["i3", "i4"],
            "timestamp": pa.array([times[0], times[1]], pa.timestamp("us")),
            "weight": [0.0, 0.0],
        }
    )
    tables = tables.with_interactions(
        pa.concat_tables([tables.interactions, more], promote_options="default")
    )
    chosen = replace(SETTINGS, power=power)
    assert_allclose(
        weights_of(GlassBox(chosen).fit(tables)), Brute(tables, chosen).weights, **CLOSE
    )


@pytest.mark.parametrize("hours", [0, 24, 100, 250, 399, 1000])
def test_at_a_moment_only_what_came_before_counts(hours):
    model, brute = both()
    at = datetime(2026, 3, 1) + timedelta(hours=hours)
    day = (at - EPOCH) / timedelta(days=1)
    users = [*model.users, "nobody"]
    expected = [brute.score(user, day) for user in users]
    assert_allclose(model.score(users, at=at), expected, **CLOSE)
    seconds = (at - EPOCH).total_seconds()
    assert_array_equal(model.score(users, at=seconds), model.score(users, at=at))


@pytest.mark.parametrize("device", ["phone", "desk"])
def test_a_device_adds_its_own_term(device):
    model, brute = both()
    users = [*model.users, "nobody"]
    expected = [brute.score(user, device=device) for user in users]
    assert_allclose(model.on_device(device).score(users), expected, **CLOSE)


def test_a_device_that_nobody_used_is_refused_by_name():
    model, _ = both()
    with pytest.raises(UnknownName, match="fridge") as caught:
        model.on_device("fridge")
    assert "desk, phone" in str(caught.value)
    with pytest.raises(ModelError, match="learned nothing of devices"):
        both({"context": ("month",)})[0].on_device("desk")


def test_an_event_counts_from_its_own_microsecond_on():
    odd = timedelta(microseconds=1)
    for seed in range(25):
        moment = datetime(2026, 3, 1) + timedelta(microseconds=7_654_321_987 * seed)
        tables = tiny_tables(n_users=2)
        more = pa.table(
            {
                "user_id": ["u9"],
                "item_id": ["i0"],
                "timestamp": pa.array([moment], pa.timestamp("us")),
                "weight": [1.0],
            }
        )
        tables = tables.with_interactions(
            pa.concat_tables([tables.interactions, more], promote_options="default")
        )
        model = GlassBox(replace(SETTINGS, trend=0.0)).fit(tables)
        for at in (moment, (moment - EPOCH).total_seconds()):
            listed = model.recommend(["u9"], k=99, at=at).table["item_id"].to_pylist()
            assert "i0" not in listed
        listed = model.recommend(["u9"], k=99, at=moment - odd).table["item_id"].to_pylist()
        assert "i0" in listed


def history(rows):
    user, item, time = zip(*rows, strict=True)
    return pa.table(
        {"user_id": user, "item_id": item, "timestamp": pa.array(time, pa.timestamp("us"))}
    )


def scores_of(lists, model, user):
    rows = lists.table.filter(pa.compute.equal(lists.table["user_id"], user)).to_pylist()
    by_item = {row["item_id"]: row["score"] for row in rows}
    return [by_item[item] for item in model.items]


@pytest.mark.parametrize("hours", [None, 30, 60])
def test_a_history_replaces_the_trained_one(hours):
    model, brute = both()
    first, second = datetime(2026, 4, 1), datetime(2026, 4, 2, 12)
    rows = [
        ("u0", "i2", second),
        ("u0", "i4", first),
        ("new", "i1", second),
        ("new", "gone", first),
    ]
    at = None if hours is None else first + timedelta(hours=hours)
    lists = model.recommend(history=history(rows), k=99, at=at, include_seen=True)
    day = {t: (t - EPOCH) / timedelta(days=1) for t in (first, second)}
    told = {
        "u0": [Event("i4", day[first], 1.0), Event("i2", day[second], 1.0)],
        "new": [Event("i1", day[second], 1.0)],
    }
    for user, events in told.items():
        moment = None if at is None else (at - EPOCH) / timedelta(days=1)
        expected = brute.score(user, moment, history=events)
        assert_allclose(scores_of(lists, model, user), expected, **CLOSE)


def test_a_history_without_times_is_fresh_whatever_the_moment():
    model, _ = both({"context": ()})
    told = history([("x", "i1", None), ("x", "i2", None)])
    now = model.recommend(history=told, k=99).table
    later = model.recommend(history=told, k=99, at=datetime(2031, 1, 1)).table
    assert later.equals(now)


def test_who_is_asked_for_twice_gets_the_same_list_twice():
    model, _ = both()
    told = history([("x", "i1", datetime(2026, 4, 1)), ("y", "i2", datetime(2026, 4, 1))])
    one = model.recommend(["x"], history=told).table
    two = model.recommend(["x", "y", "x"], history=told).table
    first, last = two.slice(0, one.num_rows), two.slice(two.num_rows - one.num_rows)
    assert first.equals(one)
    assert last.equals(one)


def test_somebody_without_events_is_scored_by_attributes_and_a_stranger_by_none():
    model, brute = both()
    quiet, stranger = model.score(["u2", "stranger"])  # u2 has a diet and an age, no events
    assert_allclose(quiet, brute.score("u2"), **CLOSE)
    assert np.abs(quiet - stranger).max() > 1e-3
    features = model.fitted.design.features
    now = ("popularity", "no history yet", "month=March")
    cold = [n for n, feature in enumerate(features) if feature.name in now]
    assert_allclose(stranger, weights_of(model)[cold].sum(axis=0) + model.fitted.trend, **CLOSE)


def two_groups():
    """Thirty users; green items are chosen five times as often as brown ones."""
    rows, day = [], datetime(2026, 1, 1)
    for user in range(30):
        for n in range(6):
            item = f"brown{user % 4}" if n == user % 6 else f"green{(user + n) % 5}"
            rows.append((f"u{user}", item, day + timedelta(hours=7 * user + n)))
    names = [f"{kind}{n}" for kind in ("green", "brown") for n in range(5)]
    items = pa.table(
        {
            "item_id": [*names, "new-green", "new-brown", "new-plain"],
            "kind": [name.rstrip("0123456789") for name in names] + ["green", "brown", None],
        }
    )
    return Tables(history(rows), items, None, (Attribute("kind", "category"),), ())


@pytest.mark.parametrize("shrink", [0.0, 10.0])
def test_a_new_item_is_scored_by_its_tags(shrink):
    model = GlassBox(replace(SETTINGS, shrink=shrink)).fit(two_groups())
    green, brown, plain = model.score(["stranger"], ["new-green", "new-brown", "new-plain"])[0]
    assert green > plain > brown
    asked = ["u1", "u2", "stranger"]
    assert (model.score(asked, ["new-green"]) > model.score(asked, ["new-plain"])).all()


def test_items_as_popular_as_each_other_are_ordered_by_id():
    rows = [(f"u{n}", item, datetime(2026, 1, 1)) for n, item in enumerate("ccbbad")]
    model = GlassBox(SETTINGS).fit(Tables(history(rows)))
    assert list(model.items) == ["b", "c", "a", "d"]


def test_items_that_are_told_apart_by_nothing_score_the_same_and_keep_the_order():
    items = pa.table({"item_id": ["new2", "new1", *"abcd"], "kind": ["k", "k", *"kkkl"]})
    rows = [(f"u{n}", "abcd"[n % 4], datetime(2026, 1, 1)) for n in range(12)]
    tables = Tables(history(rows), items, None, (Attribute("kind", "category"),), ())
    listed = GlassBox(SETTINGS).fit(tables).recommend(["x"], k=9).table.to_pylist()
    scores = {row["item_id"]: row["score"] for row in listed}
    assert scores["new1"] == scores["new2"]
    order = [row["item_id"] for row in listed]
    assert order.index("new1") == order.index("new2") - 1


def test_an_item_described_twice_has_its_tags_once():
    tables = tiny_tables()
    again = Tables(
        tables.interactions,
        pa.concat_tables([tables.items, tables.items.slice(2, 3)]),
        pa.concat_tables([tables.users, tables.users.slice(0, 1)]),
        tables.item_attributes,
        tables.user_attributes,
    )
    once, twice = (GlassBox(SETTINGS).fit(t) for t in (tables, again))
    assert list(twice.items) == list(once.items)
    indicators = [n for n, c in enumerate(once.fitted.design.item_encoder.columns) if c.level]
    for n in indicators:
        assert_array_equal(
            twice.fitted.design.tags.toarray()[:, n], once.fitted.design.tags.toarray()[:, n]
        )


def test_the_trend_of_a_moment_adds_up_to_its_weight():
    model, _ = both()
    for at in (None, datetime(2026, 3, 5), datetime(2026, 9, 1)):
        assert model.trend(at).sum() == pytest.approx(SETTINGS.trend)
    assert not model.trend(datetime(2020, 1, 1)).any()


def test_the_number_of_threads_changes_no_list():
    from threadpoolctl import threadpool_limits

    tables = two_groups()
    lists = []
    for threads in (1, 2):
        with threadpool_limits(limits=threads, user_api="blas"):
            lists.append(GlassBox(SETTINGS).fit(tables).recommend(k=5).table)
    assert lists[0].select(["user_id", "item_id"]).equals(lists[1].select(["user_id", "item_id"]))


def test_a_fit_takes_the_memory_that_was_planned(monkeypatch):
    import tracemalloc

    from openkitchen.models import fitting

    rng, day = np.random.default_rng(0), datetime(2026, 1, 1)
    rows = [(f"u{n % 900}", f"i{n % 800}", day + timedelta(hours=n)) for n in range(2700)]
    chosen = replace(SETTINGS, scales=("all", "10d"), ridge_items=(9.0,))
    planned, plan = [], fitting.plan_memory
    kept = lambda *size, **bits: planned.append(plan(*size, **bits))  # noqa: E731
    monkeypatch.setattr(fitting, "plan_memory", kept)
    tables = Tables(history([rows[n] for n in rng.permutation(2700)]))
    tracemalloc.start()
    GlassBox(chosen).fit(tables)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert planned[0] / 2 < peak < planned[0]


def test_a_fit_has_the_same_bits_on_any_number_of_cores_and_threads(monkeypatch):
    from threadpoolctl import threadpool_limits

    from openkitchen import cores

    told, tables = set(), tiny_tables(4)
    for n_cores, threads in ((1, 1), (2, 2), (3, 4)):
        monkeypatch.setattr(cores, "cores", lambda n=n_cores: n)
        with threadpool_limits(limits=threads, user_api="blas"):
            fitted = GlassBox(SETTINGS).fit(tables).fitted
        weights, variance = np.asarray(fitted.weights.own), np.asarray(fitted.variance)
        told.add((weights.tobytes(), variance.tobytes(), np.asarray(fitted.residual).tobytes()))
    assert len(told) == 1

"""What every model must do, whatever its kind."""

import numpy as np
import pyarrow as pa
import pytest
from numpy.testing import assert_array_equal
from tests.outside import Neighbours, Svd
from tests.shop import small_tables

from openkitchen import models
from openkitchen.errors import NotFitted, SettingsError, UnknownName
from openkitchen.models import (
    Ease,
    GlassBox,
    GlassBoxSettings,
    OutsideModel,
    Popularity,
    RecentPopularity,
)

FIXED = GlassBoxSettings(
    scales=("all", "5d", "0s"),
    power=0.5,
    row_half_life=20.0,
    left_out=1.0,
    ridge_items=(5.0,),
    ridge_tags=5.0,
    ridge_users=5.0,
    typical=5.0,
    ridge_base=1.0,
    ridge_cold=1.0,
    shrink=2.0,
    newcomers=0.5,
    discount=0.1,
    trend=0.3,
    trend_half_life=3.0,
    max_items=1000,
)
KINDS = {
    "popularity": Popularity,
    "recent-popularity": RecentPopularity,
    "ease": Ease,
    "glass-box": lambda: GlassBox(FIXED),
    "glass-box-searched": GlassBox,
    "outside, by id": lambda: OutsideModel(Svd()),
    "outside, by history": lambda: OutsideModel(Neighbours()),
}
DATA = {
    "dated": small_tables(),
    "undated": small_tables(dated=False),
    "bare": small_tables(attributes=False),
}


@pytest.fixture(params=KINDS)
def kind(request):
    return KINDS[request.param]


@pytest.fixture(params=DATA)
def tables(request):
    return DATA[request.param]


@pytest.fixture
def model(kind, tables):
    return kind().fit(tables)


def test_keeps_the_contract_that_anybody_can_check(kind, tables):
    found = models.check_model(kind, tables)
    assert found.passed, found.sentence()


def test_is_a_model(model):
    assert isinstance(model, models.Model)


def test_asks_for_fit_first(kind):
    with pytest.raises(NotFitted, match="fit"):
        kind().score(["u000"])


def test_scores_are_finite_and_of_the_right_shape(model):
    scores = model.score(["u000", "u001", "nobody"])
    assert scores.shape == (3, len(model.items))
    assert np.isfinite(scores).all()


def test_scores_of_some_items_are_those_of_all(model):
    some = list(model.items[[3, 0, 5]])
    everything = model.score(["u002"])
    assert_array_equal(model.score(["u002"], some), everything[:, [3, 0, 5]])


def test_unknown_item_is_named(model):
    with pytest.raises(UnknownName, match="no item 'i99'"):
        model.score(["u000"], ["i00", "i99"])


def test_lists_are_sorted_unique_and_unseen(model, tables):
    lists = model.recommend(k=6).table.to_pandas()
    seen = set(
        zip(
            tables.interactions["user_id"].to_pylist(),
            tables.interactions["item_id"].to_pylist(),
            strict=True,
        )
    )
    assert not seen & set(zip(lists.user_id, lists.item_id, strict=True))
    for _, one in lists.groupby("user_id", sort=False):
        assert list(one["rank"]) == list(range(1, len(one) + 1))
        assert (np.diff(one.score) <= 0).all()
        assert one.item_id.is_unique


def test_lists_hold_the_best_scores(model):
    user = str(model.users[4])
    row = dict(zip(model.items, model.score([user])[0], strict=True))
    table = model.recommend([user], k=5, include_seen=True).table
    expected = sorted(row.values(), reverse=True)[:5]
    assert table["score"].to_pylist() == pytest.approx(expected, rel=1e-12)
    assert [row[i] for i in table["item_id"].to_pylist()] == pytest.approx(expected, rel=1e-12)


def test_ties_go_to_the_more_popular_item_then_to_the_id(model):
    items = model.items
    scores = model.score(["nobody"])[0]
    listed = model.recommend(["nobody"], k=len(items)).table["item_id"].to_pylist()
    place = {item: n for n, item in enumerate(items)}
    expected = sorted(items, key=lambda item: (-scores[place[item]], place[item]))
    assert listed == expected


def test_a_stranger_gets_a_list(model):
    assert model.recommend(["nobody"], k=5).table.num_rows == 5


def test_users_come_back_in_the_order_asked(model):
    users = ["u010", "nobody", "u001"]
    listed = model.recommend(users, k=1).table["user_id"].to_pylist()
    assert listed == users


def test_row_order_and_repetition_change_nothing(kind, tables):
    shuffled = tables.interactions.take(
        pa.array(np.random.default_rng(1).permutation(tables.interactions.num_rows))
    )
    first = kind().fit(tables).recommend(k=4).table
    second = kind().fit(tables.with_interactions(shuffled)).recommend(k=4).table
    assert first.equals(second)


def test_saved_and_loaded_it_says_the_same(model, tmp_path):
    models.save(model, tmp_path / "bundle")
    loaded = models.load(tmp_path / "bundle")
    assert loaded.name == model.name
    assert loaded.recommend(k=5).table.equals(model.recommend(k=5).table)


def test_bundles_are_the_same_bytes(kind, tables, tmp_path):
    for name in "ab":
        models.save(kind().fit(tables), tmp_path / name)
    files = sorted(
        p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file()
    )
    assert files
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file


def test_other_histories_are_scored_without_training(model):
    history = pa.table(
        {
            "user_id": ["x", "x"],
            "item_id": ["i02", "i04"],
            "timestamp": pa.array([None, None], pa.timestamp("us")),
        }
    )
    lists = model.recommend(history=history, k=30).table
    assert set(lists["user_id"].to_pylist()) == {"x"}
    assert not {"i02", "i04"} & set(lists["item_id"].to_pylist())


def test_a_list_of_nothing_is_refused(model):
    with pytest.raises(SettingsError, match="0 items"):
        model.recommend(k=0)


def test_a_moment_in_the_past_knows_nothing_of_what_came_later(model, tables):
    if not tables.dated:
        assert_array_equal(model.score(["u000"], at=0.0), model.score(["u000"]))
        return
    times = tables.interactions["timestamp"].to_pylist()
    early = min(times)
    first = tables.interactions["user_id"].to_pylist()[times.index(early)]
    others = [str(user) for user in model.users if user != first][:3]
    assert model.recommend(others, k=30, at=early).table.num_rows == 3 * len(model.items)
    listed = model.recommend([first], k=30, at=early).table
    assert listed.num_rows == len(model.items) - 1
    assert_array_equal(model.score([first], at=max(times)), model.score([first]))

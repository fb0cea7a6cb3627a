"""A scorer of another library gets our lists, strangers, histories and bundles."""

import json

import numpy as np
import pyarrow as pa
import pytest
from numpy.testing import assert_array_equal
from tests.outside import Neighbours, Svd
from tests.shop import small_tables

from openkitchen.errors import BundleError, ModelError, NotFitted
from openkitchen.models import OutsideModel, load, register, save


@pytest.fixture(scope="module")
def tables():
    return small_tables()


@pytest.fixture(scope="module")
def by_id(tables):
    return OutsideModel(Svd()).fit(tables)


@pytest.fixture(scope="module")
def by_history(tables):
    return OutsideModel(Neighbours()).fit(tables)


def history_of(user, *items):
    return pa.table(
        {
            "user_id": [user] * len(items),
            "item_id": list(items),
            "timestamp": pa.nulls(len(items), pa.timestamp("us")),
        }
    )


def test_scores_are_those_of_the_scorer(by_id):
    users = [str(user) for user in by_id.users[:5]]
    own = by_id.scorer.score(users, [str(item) for item in by_id.items])
    assert_array_equal(by_id.score(users), own)


def test_strangers_get_the_popular_list(by_id, by_history):
    for model in (by_id, by_history):
        lists = model.recommend(["nobody"], k=5).table
        assert lists["item_id"].to_pylist() == list(model.items[:5])
        assert set(lists["score"].to_pylist()) == {0.0}


def test_a_strangers_history_counts_where_the_scorer_takes_it(by_history):
    lists = by_history.recommend(history=history_of("x", "i02", "i04"), k=5).table
    column = by_history.items.tolist()
    similarity = by_history.scorer.similarity
    expected = similarity[[column.index("i02"), column.index("i04")]].sum(axis=0)
    expected[[column.index("i02"), column.index("i04")]] = -np.inf
    assert lists["item_id"][0].as_py() == column[int(np.argmax(expected))]


def test_by_id_another_history_of_a_known_user_is_refused(by_id):
    with pytest.raises(ModelError, match="'u001' by id and takes no other history"):
        by_id.recommend(history=history_of("u001", "i02"))


def test_the_past_is_scored_with_the_history_of_then(by_history, tables):
    early = min(tables.interactions["timestamp"].to_pylist())
    user = [str(by_history.users[3])]
    if by_history.score(user).any():
        assert not by_history.score(user, at=early).any()


@pytest.mark.parametrize("scorer", [Svd, Neighbours])
def test_saved_and_loaded_it_says_the_same(scorer, tables, tmp_path):
    register(scorer)  # another of the same name may have been registered since
    model = OutsideModel(scorer()).fit(tables)
    save(model, tmp_path / "bundle")
    loaded = load(tmp_path / "bundle")
    assert isinstance(loaded.scorer, scorer)
    assert_array_equal(loaded.score([*model.users, "x"]), model.score([*model.users, "x"]))
    assert loaded.settings == model.settings
    assert loaded.tables.items.equals(tables.items)
    assert not list((tmp_path / "bundle").rglob("*.pkl"))


def test_a_bundle_of_an_unknown_kind_says_what_to_do(by_id, tmp_path):
    save(by_id, tmp_path / "bundle")
    file = tmp_path / "bundle/bundle.json"
    facts = json.loads(file.read_text("utf-8")) | {"model": "theirs"}
    file.write_text(json.dumps(facts), "utf-8")
    with pytest.raises(BundleError, match=r"kind 'theirs' are not known here.*svd") as told:
        load(tmp_path / "bundle")
    assert "openkitchen.scorers" in told.value.hint


def test_what_could_not_be_loaded_is_not_saved(tables, tmp_path):
    class Unregistered(Svd):
        name = "unregistered"

    with pytest.raises(BundleError, match="'unregistered' are not known"):
        save(OutsideModel(Unregistered()).fit(tables), tmp_path / "bundle")
    assert not (tmp_path / "bundle").exists()


def test_it_asks_for_fit_first():
    with pytest.raises(NotFitted, match="svd has not been fitted"):
        OutsideModel(Svd()).score(["u001"])


def test_what_is_no_scorer_is_refused():
    with pytest.raises(ModelError, match="dict is no scorer"):
        OutsideModel({})


def test_scores_of_another_shape_are_refused(tables):
    class Short(Neighbours):
        def score_histories(self, histories, at=None):
            return np.zeros((histories.shape[0], 3))

    with pytest.raises(ModelError, match=r"shape \(1, 3\), not \(1, 24\)"):
        OutsideModel(Short()).fit(tables).score(["u001"])


def test_fitting_is_told(tables):
    told = []
    OutsideModel(Neighbours()).fit(tables, lambda *step: told.append(step))
    assert told == [("fitting neighbours", 0, 1), ("fitting neighbours", 1, 1)]

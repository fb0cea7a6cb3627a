"""The check of the contract passes what keeps it and names what does not."""

import itertools

import numpy as np
import pytest
from tests.outside import Neighbours, Svd
from tests.shop import small_tables

import openkitchen.explain  # noqa: F401 - brings model.explain
from openkitchen.models import (
    Addend,
    Ease,
    OutsideModel,
    Popularity,
    RecentPopularity,
    check_model,
)

KEEP = {
    "popularity": Popularity,
    "recent popularity": RecentPopularity,
    "EASE": Ease,
    "by id": lambda: OutsideModel(Svd()),
    "by history": lambda: OutsideModel(Neighbours()),
}


@pytest.mark.parametrize("kind", KEEP)
@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
def test_what_keeps_the_contract_passes(kind, dated):
    found = check_model(KEEP[kind], small_tables(dated=dated))
    assert found.passed, found.sentence()
    assert "meets the contract" in found.sentence()


def test_an_explaining_scorer_is_found_additive():
    rows = check_model(KEEP["by id"], small_tables()).to_table().to_pylist()
    told = {row["name"]: row["passed"] for row in rows}
    assert told["explained scores are sums"] is True
    assert told["saved and loaded, the same lists"] is True


class Restless(Svd):
    """Never learns the same twice."""

    turn = itertools.count()

    def fit(self, tables):
        super().fit(tables)
        noise = np.random.default_rng(next(self.turn))
        self.vectors = self.vectors + noise.normal(size=self.vectors.shape)


class NotANumber(Neighbours):
    def score_histories(self, histories, at=None):
        return np.full(histories.shape, np.nan)


class Relative(Neighbours):
    """Scores depend on who else is asked about."""

    def score_histories(self, histories, at=None):
        scores = super().score_histories(histories, at)
        return scores - scores.mean(axis=0)


class HalfExplained(Svd):
    def explain(self, user, item, at=None):
        return [Addend("something", 1e-6)]


@pytest.mark.parametrize(
    ("scorer", "words"),
    [
        (Restless, "fitted again on the same tables, other lists"),
        (NotANumber, "no finite number"),
        (Relative, "who else is asked about"),
        (HalfExplained, "not explained in full"),
    ],
)
def test_what_breaks_the_contract_is_named(scorer, words):
    found = check_model(lambda: OutsideModel(scorer()), small_tables())
    assert not found.passed
    assert words in found.sentence()


def test_lists_in_another_order_are_found():
    class Sloppy(Popularity):
        def recommend(self, users=None, k=10, at=None, **_):
            lists = super().recommend(users, k, at)
            return type(lists)(lists.table.take(list(range(lists.table.num_rows))[::-1]))

    missed = [c.name for c in check_model(Sloppy, small_tables()).checks if c.passed is False]
    assert "ties go to the more popular item" in missed
    assert "users come back in the order asked" in missed


def test_a_model_that_cannot_be_saved_is_not_blamed():
    class Bare:
        name = "bare"

        def fit(self, tables):
            self.n = len(set(tables.interactions["item_id"].to_pylist()))

        def score_histories(self, histories, at=None):
            return np.zeros(histories.shape)

    found = check_model(lambda: OutsideModel(Bare()), small_tables())
    assert found.passed, found.sentence()
    told = {check.name: check for check in found.checks}
    assert told["saved and loaded, the same lists"].passed is None

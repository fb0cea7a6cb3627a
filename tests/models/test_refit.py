"""A refit by algebra is the fit on the changed data: weights, scores, lists, variances."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from tests.models.changes import KINDS, forget, other_kind, random_settings, random_tables

from openkitchen.models.audience import know
from openkitchen.models.design import make_design
from openkitchen.models.fitting import fit_with
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.new_lists import lists_of, refitted_lists
from openkitchen.models.prepared import prepare
from openkitchen.models.refit import refit, refit_without
from openkitchen.models.repeats import repeats
from openkitchen.models.score_shift import item_places

TOGETHER = 25
FIRST = [0, 25, *(pytest.param(n, marks=pytest.mark.slow) for n in range(50, 200, TOGETHER))]


def weights_of(fitted):
    weights = fitted.weights
    return np.column_stack([weights.column(n) for n in range(len(fitted.known.items))])


def worst(one, other):
    """Return the largest difference, as a share of the largest number."""
    return np.abs(one - other).max(initial=0.0) / max(np.abs(other).max(initial=0.0), 1e-300)


@pytest.mark.parametrize("first", FIRST)
def test_it_is_the_fit_on_the_changed_data(first):
    methods = set()
    for seed in range(first, first + TOGETHER):
        rng = np.random.default_rng(seed)
        tables, settings = random_tables(seed), random_settings(seed)
        prepared = prepare(fit_with(tables, settings))
        for name, change in KINDS.items():
            changed = change(tables, rng)
            limit = 0.0 if rng.random() < 0.15 else 1.0
            again = refit(prepared, know(changed), changed, share_touched=limit)
            brute = fit_with(changed, settings)
            methods.add(again.method)
            case = (seed, name, again.method)
            users = [*brute.known.users.ids, "nobody"]
            one, other = GlassBox.of(again.fitted), GlassBox.of(brute)
            assert list(one.items) == list(other.items), case
            assert worst(one.score(users), other.score(users)) <= 1e-8, case
            lists = [m.recommend(users, 20).table.drop_columns(["score"]) for m in (one, other)]
            assert lists[0].equals(lists[1]), case
            assert worst(weights_of(again.fitted), weights_of(brute)) <= 1e-8, case
            assert worst(again.fitted.variance, brute.variance) <= 1e-8, case
            assert_allclose(again.fitted.residual, brute.residual, atol=1e-6)
    assert {"algebra", "sums"} <= methods


def test_other_tags_are_followed_where_not_every_item_is_an_input():
    """As with long catalogues: an item's change needs no pass over all rows, input or not."""
    methods = []
    for seed in range(24):
        tables = random_tables(seed)
        settings = replace(random_settings(seed), max_items=8, ridge_tags=3.0)
        prepared = prepare(fit_with(tables, settings))
        known = prepared.fitted.known
        changed = other_kind(tables, str(known.items.ids[(5 * seed) % len(known.items)]))
        again = refit(prepared, known, changed, share_touched=1.0)
        brute = fit_with(changed, settings)
        methods.append(again.method)
        users = [*brute.known.users.ids, "nobody"]
        one, other = GlassBox.of(again.fitted), GlassBox.of(brute)
        assert worst(one.score(users), other.score(users)) <= 1e-8, seed
        assert worst(weights_of(again.fitted), weights_of(brute)) <= 1e-8, seed
        assert worst(again.fitted.variance, brute.variance) <= 1e-8, seed
        ids = known.users.array.to_pylist()
        wanted = lists_of(other, ids, 8, item_places(again))
        assert (refitted_lists(again, 8) == wanted).all(), seed
    assert methods.count("refit") <= 2
    assert methods.count("algebra") >= 16


def test_what_has_the_same_table_is_coded_as_if_it_were_coded_anew():
    for seed in range(12):
        tables, rng = random_tables(seed), np.random.default_rng(seed)
        prepared = prepare(fit_with(tables, random_settings(seed)))
        changed = forget(tables, rng)
        known = know(changed)
        now = refit(prepared, known, replace(changed, items=tables.items)).design
        anew = make_design(changed, known, prepared.fitted.settings)
        assert now.item_encoder is prepared.fitted.design.item_encoder
        assert_array_equal(now.tags.toarray(), anew.tags.toarray())
        assert_array_equal(now.users, anew.users)
        assert now.features == anew.features


@pytest.mark.parametrize("seed", range(1, 40, 3))
def test_without_an_input_is_the_ridge_regression_without_it(seed):
    tables, settings = random_tables(seed), random_settings(seed)
    fitted = fit_with(tables, settings)
    prepared = prepare(fitted)
    rng = np.random.default_rng(seed)
    gone = np.sort(rng.choice(np.arange(2, fitted.design.size), 3, replace=False))
    again = refit_without(prepared, gone).fitted
    left = np.setdiff1d(np.arange(fitted.design.size), gone)
    gram = prepared.sums.gram[np.ix_(left, left)] + np.diag(prepared.ridge[left])
    assert_allclose(again.variance[left], np.diag(np.linalg.inv(gram)), rtol=1e-8)
    assert not again.weights.own[gone].any()
    solved = np.linalg.solve(gram, prepared.sums.target[left])
    if prepared.own is not None:
        own = prepared.own.toarray()[left]
        solved_own = np.linalg.solve(gram, own)
        size = (own * solved_own).sum(axis=0)
        along = (own * solved).sum(axis=0)
        solved -= solved_own * np.where(size > 0, along / np.where(size > 0, size, 1.0), 0.0)
    if not settings.shrink and not settings.discount:
        solved += repeats(fitted.design, settings).toarray()[left]
        assert worst(again.weights.own[left], solved) <= 1e-8

"""What an item's own presence adds, and what it leaves alone."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from tests.models.changes import random_settings, random_tables

from openkitchen.errors import SettingsError
from openkitchen.explain import explain, similar_items
from openkitchen.models import GlassBox, GlassBoxSettings
from openkitchen.models.fitting import fit_with
from openkitchen.models.prepared import prepare
from openkitchen.models.repeats import repeats
from openkitchen.models.search import search_settings
from openkitchen.schema import Tables


def fits(seed, *repeat):
    settings = replace(random_settings(seed), repeat=(0.0,))
    tables = random_tables(seed)
    return fit_with(tables, settings), fit_with(tables, replace(settings, repeat=repeat))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_is_on_the_diagonal_of_its_scale_and_nowhere_else(seed):
    plain, more = fits(seed, 0.4)
    apart = more.weights.own - plain.weights.own
    n = plain.design.n_inputs
    first = apart[plain.design.inputs.history(0)]
    assert_array_equal(np.round(first[:n, :n], 12), 0.4 * np.eye(n))
    first[:n, :n] = 0.0
    assert not apart.any()
    assert_array_equal(plain.variance, more.variance)


def test_each_scale_has_its_own():
    settings = replace(random_settings(2), scales=("all", "3d"), ridge_items=(2.0, 2.0))
    design = fit_with(random_tables(2), settings).design
    second = repeats(design, replace(settings, repeat=(0.0, 0.2)))
    assert {int(place) for place in second.nonzero()[0]} == {
        design.inputs.history(1).start + n for n in range(design.n_inputs)
    }
    assert repeats(design, replace(settings, repeat=(0.1, 0.2))).nnz == 2 * design.n_inputs
    assert repeats(design, replace(settings, repeat=(0.0,))).nnz == 0


def test_what_tags_are_worth_does_not_depend_on_it():
    plain, more = (prepare(fitted) for fitted in fits(9, 0.4))
    assert plain.fitted.settings.shrink
    assert_allclose(more.worth, plain.worth, atol=1e-12)


def test_more_numbers_than_scales_are_refused():
    with pytest.raises(SettingsError, match="3 numbers in repeat for 2 scales"):
        GlassBox(GlassBoxSettings(scales=("all", "3d"), repeat=(0.1, 0.2, 0.3))).fit(
            random_tables(1)
        )


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_lists_that_hold_nothing_twice_and_similar_items_do_not_depend_on_it(seed):
    plain, more = (GlassBox.of(fitted) for fitted in fits(seed, 0.4))
    assert plain.recommend(k=5).table.equals(more.recommend(k=5).table)
    assert not plain.recommend(k=5, include_seen=True).table.equals(
        more.recommend(k=5, include_seen=True).table
    )
    for item in plain.known.items.ids[[0, 3, -1]]:
        one, two = (similar_items(box, str(item), 5).to_table() for box in (plain, more))
        assert one["item_id"].equals(two["item_id"])
        assert_allclose(one["similarity"], two["similarity"], atol=1e-12)


def test_it_is_told_as_a_term_of_the_history():
    plain, more = (GlassBox.of(fitted) for fitted in fits(1, 0.4))
    known = plain.known
    user = str(known.users.ids[int(known.events.user[0])])
    item = str(known.items.ids[int(known.events.item[0])])
    adds = [
        sum(t.contribution for t in explain(box, user, item).terms if t.feature == item)
        for box in (plain, more)
    ]
    assert adds[1] > adds[0]
    gap = more.score([user], [item]) - plain.score([user], [item])
    assert gap[0, 0] == pytest.approx(adds[1] - adds[0])


def returning(share, n_users=150, seed=0):
    """Return a shop whose people take again, with this chance, what they had."""
    rng, rows = np.random.default_rng(seed), []
    for user in range(n_users):
        had = []
        for n in range(20):
            item = rng.choice(had) if had and rng.random() < share else rng.integers(60)
            had.append(item)
            when = datetime(2026, 1, 1) + timedelta(days=4 * n, minutes=int(rng.integers(900)))
            rows.append((f"u{user}", f"i{item}", when))
    names = ("user_id", "item_id", "timestamp")
    return Tables(pa.table(dict(zip(names, zip(*rows, strict=True), strict=True))))


def test_the_search_finds_that_people_return():
    assert any(search_settings(returning(0.7), GlassBoxSettings()).repeat)
    assert search_settings(returning(0.0), GlassBoxSettings()).repeat == (0.0,)

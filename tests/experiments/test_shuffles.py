import numpy as np
import pytest
from scipy import stats

from openkitchen.experiments.held_out import hold_out
from openkitchen.experiments.ranked import ranked_of
from openkitchen.experiments.segment_means import segment_means
from openkitchen.experiments.shuffles import detectable_beside, shuffle
from openkitchen.models.prepared import prepare
from openkitchen.models.ranks_again import ranks_of
from openkitchen.models.twins import column_of, twins_of


def test_it_counts_the_copies_that_do_as_well(planted):
    model, truth = planted
    choices = hold_out(model.known, truth).choices
    ids = model.known.users.take(choices.users).to_pylist()
    every = np.arange(len(model.items))
    ranked = ranked_of(choices, ranks_of(model, ids, choices, every), len(model.items))
    column = column_of(prepare(model.fitted), "users.shoe")
    told = []
    found = shuffle(
        column, ranked, 9, 3, segment_means(None, model.known.users.array, 30),
        progress=lambda what, done, total: told.append((what, done, total)),
    )  # fmt: skip
    assert told[-1] == ("shuffled copies of users.shoe", 9, 9)
    ids = model.known.users.take(ranked.choices.users).to_pylist()
    for one, mean in zip(twins_of(column, 9, 3), found.twins, strict=True):
        ranks = ranks_of(type(model).of(one.fitted), ids, ranked.choices, every)
        assert ranked.heights(ranks).mean() == pytest.approx(mean)
    assert found.p == (1 + sum(found.twins >= found.real)) / 10
    assert found.n_as_good == sum(found.twins >= found.real)
    assert found.used
    assert found.segments.shape == (9, 0)


def test_detectable_is_found_nine_times_in_ten():
    """A column that adds so much to what a copy does passes 95 of 99 copies."""
    rng = np.random.default_rng(0)
    far = np.mean([detectable_beside(rng.normal(0, 1, 99), 0.05) for _ in range(500)])
    found = [
        (1 + sum(rng.normal(0, 1, 99) >= rng.normal(far, 1))) / 100 <= 0.05 for _ in range(2000)
    ]
    assert far == pytest.approx(stats.norm.ppf(0.95) + stats.norm.ppf(0.9), abs=0.1)
    assert 0.87 < np.mean(found) < 0.94

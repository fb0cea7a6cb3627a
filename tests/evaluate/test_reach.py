"""The spread of coverage is that of studies drawn anew, whether items come alone or in blocks."""

import numpy as np
import pyarrow as pa
import pytest

from openkitchen.evaluate.coding import Coded
from openkitchen.evaluate.exposure import expose
from openkitchen.evaluate.reach import spread_of_shown

N_ITEMS, K, CROWD = 300, 8, 6000


def alone(rng, slope):
    weight = np.power(np.arange(1.0, N_ITEMS + 1), -slope)
    return np.argsort(-rng.gumbel(size=(CROWD, N_ITEMS)) - np.log(weight), axis=1)[:, :K]


def in_blocks(rng):
    blocks = np.argsort(rng.random((120, N_ITEMS)), axis=1)[:, :K]
    size = rng.pareto(1.0, 120) + 0.05
    return blocks[rng.choice(120, CROWD, p=size / size.sum())]


WORLDS = {
    "even": (lambda rng: alone(rng, 0.5), 60),
    "steep": (lambda rng: alone(rng, 1.5), 300),
    "in blocks": (in_blocks, 80),
}


def studies(world, number):
    """Draw studies; return how many items each shows, and the spread that it states itself."""
    rng = np.random.default_rng(11)
    make, users = WORLDS[world]
    crowd = make(rng)
    items = pa.array([f"i{n}" for n in range(N_ITEMS)])
    coded = Coded(pa.array([f"u{n}" for n in range(users)]), items, ())
    shown, spread = np.zeros(number), np.zeros(number)
    for n in range(number):
        lists = crowd[rng.integers(0, CROWD, users)]
        one = expose(lists, coded, (K,), 2)[K]
        shown[n] = len(one.items)
        spread[n] = spread_of_shown(one.counts, one.marks, users, N_ITEMS)
    return shown, spread


@pytest.mark.parametrize("world", WORLDS)
def test_the_interval_holds_what_other_users_would_show_on_average(world):
    shown, spread = studies(world, 200)
    held = np.abs(shown - shown.mean()) <= 1.96 * spread
    assert 0.90 <= held.mean() <= 0.99
    assert np.sqrt((spread**2).mean()) == pytest.approx(shown.std(), rel=0.25)


def test_what_every_crowd_is_shown_does_not_move():
    counts, marks = np.full(20, 500), np.arange(20, dtype=np.uint64)
    assert spread_of_shown(counts, marks, 500, 20) < 1e-6
    assert spread_of_shown(counts, marks, 500, 1000) < 0.3  # the others are never shown


def test_nothing_shown_and_a_single_user():
    nothing = np.zeros(0, dtype=np.int64)
    assert spread_of_shown(nothing, nothing.astype(np.uint64), 0, 10) == 0.0
    assert spread_of_shown(np.array([1, 1]), np.array([7, 7], dtype=np.uint64), 1, 10) == 0.0


def test_items_that_one_user_alone_is_shown_move_together():
    counts = np.ones(40, dtype=np.int64)
    apart = np.arange(40, dtype=np.uint64)
    assert spread_of_shown(counts, apart // 10, 40, 400) > 1.5 * spread_of_shown(
        counts, apart, 40, 400
    )

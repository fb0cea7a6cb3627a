"""Visitors who look at the same things point the same way."""

import numpy as np
import pyarrow as pa

from openkitchen.identity.tastes import tastes_of


def events(visitors=80, seed=0):
    rng = np.random.default_rng(seed)
    rows = [
        (f"v{v}", f"i{2 * int(rng.integers(30)) + v % 2}")
        for v in range(visitors)
        for _ in range(9)
    ]
    names, items = zip(*rows, strict=True)
    return pa.table({"visitor_id": names, "item_id": items})


def test_those_of_one_taste_are_nearer_than_others():
    tastes = tastes_of(events())
    one = tastes.of(np.array([f"v{v}" for v in range(0, 20, 2)], object))
    same = tastes.of(np.array([f"v{v}" for v in range(20, 40, 2)], object))
    other = tastes.of(np.array([f"v{v}" for v in range(21, 41, 2)], object))
    assert one @ same > 0.5
    assert one @ other < 0


def test_whoever_is_unknown_points_nowhere_and_few_visitors_teach_nothing():
    assert not tastes_of(events()).of(np.array(["nobody"], object)).any()
    assert not tastes_of(events(5)).of(np.array(["v1"], object)).any()


def test_the_same_events_give_the_same_numbers():
    assert np.array_equal(tastes_of(events()).vectors, tastes_of(events()).vectors)

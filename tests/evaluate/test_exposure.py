"""Exposure is counted alike in one part or several, and its interval has the figure in it."""

import numpy as np
import pyarrow as pa

from openkitchen.evaluate.catalogue import gini
from openkitchen.evaluate.coding import Coded
from openkitchen.evaluate.exposure import expose, join_exposures


def coded(users):
    return Coded(pa.array(users), pa.array([f"i{n}" for n in range(30)]), ())


def test_parts_add_up():
    rng = np.random.default_rng(0)
    users = [f"u{n}" for n in range(40)]
    lists = np.array([rng.permutation(30)[:4] for _ in users])
    whole = expose(lists, coded(users), (4,), 50)[4]
    parts = [expose(lists[a:b], coded(users[a:b]), (4,), 50)[4] for a, b in ((0, 15), (15, 40))]
    joined = join_exposures(parts)
    both = dict(zip(joined.items.to_pylist(), joined.counts, strict=True))
    assert both == dict(zip(whole.items.to_pylist(), whole.counts, strict=True))
    assert joined.n_users == whole.n_users == 40
    whole_marks = dict(zip(whole.items.to_pylist(), whole.marks.tolist(), strict=True))
    assert whole_marks == dict(zip(joined.items.to_pylist(), joined.marks.tolist(), strict=True))
    assert whole.figure(gini, 60) == joined.figure(gini, 60)
    value, low, high = whole.coverage(60)
    assert (value, low, high) == joined.coverage(60)
    assert 0 <= low < value < high <= 1


def test_without_draws_there_is_no_interval():
    lists = np.array([[0, 1], [1, -1]])
    shown = expose(lists, coded(["a", "b"]), (1, 2), 0)
    assert shown[1].counts.tolist() == [1, 1]
    assert shown[2].counts.tolist() == [1, 2]
    assert shown[2].coverage(4) == (0.5, None, None)

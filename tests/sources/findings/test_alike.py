"""Likeness of columns: few values, numbers, ids that return and ids that never do."""

import numpy as np
import pytest
from tests.sources.findings.columns import profile

from openkitchen.sources.findings.alike import alike

rng = np.random.default_rng(12)


def drawn(values, n=200):
    return profile([str(v) for v in rng.choice(values, n)])


def test_the_same_few_values():
    kinds = ["mobile", "desktop", "tablet"]
    assert alike([drawn(kinds)], [drawn(kinds)]) > 0.9
    assert alike([drawn(kinds)], [drawn(["red", "blue"])]) == 0.0


def test_numbers_of_one_distribution():
    old, new = profile(rng.normal(5, 1, 300)), profile(rng.normal(5, 1, 300))
    assert alike([old], [new]) > 0.85
    assert alike([old], [profile(rng.normal(50, 1, 300))]) < 0.1


def test_ids_that_return():
    ids = [f"v{n}x" for n in range(400)]
    assert alike([drawn(ids), drawn(ids)], [drawn(ids)]) > 0.7
    assert alike([drawn(ids), drawn(ids)], [drawn([f"w{n}y" for n in range(400)])]) == 0.0


def test_ids_of_a_small_site_return_though_their_shares_differ():
    ids = [f"{10_000 + 7 * n}" for n in range(40)]
    before = [drawn(ids, 25) for _ in range(4)]
    assert alike(before, [drawn(ids[:25], 25)]) > 0.7
    assert alike(before, [drawn([f"{20_000 + 7 * n}" for n in range(40)], 25)]) < 0.1


def test_ids_that_never_return_by_their_shape():
    def fresh(prefix):
        return profile([f"{prefix}{rng.integers(100000, 999999)}" for _ in range(100)])

    assert alike([fresh("e"), fresh("e")], [fresh("e")]) == pytest.approx(1.0, abs=0.05)
    assert alike([fresh("e"), fresh("e")], [fresh("long-")]) == 0.0


def test_nothing_is_like_an_empty_column():
    assert alike([profile([None])], [drawn(["a"])]) == 0.0

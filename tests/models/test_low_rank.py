"""The updated solution is that of the changed system, solved anew."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from openkitchen.models.low_rank import Border, Touch, update


@given(
    seed=st.integers(0, 10_000),
    touched=st.integers(0, 6),
    gone=st.integers(0, 3),
    p=st.integers(0, 3),
)
@settings(deadline=None, max_examples=100)
def test_it_solves_the_changed_system(seed, touched, gone, p):
    rng = np.random.default_rng(seed)
    d, n, gone = 9, 4, min(gone, touched)
    rows = rng.normal(size=(30, d + p))
    whole = rows.T @ rows + np.eye(d + p)
    target = rng.normal(size=(d + p, n))
    before = whole[:d, :d]
    inverse = np.linalg.inv(before)
    inputs = np.sort(rng.choice(d, touched, replace=False))
    dropped = np.arange(touched) < gone
    more = rng.normal(size=(touched, touched))
    touch = Touch(inputs, dropped, more @ more.T, rng.normal(size=(touched, n)))
    cross = whole[:d, d:].copy()
    cross[inputs[dropped]] = 0.0
    weights = inverse @ target[:d]
    border = Border(cross, inverse @ cross, whole[d:, d:], target[d:], cross.T @ weights)
    changed = update(inverse, weights[inputs], touch, border)

    whole[np.ix_(inputs, inputs)] += touch.gram
    target[inputs] += touch.target
    left = np.setdiff1d(np.arange(d + p), inputs[dropped])
    expected = np.zeros((d + p, n))
    expected[left] = np.linalg.solve(whole[np.ix_(left, left)], target[left])
    own = weights + changed.left @ changed.right
    assert_allclose(np.vstack([own, changed.added]), expected, atol=1e-8)

"""No score moves by more than is said, and what is said is not far from what moves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkitchen.models.largest_moves import largest_moves


@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(1, 60), st.integers(0, 8))
def test_no_score_moves_farther(seed, rank, items, loud):
    rng = np.random.default_rng(seed)
    right = rng.normal(size=(rank, items)) * rng.exponential(size=items) ** 4
    right[0] = right[-1]  # directions may coincide
    left, pull = rng.normal(size=(7, rank)), rng.normal(size=items)
    own = rng.normal(size=(7, items))
    bound = largest_moves(right, pull, loud).of(left, np.abs(own).max(axis=1))
    assert (np.abs(left @ right - own * pull).max(axis=1) <= bound).all()


def test_where_all_items_are_loud_the_bound_is_what_moves():
    rng = np.random.default_rng(0)
    left, right = rng.normal(size=(5, 4)), rng.normal(size=(4, 9))
    bound = largest_moves(right, np.zeros(9), 9).of(left, np.zeros(5))
    assert bound == pytest.approx(np.abs(left @ right).max(axis=1), rel=1e-8)


def test_nothing_moves_where_nothing_changes():
    moves = largest_moves(np.zeros((3, 6)), np.zeros(6), 2)
    assert not moves.of(np.ones((4, 3)), np.ones(4)).any()
    assert not largest_moves(np.zeros((2, 0)), np.zeros(0)).of(np.ones((4, 2)), np.ones(4)).any()

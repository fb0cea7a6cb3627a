"""Levels of one category are one term: their contributions added up, named by the largest."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from openkitchen.explain.grouping import Groups
from openkitchen.models.design import Feature

FEATURES = [
    Feature("bias", "popularity", "popularity"),
    Feature("user", "diet=a", "diet"),
    Feature("user", "diet=b", "diet"),
    Feature("user", "age", "age"),
    Feature("user", "city=x", "city"),
    Feature("user", "city=y", "city"),
    Feature("tags:all", "diet=a", "diet=a"),
]


def test_groups_are_inputs_of_one_block_and_group():
    groups = Groups(FEATURES)
    assert groups.names == [("user", "diet"), ("user", "city")]
    assert groups.number.tolist() == [-1, 0, 0, -1, 1, 1, -1]
    assert len(groups) == 2


@given(st.integers(0, 2**32 - 1))
def test_sums_are_those_of_each_group_with_several_inputs(seed):
    rng = np.random.default_rng(seed)
    inputs = np.array([rng.permutation(7) for _ in range(4)])
    values = rng.normal(size=(4, 7)) * rng.integers(0, 2, (4, 7))
    weights = rng.normal(size=(4, 3, 7))
    groups = Groups(FEATURES)
    found = groups.add_up(inputs, values, weights)
    taken = np.zeros((4, 7), dtype=bool)
    taken[found.user, found.entry] = True
    for user in range(4):
        for group in range(2):
            here = (groups.number[inputs[user]] == group) & (values[user] != 0)
            several = here.sum() > 1
            wanted = weights[user][:, here] @ values[user][here] if several else np.zeros(3)
            np.testing.assert_allclose(found.sums[user, :, group], wanted, atol=1e-12)
            assert (taken[user][here] == several).all()
            if several:
                entry, value = found.leading(np.array([user]), np.array([group]), values)
                assert value[0] == values[user][here].max()
                assert here[entry[0]]


def test_without_categories_nothing_is_added_up():
    found = Groups(FEATURES[:1]).add_up(np.zeros((2, 1), int), np.ones((2, 1)), np.ones((2, 5, 1)))
    assert found.sums.shape == (2, 5, 0)
    assert not len(found.user)

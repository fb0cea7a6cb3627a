"""A row that is made alone is, to the bit, the one that is made among others."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_array_equal
from tests.models.brute import SETTINGS, tiny_tables

from openkitchen.models.audience import gather, know
from openkitchen.models.design import make_design
from openkitchen.models.one_row import dense_entries, row_of, spread

SHAPES = {
    "all": {},
    "no tags": {"ridge_tags": 0.0},
    "no users": {"ridge_users": 0.0},
    "no context": {"context": ()},
    "two inputs": {"max_items": 2},
}


@pytest.mark.parametrize("changes", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("at", [None, datetime(2026, 3, 9, 7)], ids=["the end", "a moment"])
def test_a_users_row_does_not_depend_on_who_else_is_asked_about(changes, at, seed):
    tables, settings = tiny_tables(seed), replace(SETTINGS, **changes)
    known = know(tables)
    design = make_design(tables, known, settings)
    users = [*known.users.ids, "stranger"]
    among = design.rows(gather(known, users, at=at))
    for place, user in enumerate(users):
        alone = design.rows(gather(known, [user], at=at))
        part = slice(among.indptr[place], among.indptr[place + 1])
        assert alone.shape == (1, design.size)
        assert_array_equal(alone.indices, among.indices[part])
        assert_array_equal(alone.data, among.data[part])


def test_a_long_history_is_spread_as_scipy_multiplies_it():
    rng = np.random.default_rng(0)
    phi = sp.csr_array(sp.random_array((300, 40), density=0.1, rng=rng, format="csr"))
    items, values = rng.integers(0, 300, 5_000), rng.normal(size=5_000)
    expected = sp.csr_array((values, items, [0, 5_000]), shape=(1, 300)) @ phi
    places, found = spread(items, values, phi)
    assert_array_equal(places, expected.indices)
    assert_array_equal(found, expected.data)


def test_nothing_is_spread_to_nothing():
    places, values = spread(np.zeros(0, np.int64), np.zeros(0), sp.eye_array(3, format="csr"))
    assert len(places) == len(values) == 0


def test_blocks_stand_side_by_side():
    entries = dense_entries(np.array([0.0, 2.0, 0.0]))
    row = row_of([(3, entries), (0, dense_entries(np.zeros(0))), (2, dense_entries(np.ones(2)))])
    assert_array_equal(row.toarray(), [[0.0, 2.0, 0.0, 1.0, 1.0]])

"""What is known is 1, what is not 0, and the sums are those of a column of these."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from tests.models.changes import random_settings, random_tables

from openkitchen.models.fitting import fit_with
from openkitchen.models.prepared import prepare
from openkitchen.models.training_rows import training_rows


@pytest.mark.parametrize("seed", [1, 2, 3, 8, 13])
def test_it_is_the_tables_gaps_and_their_sums(seed):
    tables, settings = random_tables(seed), random_settings(seed)
    ready = prepare(fit_with(tables, settings))
    fitted, known = ready.fitted, ready.known_values
    users = fitted.known.users.find(tables.users["user_id"])
    for (block, attribute), place in known.places.items():
        if block == "user":
            told = np.array([v is not None for v in tables.users[attribute].to_pylist()])
            assert (known.people[users, place] == told).all()
        else:
            items = fitted.known.items.find(tables.items["item_id"])
            told = np.array([v is not None for v in tables.items[attribute].to_pylist()])
            assert (known.items[items, place] == told).all()
    everybody = np.arange(len(fitted.known.users))
    rows = training_rows(fitted.known.events, fitted.design, settings, everybody)
    column = known.of_rows(rows.inputs, rows.user)
    weighted = column * rows.weight[:, None]
    sums = ready.known_sums
    assert_allclose(sums.cross, rows.inputs.T @ weighted, atol=1e-9)
    assert_allclose(sums.gram, column.T @ weighted, atol=1e-9)
    assert_allclose(sums.target, (rows.targets.T @ weighted).T, atol=1e-9)
    assert_allclose(sums.solved, ready.inverse @ sums.cross, atol=1e-9)
    assert_allclose(sums.fitted, sums.cross.T @ ready.solved, atol=1e-9)

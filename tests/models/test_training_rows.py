"""The rows written out add up to the sums that never write one out."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from tests.models.changes import random_settings, random_tables

from openkitchen.models import training_rows as module
from openkitchen.models.audience import know
from openkitchen.models.design import make_design
from openkitchen.models.fitting import row_sums
from openkitchen.models.training_rows import training_rows


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("at_once", [2_000_000, 40])
def test_they_add_up_to_the_sums(seed, at_once, monkeypatch):
    monkeypatch.setattr(module, "_EVENTS_AT_ONCE", at_once)
    tables, settings = random_tables(seed), random_settings(seed)
    known = know(tables)
    design = make_design(tables, known, settings)
    sums = row_sums(known.events, design, settings)
    rows = training_rows(known.events, design, settings, np.arange(len(known.users)))
    inputs, targets, weight = rows.inputs.toarray(), rows.targets.toarray(), rows.weight[:, None]
    assert_allclose(inputs.T @ (weight * inputs), sums.gram, atol=1e-10)
    assert_allclose(inputs.T @ (weight * targets), sums.target, atol=1e-10)
    assert_allclose((weight * targets**2).sum(axis=0), sums.squared, atol=1e-10)
    assert_allclose(rows.weight.sum(), sums.rows[0])


def test_nobody_has_no_rows():
    tables, settings = random_tables(1), random_settings(1)
    known = know(tables)
    design = make_design(tables, known, settings)
    rows = training_rows(known.events, design, settings, np.zeros(0, np.int64))
    assert len(rows) == 0
    assert rows.inputs.shape == (0, design.size)

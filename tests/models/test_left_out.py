"""Sums over whole histories are the products of the rows, written out by hand."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from tests.models.changes import random_settings, random_tables

from openkitchen.models.audience import know
from openkitchen.models.design import make_design
from openkitchen.models.left_out import left_out_sums


@pytest.mark.parametrize("seed", [1, 4, 6, 9])
@pytest.mark.parametrize("cold", [False, True])
def test_they_are_products_of_rows(seed, cold):
    tables, settings = random_tables(seed), random_settings(seed)
    known = know(tables)
    design = make_design(tables, known, settings)
    events, typical = known.events, 5.0
    weight = np.random.default_rng(seed).uniform(0.5, 2.0, len(events))
    sums = left_out_sums(events, design.inputs, weight, design.n_own, typical, cold=cold)
    rows, ends, weights = [], [], []
    for user in range(events.n_users):
        here = slice(events.start[user], events.start[user + 1])
        own, phi = events.item[here], design.phi[: design.n_own].toarray()
        attributes = design.users[user]
        if len(np.unique(own)) > 1:
            row = np.zeros(design.size)
            row[0], row[design.inputs.attributes] = 1.0, attributes
            history = (events.weight[here][:, None] * phi[own]).sum(axis=0)
            history /= events.weight[here].sum() ** design.power
            for n, scale in enumerate(design.scales):
                if scale.unit == "all":
                    row[design.inputs.history(n)] = history
            rows.append(row)
            end = np.zeros(design.n_own)
            end[np.unique(own)] = 1 / typical
            ends.append(end)
            weights.append(typical * weight[here].mean())
        for item, one in zip(own if cold else [], weight[here], strict=False):
            row = np.zeros(design.size)
            row[:2], row[design.inputs.attributes] = 1.0, attributes
            rows.append(row)
            ends.append(np.eye(design.n_own)[item])
            weights.append(one / len(own))
    z, y, w = np.array(rows), np.array(ends), np.array(weights)
    assert_allclose(sums.gram, z.T @ (z * w[:, None]), atol=1e-9)
    assert_allclose(sums.target, z.T @ (y * w[:, None]), atol=1e-9)
    assert_allclose(sums.squared, w @ y**2, atol=1e-9)
    assert_allclose(sums.rows, w.sum())

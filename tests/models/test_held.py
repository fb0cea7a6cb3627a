"""After a low-rank change, what the constraint takes out leaves φ_jᵀ W_j at zero."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from tests.models.changes import forget, less_history, random_settings, random_tables

from openkitchen.models.audience import know
from openkitchen.models.fitting import fit_with
from openkitchen.models.prepared import prepare
from openkitchen.models.refit import refit


@pytest.mark.parametrize("change", [forget, less_history])
def test_shares_are_those_of_the_changed_inverse(change):
    held_of = 0
    for seed in range(8):
        tables, settings = random_tables(seed), random_settings(seed)
        ready = prepare(fit_with(tables, settings))
        changed = change(tables, np.random.default_rng(seed))
        again = refit(ready, know(changed), changed, share_touched=1.0)
        if again.held is None or again.method != "algebra":
            continue
        held_of += 1
        other = prepare(fit_with(changed, settings))
        own = other.own.toarray()
        size = np.einsum("ij,ij->j", own, other.inverse @ own)
        along = np.einsum("ij,ij->j", own, other.solved)
        share = np.divide(along, size, out=np.zeros(len(size)), where=size > 0)
        assert_allclose(again.held.share[again.pieces.columns], share, rtol=1e-7, atol=1e-10)
        weights = other.solved - other.inverse @ own * share
        assert_allclose(np.einsum("ij,ij->j", own, weights), 0.0, atol=1e-9)
    assert held_of >= 3

"""What is made ready is what it says: the inverse, the solution, totals by user, the best items."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from tests.models.changes import random_settings, random_tables

from openkitchen.models.fitting import fit_with
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.prepared import BEST, prepare


@pytest.mark.parametrize("seed", [1, 4, 6])
def test_it_is_what_it_says(seed):
    fitted = fit_with(random_tables(seed), random_settings(seed))
    ready = prepare(fitted)
    penalised = ready.sums.gram + np.diag(ready.ridge)
    assert_allclose(ready.inverse @ penalised, np.eye(len(penalised)), atol=1e-9)
    assert_allclose(penalised @ ready.solved, ready.sums.target, atol=1e-9)
    assert_allclose(np.diag(ready.inverse), fitted.variance, rtol=1e-9)
    assert_allclose(ready.totals.inputs.sum(axis=0), ready.sums.gram[0], atol=1e-9)
    assert_allclose(ready.totals.ends.sum(axis=0), ready.sums.target[0], atol=1e-9)
    assert_allclose(ready.totals.mass.sum(), ready.sums.rows[0])
    lists = GlassBox.of(fitted).recommend(k=BEST).table.to_pandas()
    codes = [
        fitted.known.items.find(ids.tolist()) for _, ids in lists.groupby("user_id")["item_id"]
    ]
    for own, best in zip(codes, ready.best.codes, strict=True):
        assert own.tolist() == best[best >= 0].tolist()

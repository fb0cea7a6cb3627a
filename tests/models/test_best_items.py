"""The best items at hand are those of the lists, and their pulls those of the inverse."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from tests.models.changes import random_settings, random_tables

from openkitchen.models import best_items
from openkitchen.models.fitting import fit_with
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.prepared import prepare


@pytest.mark.parametrize("seed", [1, 4, 6])
@pytest.mark.parametrize("most", [5, 64])
def test_they_are_the_lists_and_what_pulls_on_them(seed, most, monkeypatch):
    monkeypatch.setattr(best_items, "_CELLS_AT_ONCE", 300)  # several blocks
    ready = prepare(fit_with(random_tables(seed), random_settings(seed)))
    best = best_items.best_items(ready.fitted, ready.rows, most)
    listed = GlassBox.of(ready.fitted).recommend(k=most).table
    found = ready.fitted.known.items.take(best.codes[best.codes >= 0]).to_pylist()
    assert found == listed["item_id"].to_pylist()
    assert_allclose(best.scores[best.codes >= 0], listed["score"], rtol=1e-12, atol=1e-15)
    assert np.isneginf(best.floor).all() if most == 64 else (best.floor == best.scores[:, -1]).all()
    pulls = best_items.pulls_on(best, ready.rows, ready.inverse, ready.own)
    if ready.own is None:
        assert not pulls.own.any()
        return
    whole = ready.rows.toarray() @ ready.inverse @ ready.own.toarray()
    whole[best.seen.toarray()[:, : whole.shape[1]] > 0] = 0.0
    assert_allclose(pulls.largest, np.abs(whole).max(axis=1), rtol=1e-9)
    for user, place in np.argwhere((best.codes >= 0) & (best.codes < whole.shape[1])):
        assert pulls.own[user, place] == pytest.approx(whole[user, best.codes[user, place]])

"""The change of the weights that serve is the difference between two fits' weights."""

import numpy as np
import pytest
from tests.models.changes import KINDS, random_settings, random_tables
from tests.models.test_refit import weights_of

from openkitchen.models.audience import know
from openkitchen.models.final_change import final_change
from openkitchen.models.fitting import fit_with
from openkitchen.models.prepared import prepare
from openkitchen.models.refit import refit
from openkitchen.models.score_shift import item_places


@pytest.mark.parametrize("name", ["forget a user", "change an item", "drop a column"])
def test_it_leads_from_the_weights_of_one_fit_to_those_of_another(name):
    for seed in range(8):
        tables, settings = random_tables(seed), random_settings(seed)
        ready = prepare(fit_with(tables, settings))
        changed = KINDS[name](tables, np.random.default_rng(seed))
        again = refit(ready, know(changed), changed, share_touched=1.0)
        if again.method != "algebra":
            continue
        places, n_old = item_places(again), len(ready.fitted.known.items)
        n_places = max(n_old, int(places.max()) + 1)
        change = final_change(again, places, n_places)
        now = np.zeros((ready.fitted.design.size, n_places))
        now[:, :n_old] = weights_of(ready.fitted)
        now += change.left @ change.right
        if ready.own is not None:
            pulls = ready.inverse @ ready.own.toarray()
            now[:, : pulls.shape[1]] -= pulls * change.pull[: pulls.shape[1]]
        now[:, change.special] = change.columns
        wanted = weights_of(fit_with(changed, settings))
        shared, scale = again.matching.shared, np.abs(wanted).max()
        told = now[again.matching.inputs[shared]][:, places]
        np.testing.assert_allclose(told, wanted[shared], atol=1e-8 * scale)
        added = change.added[:, places]
        np.testing.assert_allclose(added, wanted[again.matching.added], atol=1e-8 * scale)

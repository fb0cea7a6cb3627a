"""Old scores and what is told of their moves make the scores of the changed model."""

import numpy as np
import pytest
from tests.models.changes import KINDS, random_settings, random_tables

from openkitchen.models.audience import know
from openkitchen.models.fitting import fit_with
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.prepared import prepare
from openkitchen.models.refit import refit
from openkitchen.models.score_shift import item_places, score_shift, scores_anew


@pytest.mark.parametrize("name", KINDS)
def test_scores_move_as_told(name):
    for seed in (1, 3, 6, 8):
        tables, settings = random_tables(seed), random_settings(seed)
        ready = prepare(fit_with(tables, settings))
        changed = KINDS[name](tables, np.random.default_rng(seed))
        again = refit(ready, know(changed), changed, share_touched=1.0)
        if again.method != "algebra":
            continue
        shift, places = score_shift(again), item_places(again)
        users = [str(user) for user in ready.fitted.known.users.ids]
        wanted = GlassBox.of(fit_with(changed, settings)).score(users)
        everybody = np.arange(len(users))
        stay = np.flatnonzero(~shift.anew)
        moved = shift.left(stay) @ shift.right
        n_old = len(ready.fitted.known.items)
        moved[:, :n_old] += GlassBox.of(ready.fitted).score([users[n] for n in stay])
        if ready.own is not None:
            pulls = ready.rows[stay] @ ready.inverse @ ready.own
            moved[:, : pulls.shape[1]] -= pulls * shift.pull[: pulls.shape[1]]
        moved[:, shift.special] = shift.scores[stay]
        scale = np.abs(wanted).max()
        np.testing.assert_allclose(moved[:, places], wanted[stay], atol=1e-8 * scale)
        anew = scores_anew(again, shift, everybody)[:, places]
        shown = np.isfinite(anew)
        np.testing.assert_allclose(anew[shown], wanted[shown], atol=1e-8 * scale)
        had = [{*known} for known in _histories(again.known, users)]
        for user, items in enumerate(had):
            assert set(np.flatnonzero(~shown[user])) == items


def _histories(known, users):
    codes = known.users.find(users)
    events = known.events.of_users(codes)
    return [events.item[a:b].tolist() for a, b in zip(events.start, events.start[1:], strict=False)]

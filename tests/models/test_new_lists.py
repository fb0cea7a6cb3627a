"""Lists told from old lists are those of the changed model, for everybody."""

import numpy as np
import pytest
from tests.models.changes import KINDS, random_settings, random_tables

from openkitchen.models import new_lists, prepared
from openkitchen.models.audience import know
from openkitchen.models.fitting import fit_with
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.new_lists import refitted_list, refitted_lists
from openkitchen.models.prepared import prepare
from openkitchen.models.refit import refit
from openkitchen.models.score_shift import item_places


def brute_lists(fitted, users, k):
    rows = GlassBox.of(fitted).recommend(users, k).table.to_pylist()
    return [[row["item_id"] for row in rows if row["user_id"] == user] for user in users]


def named(lists, again):
    places, before = item_places(again), again.prepared.fitted.known.items.ids
    names = np.full(max(len(before), places.max() + 1), "gone", dtype=object)
    names[: len(before)] = before
    names[places] = again.known.items.ids
    return [[names[n] for n in row if n >= 0] for row in lists]


@pytest.mark.parametrize("first", range(0, 40, 10))
@pytest.mark.parametrize("best", [12, 24])
def test_lists_are_those_of_the_changed_model(first, best, monkeypatch):
    for module in (prepared, new_lists):
        monkeypatch.setattr(module, "BEST", best)
    for seed in range(first, first + 10):
        rng = np.random.default_rng(seed)
        tables, settings = random_tables(seed), random_settings(seed)
        ready = prepare(fit_with(tables, settings))
        users = [str(user) for user in ready.fitted.known.users.ids]
        for name, change in KINDS.items():
            changed = change(tables, rng)
            again = refit(ready, know(changed), changed, share_touched=1.0)
            k = int(rng.choice([3, 6, 20]))
            wanted = brute_lists(fit_with(changed, settings), users, k)
            assert named(refitted_lists(again, k), again) == wanted, (seed, name, k)
            one = int(rng.integers(len(users)))
            assert named([refitted_list(again, one, k)], again) == [wanted[one]], (seed, name)

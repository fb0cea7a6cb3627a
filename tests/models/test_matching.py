"""What two sets of data have in common: ids find themselves, changed histories are told."""

from dataclasses import replace

import numpy as np
import pytest
from tests.models.changes import (
    append_day,
    drop_column,
    forget,
    less_history,
    other_kind,
    random_settings,
    random_tables,
)

from openkitchen.models.audience import know
from openkitchen.models.design import make_design
from openkitchen.models.fitting import fit_with
from openkitchen.models.matching import match
from openkitchen.models.prepared import prepare


def histories(known):
    events = known.events
    return {
        user: [
            (item, time, weight)
            for item, time, weight in zip(
                known.items.ids[events.item[here]],
                events.time[here],
                events.weight[here],
                strict=True,
            )
        ]
        for n, user in enumerate(known.users.ids)
        for here in [slice(events.start[n], events.start[n + 1])]
    }


@pytest.mark.parametrize("change", [forget, less_history, append_day, drop_column])
@pytest.mark.parametrize("seed", [1, 4, 7])
def test_places_and_histories_are_those_of_the_same_ids(seed, change):
    tables, settings = random_tables(seed), random_settings(seed)
    ready = prepare(fit_with(tables, settings))
    changed = change(tables, np.random.default_rng(seed))
    before, known = ready.fitted.known, know(changed)
    design = make_design(changed, known, settings)
    found = match(ready, known, design)
    for index, old, places in (
        (known.users, before.users, found.users),
        (known.items, before.items, found.items),
    ):
        was = {name: place for place, name in enumerate(old.ids)}
        assert places.tolist() == [was.get(name, -1) for name in index.ids]
    then, now = histories(before), histories(known)
    same = [then.get(user) == own for user, own in now.items()]
    # at one instant, the order of events is that of the items' codes
    assert all(
        not a or sorted(then[u]) == sorted(now[u]) for u, a in zip(now, found.same, strict=True)
    )
    assert all(a <= b for a, b in zip(found.same.tolist(), same, strict=True))
    kept = {str(known.users.ids[n]) for n in np.flatnonzero(found.same)}
    gone = {str(before.users.ids[n]) for n in found.gone}
    assert gone == {user for user, own in then.items() if own and user not in kept}
    come = {str(known.users.ids[n]) for n in found.come}
    assert come == {user for user, own in now.items() if own and user not in kept}
    for place in found.shared:
        feature, old = design.features[place], found.inputs[place]
        assert feature == ready.fitted.design.features[old]


def test_who_has_an_item_with_other_tags_that_is_no_input_is_read_anew():
    """What a tag adds for such an item cannot be told from the inputs of before."""
    tables = random_tables(5)
    settings = replace(random_settings(5), max_items=10, ridge_tags=3.0)
    ready = prepare(fit_with(tables, settings))
    known = ready.fitted.known
    for code, reads in ((2, False), (14, True)):
        changed = other_kind(tables, str(known.items.ids[code]))
        found = match(ready, known, make_design(changed, known, settings))
        has = np.unique(known.events.user[known.events.item == code])
        assert found.retagged.tolist() == ([code] if reads else [])
        assert np.flatnonzero(~found.same).tolist() == (has.tolist() if reads else [])
        assert found.gone.tolist() == found.come.tolist() == np.flatnonzero(~found.same).tolist()

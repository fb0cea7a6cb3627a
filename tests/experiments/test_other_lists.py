import numpy as np
from tests.planted import SETTINGS, planted_shop

from openkitchen.experiments.arms import Other
from openkitchen.experiments.held_out import hold_out
from openkitchen.experiments.other_lists import lists_elsewhere, ranks_elsewhere
from openkitchen.models import GlassBox


def test_lists_and_ranks_in_the_places_here(planted):
    model, truth = planted
    tables, _ = planted_shop(n_items=46, seed=1)  # more items, other codes
    other = GlassBox(SETTINGS).fit(tables)
    arm = Other("another", other, {"u003": "u009"})
    lists, names = lists_elsewhere(model.known, arm, 5)
    assert list(names[: len(model.items)]) == list(model.items)
    for user in ("u000", "u003"):
        there = arm.follow.get(user, user)
        expected = other.recommend([there], 5).table["item_id"].to_pylist()
        row = lists[model.known.users.code(user)]
        assert [names[place] for place in row if place >= 0] == expected
    choices = hold_out(model.known, truth).choices
    ranks = ranks_elsewhere(model.known, arm, choices)
    at = int(np.flatnonzero(~np.isnan(ranks))[0])
    user = str(model.users[choices.users[choices.row[at]]])
    item = str(model.items[choices.item[at]])
    whole = other.recommend([arm.follow.get(user, user)], 46).table["item_id"].to_pylist()
    assert whole.index(item) + 1 == ranks[at]

"""An item's page, gathered before it is drawn."""

import numpy as np
import pytest

from openkitchen.errors import UnknownName
from openkitchen.studio.item_views import item_view, levers_view


def test_counts_are_those_of_the_events(kitchen):
    events = kitchen.model.known.events
    code = int(np.argmax(np.bincount(events.item)))
    item = str(kitchen.model.items[code])
    view = item_view(kitchen, item)
    users = events.user[events.item == code]
    assert (view.n_events, view.n_users) == (len(users), len(set(users.tolist())))
    assert view.place == code + 1
    assert view.n_inputs == kitchen.model.fitted.design.size
    assert all(-1 <= row.similarity <= 1 + 1e-9 for row in view.alike)
    assert item not in {row.item_id for row in view.alike}


def test_an_item_that_nobody_knows_is_told(kitchen):
    with pytest.raises(UnknownName, match="nothing"):
        item_view(kitchen, "nothing")


def test_levers_are_made_once(kitchen):
    item = str(kitchen.model.items[1])
    assert levers_view(kitchen, item, 5) is levers_view(kitchen, item, 5)
    assert levers_view(kitchen, item, 5).k == 5

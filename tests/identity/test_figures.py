"""By what right events count for somebody, and plain words where nobody is named."""

import pytest
from tests.arrivals import at, received_of, source

from openkitchen.identity import edges_from, identity_figures, resolve
from openkitchen.identity.figures import IdentityFigures
from openkitchen.identity.guard import Guard

ROWS = [
    {"visitor_id": "v1", "customer_id": None, "item_id": "a", "timestamp": at(0)},
    {"visitor_id": "v1", "customer_id": "C", "item_id": "a", "timestamp": at(5)},
    {"visitor_id": "v1", "customer_id": None, "item_id": "a", "timestamp": at(9)},
    {"visitor_id": "v2", "customer_id": "C", "item_id": "a", "timestamp": at(1)},
    {"visitor_id": "v3", "customer_id": None, "item_id": "a", "timestamp": at(1)},
]


def figures_of(rows):
    received = received_of(source("web", "events", rows))
    return identity_figures(received, resolve(edges_from(received), Guard.strict()))


def test_every_event_counts_by_one_right():
    found = figures_of(ROWS)
    assert (found.own, found.before, found.between, found.nobody) == (2, 1, 1, 1)
    assert found.events == 5
    assert found.cross_device_share == 1.0


@pytest.mark.parametrize("name", ["customer_id", "user_id"])
def test_a_user_id_beside_a_visitor_id_says_as_much_as_a_customer_id(name):
    rows = [{**row, name: row["customer_id"]} for row in ROWS]
    if name == "user_id":
        for row in rows:
            del row["customer_id"]
    assert figures_of(rows) == figures_of(ROWS)


def test_several_visitor_ids_are_not_called_devices():
    on = [{**row, "device": "mobile"} for row in ROWS]
    one = figures_of(on)
    assert "(100.0%) have more than one visitor id." in one.sentences()[0]
    assert (one.users_with_kind, one.users_on_several_kinds) == (1, 0)
    assert one.sentences()[-1].startswith("0 of 1 known users came on more than one kind")
    both = figures_of([*on[:3], {**on[3], "device": "tablet"}, on[4]])
    assert both.to_dict()["users_on_several_kinds"] == 1
    assert not any("kind of device" in told for told in figures_of(ROWS).sentences())


def test_a_log_that_names_nobody_is_told_so():
    rows = [{**row, "customer_id": None} for row in ROWS]
    told = figures_of(rows).sentences()
    assert "each of the 3 visitor ids is a user of its own" in told[0]
    assert "customer_id" in told[1]


def test_events_that_name_their_users_alone_are_told_so():
    (told,) = IdentityFigures(figures_of(ROWS).counts, 0, 0, 0, 0, 0, ()).sentences()
    assert "name their users" in told

"""Events are counted for each visitor and customer, weighed by their type."""

from tests.arrivals import at, received_of, source

from openkitchen.identity import events_of, traffic_of


def event(visitor, customer, kind="view", **more):
    return {
        "visitor_id": visitor, "customer_id": customer, "item_id": "i", "event_type": kind,
        "timestamp": at(0), **more,
    }  # fmt: skip


def test_types_weigh_and_a_star_stands_for_the_others():
    web = source("web", "events", [event("v", None), event("v", None, "cook"), event("v", "C")])
    rows = traffic_of(received_of(web), {"cook": 5.0, "*": 2.0}).to_pylist()
    assert rows == [
        {"visitor_id": "v", "customer_id": None, "events": 2, "weight": 7.0},
        {"visitor_id": "v", "customer_id": "C", "events": 1, "weight": 2.0},
    ]


def test_columns_that_a_source_lacks_are_null_and_no_source_is_no_event():
    web = source("web", "events", [{"visitor_id": "v", "item_id": "i", "timestamp": at(0)}])
    (row,) = events_of(received_of(web)).to_pylist()
    assert row["customer_id"] is None
    assert row["device"] is None
    assert events_of(received_of()).num_rows == 0


def test_an_account_stands_for_a_customer_only_beside_a_visitor():
    web = source("web", "events", [event("v", None, user_id="u"), event("v", "C", user_id="u")])
    assert events_of(received_of(web))["customer_id"].to_pylist() == ["u", "C"]
    plain = source("log", "events", [{"user_id": "u", "item_id": "i", "timestamp": at(0)}])
    assert events_of(received_of(plain))["customer_id"].to_pylist() == [None]

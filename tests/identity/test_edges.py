"""Edges come from events with both ids and from links."""

from datetime import timedelta

import pyarrow as pa
from tests.arrivals import at, received_of, source

from openkitchen.identity import edges_from

DAY = 24 * 60


def test_events_with_both_ids_are_logins_counted_by_day():
    web = source(
        "web",
        "events",
        [
            {"visitor_id": "v1", "customer_id": "C1", "item_id": "i", "timestamp": at(0)},
            {"visitor_id": "v1", "customer_id": "C1", "item_id": "j", "timestamp": at(5)},
            {"visitor_id": "v1", "customer_id": "C1", "item_id": "i", "timestamp": at(DAY)},
            {"visitor_id": "v1", "customer_id": "C2", "item_id": "i", "timestamp": at(7)},
        ],
    )
    assert edges_from(received_of(web)).to_pylist() == [
        {
            "visitor_id": "v1",
            "customer_id": "C1",
            "evidence": "login",
            "first_seen": at(0),
            "last_seen": at(DAY),
            "count": 2,
        },
        {
            "visitor_id": "v1",
            "customer_id": "C2",
            "evidence": "login",
            "first_seen": at(7),
            "last_seen": at(7),
            "count": 1,
        },
    ]


def test_a_visitor_never_seen_with_a_customer_is_listed():
    web = source("web", "events", [{"visitor_id": "v9", "item_id": "i", "timestamp": at(0)}])
    (edge,) = edges_from(received_of(web)).to_pylist()
    assert (edge["visitor_id"], edge["customer_id"], edge["evidence"]) == ("v9", None, "visit")


def test_links_keep_their_evidence_times_and_counts():
    clicks = source(
        "newsletter",
        "links",
        [
            {"visitor_id": "v1", "customer_id": "C1", "evidence": "newsletter", "timestamp": at(0)},
            {"visitor_id": "v1", "customer_id": "C1", "evidence": "newsletter", "timestamp": at(9)},
            {"visitor_id": "v1", "customer_id": None, "evidence": "newsletter", "timestamp": at(9)},
        ],
    )
    orders = source(
        "orders",
        "links",
        [
            {
                "visitor_id": "v1",
                "customer_id": "C1",
                "first_seen": at(1),
                "last_seen": at(8),
                "count": 4,
            }
        ],
    )
    shown = [
        (e["evidence"], e["count"], e["first_seen"], e["last_seen"])
        for e in edges_from(received_of(clicks, orders)).to_pylist()
    ]
    assert shown == [("link", 4, at(1), at(8)), ("newsletter", 2, at(0), at(9))]


def test_sources_without_visitors_add_nothing():
    ratings = source("ratings", "events", [{"user_id": "u", "item_id": "i", "timestamp": at(0)}])
    people = source("crm", "people", [{"customer_id": "C1", "diet": "vegan"}])
    edges = edges_from(received_of(ratings, people))
    assert edges.num_rows == 0
    assert edges.schema.field("count").type == pa.int64()
    assert edges.schema.field("first_seen").type == pa.timestamp("us")


def test_events_and_links_without_times_are_evidence_too():
    web = source("web", "events", [{"visitor_id": "v1", "customer_id": "C1", "item_id": "i"}])
    links = source("links", "links", [{"visitor_id": "v1", "customer_id": "C1"}])
    edges = edges_from(received_of(web, links)).to_pylist()
    assert [(e["evidence"], e["count"], e["first_seen"]) for e in edges] == [
        ("link", 1, None),
        ("login", 1, None),
    ]


def test_the_order_of_rows_changes_nothing():
    rows = [
        {
            "visitor_id": f"v{n % 5}",
            "customer_id": f"C{n % 3}" if n % 2 else None,
            "item_id": "i",
            "timestamp": at(0) + timedelta(hours=7 * n),
        }
        for n in range(60)
    ]
    forth = edges_from(received_of(source("web", "events", rows)))
    back = edges_from(received_of(source("web", "events", rows[::-1])))
    assert forth.equals(back)


def test_an_account_of_a_log_without_customers_is_a_login():
    web = source(
        "web",
        "events",
        [
            {"visitor_id": "v1", "user_id": "u7", "item_id": "i", "timestamp": at(0)},
            {"visitor_id": "v1", "user_id": None, "item_id": "i", "timestamp": at(DAY)},
        ],
    )
    edges = edges_from(received_of(web)).to_pylist()
    assert [(e["customer_id"], e["evidence"]) for e in edges] == [(None, "visit"), ("u7", "login")]

"""Customers as records: the last row counts, and a person's other numbers stand in the map."""

import pyarrow as pa
from tests.arrivals import received_of, source

from openkitchen.identity.customers import customer_records, persons_of, with_customers
from openkitchen.identity.linking import Costs, Linked
from openkitchen.identity.resolving import resolve


def test_the_row_received_last_counts_and_sources_complete_each_other():
    crm = source(
        "crm",
        "people",
        [
            {"customer_id": "1", "city": "Ulm", "name": "Eva"},
            {"customer_id": "1", "city": None, "name": "Eva"},
            {"customer_id": "2", "city": None, "name": "Jo"},
        ],
    )
    shop = source(
        "shop",
        "people",
        [
            {"customer_id": "2", "city": "Bonn", "name": "Joseph", "likes": ["a", "b"]},
            {"customer_id": "M3", "city": "Köln", "name": "Eva", "likes": []},
        ],
    )
    rows = customer_records(received_of(crm, shop)).to_pylist()
    assert rows == [
        {"customer_id": "1", "city": None, "name": "Eva", "likes": None},
        {"customer_id": "2", "city": "Bonn", "name": "Jo", "likes": "a|b"},
        {"customer_id": "M3", "city": "Köln", "name": "Eva", "likes": ""},
    ]


def test_without_customers_there_is_nothing_to_link():
    members = source("members", "people", [{"user_id": "u1", "city": "Ulm"}])
    assert customer_records(received_of(members)) is None
    assert persons_of(None).num_rows == 0


def test_a_person_is_named_after_the_first_of_their_numbers():
    table = pa.table({"record_id": ["9", "3", "5"], "person_id": ["9", "9", "5"]})
    persons = persons_of(Linked(table, pa.table({}), (), Costs()))
    assert sorted(persons.to_pylist(), key=str) == [
        {"customer_id": "3", "person_id": "3"},
        {"customer_id": "9", "person_id": "3"},
    ]


def test_every_number_of_a_person_stands_in_the_map():
    edges = pa.table({"visitor_id": ["v"], "customer_id": ["9"], "count": [3]})
    persons = pa.table({"customer_id": ["3", "9"], "person_id": ["3", "3"]})
    whole = with_customers(resolve(edges, persons=persons), persons).to_pylist()
    assert [row["user_id"] for row in whole] == ["3", "3", "3"]
    assert [row["status"] for row in whole] == ["linked", "customer", "customer"]

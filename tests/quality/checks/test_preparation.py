"""What is said of the prepared tables is counted over all that was received."""

from types import SimpleNamespace

import pyarrow as pa
from tests.arrivals import received_of, source

from openkitchen.quality.checks.preparation import double_customers

MAP = pa.table(
    {
        "visitor_id": ["v1", None, None, "v2"],
        "user_id": ["C1", "C1", "C2", "v2"],
        "customer_id": ["C1", "C2b", "C2", None],
        "status": ["linked", "customer", "customer", "anonymous"],
    }
)


def told(*customers):
    people = source("crm", "people", [{"customer_id": one} for one in customers])
    return double_customers(SimpleNamespace(identity_map=MAP, received=received_of(people)))


def test_customers_that_the_map_does_not_hold_are_one_person_each():
    verdict = told("C1", "C2", "C2b", *(f"alone{n}" for n in range(97)))
    assert verdict.found == "100 customer records are 99 people."


def test_accounts_that_only_a_log_names_count_too():
    assert told("C9").found == "4 customer records are 3 people."


def test_without_people_sources_the_map_alone_counts():
    scene = SimpleNamespace(identity_map=MAP, received=received_of())
    assert double_customers(scene).found == "3 customer records are 2 people."


def test_where_no_customer_is_known_nothing_is_said():
    scene = SimpleNamespace(identity_map=MAP.slice(3), received=received_of())
    assert double_customers(scene).state == "not checkable here"

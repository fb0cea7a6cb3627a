"""Users and items: one row each, the last received, with the kinds that were declared."""

import pyarrow as pa
import pytest
from tests.arrivals import at, received_of, source

from openkitchen.errors import InputError
from openkitchen.identity import edges_from, resolve
from openkitchen.prepare import prepare_items, prepare_users
from openkitchen.schema import infer_attributes

NOBODY = resolve(edges_from(received_of()))


def users_of(*sources, identity_map=NOBODY):
    return prepare_users(received_of(*sources), identity_map)


def test_the_last_row_received_counts_as_a_whole():
    crm = source(
        "crm",
        "people",
        [
            {"customer_id": "C2", "diet": "vegan", "age": 31},
            {"customer_id": "C1", "diet": "meat", "age": 50},
            {"customer_id": "C2", "diet": None, "age": 32},
        ],
    )
    assert users_of(crm).to_pylist() == [
        {"user_id": "C1", "diet": "meat", "age": 50.0},
        {"user_id": "C2", "diet": None, "age": 32.0},
    ]


def test_users_are_named_as_in_the_interactions():
    people = source(
        "crm",
        "people",
        [
            {"customer_id": "C1", "user_id": "U", "diet": "a"},
            {"customer_id": "C1", "user_id": None, "diet": "b"},
            {"customer_id": "visitor:a", "user_id": None, "diet": "c"},
        ],
    )
    assert users_of(people)["user_id"].to_pylist() == ["C1", "U", "customer:visitor:a"]


def test_a_map_that_gives_a_customer_another_user_is_followed():
    identity_map = pa.table(
        {"visitor_id": ["v", "w"], "user_id": ["P1", "P1"], "customer_id": ["C1", "C2"]}
    )
    crm = source(
        "crm", "people", [{"customer_id": "C1", "diet": "a"}, {"customer_id": "C2", "diet": "b"}]
    )
    assert users_of(crm, identity_map=identity_map).to_pylist() == [{"user_id": "P1", "diet": "b"}]


def test_sources_stand_side_by_side():
    crm = source("crm", "people", [{"customer_id": "C1", "diet": "vegan", "city": None}])
    survey = source(
        "survey",
        "people",
        [
            {"customer_id": "C1", "likes": ["salt", "spice"], "city": "Bonn"},
            {"customer_id": "C3", "likes": [], "city": "Ulm"},
        ],
    )
    made = users_of(crm, survey)
    assert made.to_pylist() == [
        {"user_id": "C1", "diet": "vegan", "city": "Bonn", "likes": ["salt", "spice"]},
        {"user_id": "C3", "diet": None, "city": "Ulm", "likes": []},
    ]
    assert made.schema.field("likes").type == pa.list_(pa.string())


def test_an_attribute_of_two_types_is_named():
    crm = source("crm", "people", [{"customer_id": "C1", "age": 40}])
    survey = source("survey", "people", [{"customer_id": "C1", "likes": ["a"]}])
    rows = survey.rows.rename_columns(["customer_id", "age"])
    survey = type(survey)(survey.source, rows, ())
    with pytest.raises(InputError, match="'age'") as caught:
        users_of(crm, survey)
    assert "'crm'" in str(caught.value)
    assert "'survey'" in str(caught.value)


def test_declared_kinds_stay_through_both_tables():
    crm = source(
        "crm",
        "people",
        [{"customer_id": f"C{n}", "zip": str(n), "age": n} for n in range(3)],
        {"zip": "text", "age": "number"},
    )
    recipes = source("recipes", "catalogue", [{"item_id": "i", "likes": ["a"]}], {"likes": "set"})
    shown = {a.name: a.kind for a in infer_attributes(users_of(crm), "user_id")}
    assert shown == {"zip": "text", "age": "number"}
    items = prepare_items(received_of(recipes))
    assert [a.kind for a in infer_attributes(items, "item_id")] == ["set"]


def test_items_are_the_last_rows_of_the_catalogue_in_order():
    recipes = source(
        "recipes",
        "catalogue",
        [
            {"item_id": "b", "title": "Bread"},
            {"item_id": "a", "title": "Apple"},
            {"item_id": "b", "title": "Bun"},
        ],
    )
    assert prepare_items(received_of(recipes)).to_pylist() == [
        {"item_id": "a", "title": "Apple"},
        {"item_id": "b", "title": "Bun"},
    ]


def test_without_sources_the_tables_are_empty():
    events = source("web", "events", [{"visitor_id": "v", "item_id": "i", "timestamp": at(0)}])
    assert users_of(events).schema == pa.schema([("user_id", pa.string())])
    assert prepare_items(received_of(events)).num_rows == 0


def test_a_source_without_rows_keeps_its_columns():
    crm = source("crm", "people", [{"customer_id": "C1", "diet": "vegan"}])
    empty = type(crm)(crm.source, crm.rows.slice(0, 0), ())
    made = users_of(empty)
    assert made.column_names == ["user_id", "diet"]
    assert made.num_rows == 0

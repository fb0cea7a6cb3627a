"""Users and items: one row each, the last received, with the kinds that were declared."""

from datetime import date, datetime

import pyarrow as pa
import pytest
from tests.arrivals import at, received_of, source

from openkitchen.errors import InputError
from openkitchen.identity import edges_from, resolve
from openkitchen.models import know
from openkitchen.models.availability import Availability
from openkitchen.models.events import in_days
from openkitchen.models.rules import Available
from openkitchen.prepare import prepare_items, prepare_users
from openkitchen.schema import Tables, infer_attributes
from openkitchen.sources import ReceivedSource, Source

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


def catalogue(name, ends, timezone="UTC", column="ends"):
    rows = pa.table(
        {
            "item_id": [f"{name}{n}" for n in range(len(ends))],
            column: pa.array(ends, pa.timestamp("us")),
        }
    )
    return ReceivedSource(Source(name, "catalogue", "*", (), timezone=timezone), rows, ())


def test_times_that_are_all_midnight_in_the_zone_of_their_source_are_days():
    utc = catalogue("a", [datetime(2026, 12, 31), None])
    paris = catalogue("b", [datetime(2026, 12, 30, 23), datetime(2026, 7, 30, 22)], "Europe/Paris")
    items = prepare_items(received_of(utc, paris))
    day = date(2026, 12, 31)
    assert items["ends"].to_pylist() == [day, None, day, date(2026, 7, 31)]


def test_times_of_the_day_stay_times():
    moments = [datetime(2026, 12, 31), datetime(2026, 12, 31, 12)]
    items = prepare_items(received_of(catalogue("a", moments)))
    assert items["ends"].to_pylist() == moments
    other = catalogue("b", [datetime(2026, 12, 31)])
    items = prepare_items(received_of(catalogue("a", moments), other))
    assert items["ends"].to_pylist() == [*moments, datetime(2026, 12, 31)]
    assert prepare_items(received_of(catalogue("a", [None])))["ends"].to_pylist() == [None]


def test_an_item_can_be_had_through_the_last_day_of_a_typed_column():
    items = prepare_items(received_of(catalogue("a", [datetime(2026, 12, 31)])))
    events = pa.table(
        {"user_id": ["u"], "item_id": ["a0"], "timestamp": pa.array([at(0)], pa.timestamp("us"))}
    )
    tables = Tables(events, items)
    rule = Availability(Available(end="ends"), know(tables), tables)
    assert not rule.forbidden(in_days(datetime(2026, 12, 31, 23, 59))).any()
    assert rule.forbidden(in_days(datetime(2027, 1, 1))).all()


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

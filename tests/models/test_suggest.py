"""Columns that look like rules are named; a name alone is not enough."""

import pyarrow as pa

from openkitchen.models.suggest import suggest_rules
from openkitchen.schema import Attribute, Tables

NOTHING = pa.table({})


def tables(allergies, allergens=("nuts|milk", "milk", "eggs|nuts")):
    items = pa.table({"item_id": ["a", "b", "c"], "contains": list(allergens), "stock": [1, 0, 1]})
    users = pa.table({"user_id": ["u", "v"], "allergies": allergies})
    items = items.rename_columns(["item_id", "contains", "in_stock"])
    of_items = (Attribute("contains", "set"), Attribute("in_stock", "number"))
    return Tables(NOTHING, items, users, of_items, (Attribute("allergies", "set"),))


def test_they_are_named_and_never_applied():
    said = suggest_rules(tables(["Nuts", "milk|eggs"]))
    assert said[0].startswith("items.in_stock looks like a rule: available: {column: in_stock}")
    assert "avoid: [{user: allergies, item: contains}]" in said[1]
    assert said[-1] == "No rule applies unless you state it: --rules FILE."


def test_values_must_meet():
    assert not any("allergies" in one for one in suggest_rules(tables(["red", "blue"])))


def test_without_items_nothing_is_said():
    assert suggest_rules(Tables(NOTHING, None, None, (), ())) == []

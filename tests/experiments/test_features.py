"""What a person calls a feature, and the tables without it, with it, or with other values."""

import pyarrow as pa
import pytest
from tests.models.changes import random_settings, random_tables

from openkitchen.errors import InputError, SettingsError, UnknownName
from openkitchen.experiments.features import (
    add_column,
    attributes_of,
    find_feature,
    set_attributes,
)
from openkitchen.models.fitting import fit_with


@pytest.fixture(scope="module")
def fitted():
    return fit_with(random_tables(53), random_settings(53))


def test_attributes_go_by_their_table(fitted):
    assert attributes_of(fitted.tables) == [
        *("users.diet", "users.age"),
        *("items.kind", "items.parts", "items.minutes"),
    ]


@pytest.mark.parametrize("name", ["diet", "users.diet"])
def test_an_attribute_is_all_of_its_inputs(fitted, name):
    found = find_feature(fitted.design, fitted.tables, name)
    assert found.name == "users.diet"
    names = {fitted.design.features[n].name for n in found.inputs}
    levels = [c.name for c in fitted.design.user_encoder.columns if c.attribute == "diet"]
    assert names == set(levels)
    assert "diet" not in found.tables.users.column_names
    assert [a.name for a in found.tables.user_attributes] == ["age"]


def test_a_level_or_an_item_is_its_inputs_alone(fitted):
    for name in ("diet=v", str(fitted.known.items.ids[0])):
        found = find_feature(fitted.design, fitted.tables, name)
        assert {fitted.design.features[n].name for n in found.inputs} == {name}
        assert found.tables is None


def test_what_means_nothing_is_told(fitted):
    with pytest.raises(UnknownName, match="diett"):
        find_feature(fitted.design, fitted.tables, "diett")


def test_a_column_is_added_and_its_new_ids_with_it(fitted):
    column = pa.table({"user_id": ["u00", "zz"], "tier": ["gold", "plain"]})
    called, tables = add_column(fitted.tables, column, "tier")
    rows = {row["user_id"]: row["tier"] for row in tables.users.to_pylist()}
    assert called == "users.tier"
    assert (rows["u00"], rows["zz"], rows["u01"]) == ("gold", "plain", None)
    with pytest.raises(SettingsError, match=r"users\.diet"):
        add_column(fitted.tables, column.rename_columns(["user_id", "diet"]), "diet")
    with pytest.raises(InputError, match="whose"):
        add_column(fitted.tables, column.drop_columns(["user_id"]), "tier")
    with pytest.raises(UnknownName, match="tears"):
        add_column(fitted.tables, column, "tears")


def test_values_of_one_item_change_alone(fitted):
    values = {"kind": "d", "parts": "x|y", "minutes": None}
    changed = set_attributes(fitted.tables, "i03", values).items.to_pylist()
    before = fitted.tables.items.to_pylist()
    for row, was in zip(changed, before, strict=True):
        if row["item_id"] == "i03":
            assert (row["kind"], row["parts"], row["minutes"]) == ("d", ["x", "y"], None)
        else:
            assert row == was
    with pytest.raises(SettingsError, match="minutes = 'soon'"):
        set_attributes(fitted.tables, "i03", {"minutes": "soon"})
    with pytest.raises(UnknownName, match="colour"):
        set_attributes(fitted.tables, "i03", {"colour": "red"})

"""The primary tables."""

import pyarrow as pa
import pytest
from tests.shop import small_tables

from openkitchen.errors import UnknownName
from openkitchen.schema import Attribute


def test_attributes_are_found_by_table_and_name() -> None:
    tables = small_tables()
    assert tables.attribute("users.diet") == ("user_id", Attribute("diet", "category"))
    assert tables.attribute("items.parts") == ("item_id", Attribute("parts", "set"))
    with pytest.raises(UnknownName, match=r"users\.diet"):
        tables.attribute("users.dite")


def test_dated_needs_a_time_for_every_interaction() -> None:
    tables = small_tables()
    assert tables.dated
    assert not small_tables(dated=False).dated
    assert not tables.with_interactions(tables.interactions.slice(0, 0)).dated


def test_other_interactions_leave_the_rest_as_it_was() -> None:
    tables = small_tables()
    other = tables.with_interactions(pa.table({"user_id": [], "item_id": [], "timestamp": []}))
    assert other.items is tables.items
    assert other.user_attributes == tables.user_attributes

"""Prepared tables, held together as a model takes them."""

from tests.shop import small_tables

from openkitchen.prepare import tables_of


def test_attributes_get_their_kinds():
    shop = small_tables()
    tables = tables_of(shop.interactions, shop.users, shop.items)
    assert tables == shop


def test_tables_without_rows_are_as_none():
    shop = small_tables()
    tables = tables_of(shop.interactions, shop.users.slice(0, 0), None)
    assert (tables.users, tables.items) == (None, None)
    assert (tables.user_attributes, tables.item_attributes) == ((), ())
    assert tables_of(shop.interactions).users is None

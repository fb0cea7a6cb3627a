"""Served lists are found again until they are forgotten."""

from datetime import datetime

from openkitchen.store import ServedRow, forget_served, insert_served, served

OLD, NEW = datetime(2026, 1, 1), datetime(2026, 2, 1)


def test_lists_are_kept_and_forgotten_by_age(store):
    rows = [ServedRow("a", OLD, {"items": [["i", 0.1]]}), ServedRow("b", NEW, {})]
    with store.writing() as connection:
        insert_served(connection, rows)
    assert served(store, "a") == rows[0]
    forget_served(store, datetime(2026, 1, 15))
    assert served(store, "a") is None
    assert served(store, "b") == rows[1]

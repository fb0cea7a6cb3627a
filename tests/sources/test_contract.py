from __future__ import annotations

import pytest
from tests.sources.desk import web_source

from openkitchen.sources import ColumnRule
from openkitchen.sources.contract import doubled


@pytest.mark.parametrize(
    ("files", "name", "fits"),
    [
        ("web_*.csv*", "web_2026-08-01.csv.gz", True),
        ("web_*.csv*", "mail/web_1.csv", True),
        ("web_*.csv*", "WEB_1.csv", False),
        (("a*", "b*"), "b1", True),
        ("web/*.csv", "in/web/1.csv", True),
        ("web/*.csv", "in/mail/1.csv", False),
    ],
)
def test_files_are_told_by_glob(files, name, fits):
    assert web_source(files=files).matches(name) is fits


def test_the_role_says_what_is_required():
    source = web_source()
    assert [source.is_required(rule) for rule in source.columns] == [False, True, True, False]
    assert source.identifying == ("visitor_id",)
    assert source.is_required(ColumnRule("x", "x", required=True))
    assert not source.is_required(ColumnRule("x", "item_id", required=False))


@pytest.mark.parametrize(
    ("role", "lacking"),
    [
        ("events", ("timestamp", "user_id or visitor_id or customer_id")),
        ("people", ("customer_id or user_id",)),
        ("catalogue", ()),
        ("links", ("visitor_id", "customer_id")),
    ],
)
def test_what_a_role_lacks(role, lacking):
    source = web_source(role=role, columns=(ColumnRule("x", "item_id"),))
    assert source.lacks() == lacking


def test_our_names_are_listed_once():
    columns = (ColumnRule("a", "item_id"), ColumnRule("b", "item_id"))
    assert web_source(columns=columns).ours == ("item_id", "event_type")
    assert doubled("abcab") == ("a", "b")

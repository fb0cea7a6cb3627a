"""Ids are compared with those of other sources, and written alike where the contract says so."""

from dataclasses import replace

import pytest
from tests.sources.desk import Desk
from tests.sources.findings.news import NOW

from openkitchen.sources import ColumnRule, DayRule, Source
from openkitchen.sources.findings import examine

CRM = Source("crm", "people", "crm*", (ColumnRule("no", "customer_id", "string", "number"),))
SITE = Source(
    "site",
    "events",
    "site*",
    (
        ColumnRule("when", "timestamp", "timestamp", "when"),
        ColumnRule("cookie", "visitor_id", "string", "a browser"),
        ColumnRule("who", "customer_id", "string", "number"),
        ColumnRule("what", "item_id", "string", "an article"),
    ),
    day=DayRule("none"),
)
APP = replace(
    SITE,
    name="app",
    files="app*",
    columns=(*SITE.columns[:2], ColumnRule("who", "user_id", "string", "account"), SITE.columns[3]),
)


def log(cookie, who):
    rows = (
        f"2026-06-0{1 + n % 7} 1{n % 10}:{n % 60:02d}:0{n % 7},{cookie(n)},{who(n)},a{n % 9}"
        for n in range(400)
    )
    return "when,cookie,who,what\n" + "\n".join(rows) + "\n"


def found(folder, app=APP, account="acc-{:05d}".format):
    folder.mkdir()
    desk = Desk(folder, CRM, SITE, app)
    desk.put("crm.csv", "no\n" + "\n".join(f"TN{n:05d}" for n in range(90)) + "\n")
    desk.put("site.csv", log(lambda n: f"{n % 80:08x}", lambda n: f"TN{n % 60:05d}"))
    desk.put("app.csv", log(lambda n: f"install-{n % 70}-{n % 7}", lambda n: account(n % 50)))
    desk.receive(now=NOW)
    try:
        every = examine(desk.sources, desk.store, desk.raw, desk.typed).findings
        return {(o.kind, o.source, o.column): o for o in every if "ids" in o.kind}
    finally:
        desk.store.close()


def test_two_providers_visitors_are_a_note_and_accounts_are_looked_up_among_customers(tmp_path):
    told = found(tmp_path / "a")
    assert {key: one.severity for key, one in told.items()} == {
        ("ids_do_not_overlap", "app", "cookie"): "note",
        ("ids_written_differently", "app", "who"): "problem",
    }
    assert "format:" in told["ids_written_differently", "app", "who"].advice


def test_accounts_that_are_customers_are_no_finding(tmp_path):
    told = found(tmp_path / "a", account="TN{:05d}".format)
    assert set(told) == {("ids_do_not_overlap", "app", "cookie")}


@pytest.mark.parametrize("ours", ["customer_id", "user_id"])
def test_what_the_contract_writes_alike_is_found_no_more(tmp_path, ours):
    form = ColumnRule("who", ours, "string", "account", format="acc-{} = TN{}")
    app = replace(APP, columns=(*SITE.columns[:2], form, SITE.columns[3]))
    assert set(found(tmp_path / "a", app)) == {("ids_do_not_overlap", "app", "cookie")}

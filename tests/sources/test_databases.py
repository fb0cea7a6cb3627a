from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import duckdb
import pytest
from tests import needs
from tests.sources.desk import NOW, web_source

from openkitchen.errors import InputError
from openkitchen.sources import ColumnRule, DayRule, Source
from openkitchen.sources.databases import write_table
from openkitchen.sources.table_address import table_address

PEOPLE = Source(
    "crm",
    "people",
    "people",
    (
        ColumnRule("Cust No", "customer_id"),
        ColumnRule("city", "city", "category"),
        ColumnRule("likes", "likes", "set"),
    ),
)
HITS = replace(web_source(day=DayRule("none"), promised=None), files="hits")


@pytest.fixture
def postgres():
    """Make tables in a schema of their own; returns how to execute, and the tables' address."""
    import psycopg

    server = needs.postgres()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute('DROP SCHEMA IF EXISTS "My shop" CASCADE; CREATE SCHEMA "My shop"')
        connection.execute('SET search_path = "My shop"')
        yield connection.execute, f"{server}#My shop."
        connection.execute('DROP SCHEMA "My shop" CASCADE')


def sqlite_file(path):
    with closing(sqlite3.connect(path)) as database, database:
        database.execute('CREATE TABLE people ("Cust No" INTEGER, city TEXT, likes TEXT)')
        database.executemany(
            "INSERT INTO people VALUES (?, ?, ?)",
            [(2, 'Ulm "a"\nd', "soup|rice"), (1, None, ""), ("x", b"Bonn", 1.5)],
        )
    return path


def test_sqlite_rows_keep_what_they_hold(tmp_path):
    where = sqlite_file(tmp_path / "crm.db")
    write_table(table_address(f"sqlite:///{where}#people"), tmp_path / "out")
    text = gzip.decompress((tmp_path / "out").read_bytes()).decode()
    assert text == 'Cust No,city,likes\n1,,\n2,"Ulm ""a""\nd",soup|rice\nx,Bonn,1.5\n'


def test_the_same_rows_are_the_same_bytes(tmp_path):
    for name, order in (("a", (1, 2, 3)), ("b", (3, 1, 2))):
        with closing(sqlite3.connect(tmp_path / name)) as database, database:
            database.execute("CREATE TABLE t (n INTEGER)")
            database.executemany("INSERT INTO t VALUES (?)", [(n,) for n in order])
        write_table(table_address(f"sqlite:///{tmp_path / name}#t"), tmp_path / f"{name}.out")
    assert (tmp_path / "a.out").read_bytes() == (tmp_path / "b.out").read_bytes()


def test_receiving_tables_of_sqlite_and_duckdb(make_desk, tmp_path):
    desk = make_desk(PEOPLE, HITS)
    where = sqlite_file(tmp_path / "crm.db")
    with duckdb.connect(str(tmp_path / "web.duckdb")) as database:
        database.execute(
            "CREATE TABLE hits AS SELECT 'v1' AS \"ID visitor\", 'r1' AS recipe, "
            "TIMESTAMP '2026-08-01 10:00:00' AS ts, 1.5 AS value"
        )
    found = desk.receive(f"sqlite:///{where}#people", f"duckdb:///{tmp_path}/web.duckdb#hits")
    assert [(row.source, row.file, row.rows, row.rejected) for row in found.receipts] == [
        ("crm", "sqlite:crm.db#people", 3, 0),
        ("web", "duckdb:web.duckdb#hits", 1, 0),
    ]
    assert [row.channel for row in found.receipts] == ["sqlite", "duckdb"]
    assert {row["customer_id"] for row in desk.rows("crm")} == {"1", "2", "x"}
    assert next(r["likes"] for r in desk.rows("crm") if r["customer_id"] == "2") == ["soup", "rice"]


def test_a_later_reading_takes_the_place_of_the_earlier_one(make_desk, tmp_path):
    desk = make_desk(PEOPLE)
    where = sqlite_file(tmp_path / "crm.db")
    address = f"sqlite:///{where}#people"
    first = desk.receive(address).receipts[0]
    assert (first.status, first.days) == ("new", (NOW.date(),))
    again = desk.receive(address, now=NOW + timedelta(1)).receipts[0]
    assert again.status == "resend"
    with closing(sqlite3.connect(where)) as database, database:
        database.execute('DELETE FROM people WHERE "Cust No" = 2')
        database.execute("INSERT INTO people VALUES (7, 'Kiel', '')")
    later = desk.receive(address, now=NOW + timedelta(2)).receipts[0]
    assert later.status == "replaced"
    assert "1 row is new, 1 is gone" in later.note
    assert {row["customer_id"] for row in desk.rows("crm")} == {"1", "7", "x"}


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sqlite:///{}/none.db#t", "there is no file"),
        ("sqlite:///{}/crm.db#none", "one of: people"),
        ("sqlite:///{}/text.db#t", "SQLite says: file is not a database"),
        ("duckdb:///{}/crm.duckdb#none", "no table 'none'; expected one of: main.people"),
        ("duckdb:///{}/text.db#t", "cannot be attached"),
        ("mysql://me:secret@localhost/crm#t", "extension 'mysql' is not installed"),
        ("postgresql://me:secret@localhost:1/crm#t", "PostgreSQL says"),
    ],
)
def test_what_is_wrong_is_told_without_secrets(tmp_path, address, said):
    sqlite_file(tmp_path / "crm.db")
    (tmp_path / "text.db").write_text("no database at all, only words" * 99)
    with duckdb.connect(str(tmp_path / "crm.duckdb")) as database:
        database.execute("CREATE TABLE people AS SELECT 1 AS n")
    with pytest.raises(InputError, match=said) as caught:
        write_table(table_address(address.format(tmp_path)), tmp_path / "out")
    assert "secret" not in str(caught.value)


def test_postgresql_keeps_types_lists_and_odd_values(postgres, make_desk):
    execute, address = postgres
    execute('CREATE TABLE people ("Cust No" int, city text, likes text[], since timestamptz)')
    execute(
        "INSERT INTO people VALUES (2, E'Ulm \"a\"\\nd', '{soup,\"rice, wild\"}', 'infinity'), "
        "(1, NULL, NULL, '2026-08-01 10:00+02'), (3, '', '{}', NULL)"
    )
    desk = make_desk(PEOPLE)
    receipt = desk.receive(f"{address}people").receipts[0]
    assert (receipt.status, receipt.rows, receipt.rejected) == ("new", 3, 0), receipt.note
    assert "secret" not in receipt.file
    rows = {row["customer_id"]: row for row in desk.rows("crm")}
    assert rows["2"]["likes"] == ["soup", "rice, wild"]
    assert rows["2"]["city"] == 'Ulm "a"\nd'
    assert rows["1"]["city"] is None
    assert desk.receive(f"{address}people").receipts[0].status == "resend"


def test_postgresql_events_are_judged_like_those_of_a_file(postgres, make_desk):
    execute, address = postgres
    execute('CREATE TABLE hits ("ID visitor" text, recipe text, ts timestamptz, value numeric)')
    execute(
        "INSERT INTO hits SELECT 'v' || n, 'r1', '2026-08-01 10:00+02', 1.25 "
        "FROM generate_series(1, 1000) n; "
        "INSERT INTO hits VALUES ('v', 'r1', 'infinity', 1), (NULL, 'r1', now(), 'NaN')"
    )
    desk = make_desk(HITS)
    receipt = desk.receive(f"{address}hits", now=NOW).receipts[0]
    assert (receipt.rows, receipt.rejected) == (1000, 2)
    assert str(receipt.first_event) == "2026-08-01 08:00:00"


@pytest.mark.parametrize("table", ["none", 'x"; DROP TABLE people; --', ""])
def test_postgresql_tables_that_are_not_there(postgres, tmp_path, table):
    execute, address = postgres
    execute("CREATE TABLE people (n int)")
    with pytest.raises(InputError, match=r"PostgreSQL says|names no table|zero-length"):
        write_table(table_address(f"{address}{table}"), tmp_path / "out")
    assert execute("SELECT count(*) FROM people").fetchone() == (0,)

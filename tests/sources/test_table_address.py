from __future__ import annotations

from pathlib import Path

import pytest

from openkitchen.errors import InputError
from openkitchen.sources.table_address import is_table, is_table_name, table_address, table_names


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        (
            "postgresql://me:secret@db.test:5433/crm?sslmode=require#public.people",
            "postgresql",
            "postgresql:db.test/crm#public.people",
        ),
        ("postgres:///crm?host=/run/pg#people", "postgresql", "postgresql:local/crm#people"),
        ("mysql://me:secret@db.test/crm#people", "mysql", "mysql:db.test/crm#people"),
        ("sqlite:///data/crm.db#people", "sqlite", "sqlite:crm.db#people"),
        ("duckdb:////srv/crm.duckdb#main.people", "duckdb", "duckdb:crm.duckdb#main.people"),
    ],
)
def test_what_is_shown_holds_no_secret(name, kind, shown):
    address = table_address(name)
    assert (address.kind, address.shown) == (kind, shown)
    assert is_table(name)


def test_three_slashes_are_this_folder_and_four_the_root():
    assert table_address("sqlite:///data/crm.db#t").path == Path("data/crm.db")
    assert table_address("sqlite:////data/crm.db#t").path == Path("/data/crm.db")


def test_a_table_must_be_named():
    with pytest.raises(InputError, match="names no table"):
        table_address("postgresql://me:secret@db.test/crm")
    with pytest.raises(InputError) as caught:
        table_address("postgresql://me:secret@db.test/crm")
    assert "secret" not in str(caught.value)


def test_files_are_no_tables():
    assert not is_table("crm.db")
    assert not is_table("s3://bucket/x")
    assert not is_table_name("report #3.csv")
    assert is_table_name("postgresql:db.test/crm#public.people")


def test_a_glob_may_call_a_table_by_several_names():
    assert table_names("postgresql:db.test/crm#public.people") == (
        "crm#public.people",
        "public.people",
        "people",
    )
    assert table_names("mail/web.csv") == ("web.csv",)

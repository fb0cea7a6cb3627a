"""Migrations make the tables that the code declares, in one go, and never go backwards."""

import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from openkitchen.errors import StoreError
from openkitchen.store import open_store, receipts
from openkitchen.store.schema_version import VERSION_TABLE, head
from openkitchen.store.tables import Base


def test_migrations_make_exactly_the_declared_tables(store):
    options = {"version_table": VERSION_TABLE, "compare_type": True}
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        assert context.get_current_revision() == head()
        assert set(inspect(connection).get_table_names()) == {VERSION_TABLE} | set(
            Base.metadata.tables
        )


def test_a_database_of_a_newer_version_is_left_alone(address):
    with open_store(address) as store, store.writing() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    with pytest.raises(StoreError, match="'9999', newer than") as caught:
        open_store(address)
    assert "Install the newer Open Kitchen" in caught.value.hint


def test_logging_is_left_as_it_was(address):
    root = logging.getLogger()
    alembic = logging.getLogger("alembic")
    before = (root.level, list(root.handlers), alembic.level, list(alembic.handlers))
    open_store(address).close()
    assert before == (root.level, list(root.handlers), alembic.level, list(alembic.handlers))
    assert not alembic.disabled


def test_many_open_a_new_database_at_once(address):
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(open_store, [address] * 4))
    for store in stores:
        assert receipts(store) == []
        store.close()


DIES = """
import os, sys
from sqlalchemy import event
from openkitchen.store import database, open_store
made = database.create_engine
def create_engine(*given, **options):
    engine = made(*given, **options)
    @event.listens_for(engine, "after_cursor_execute")
    def _die(connection, cursor, statement, *rest):
        if "CREATE TABLE run" in statement:
            os.kill(os.getpid(), 9)
    return engine
database.create_engine = create_engine
open_store(sys.argv[1])
"""


def test_a_crash_while_the_tables_are_made_leaves_none(address):
    died = subprocess.run([sys.executable, "-c", DIES, address], check=False)
    assert died.returncode == -9
    with open_store(address) as store:
        assert receipts(store) == []

"""The database is made, shared, and holds whole writes or none."""

import sqlite3
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from openkitchen.errors import StoreError
from openkitchen.store import ReceiptRow, add_receipt, open_store, receipts

ROW = ReceiptRow("web", "a.csv", "ab" * 32, datetime(2026, 8, 4), "new")


def test_what_was_kept_is_there_when_opened_again(address):
    with open_store(address) as store:
        add_receipt(store, ROW)
    with open_store(address) as store:
        assert len(receipts(store)) == 1


def test_two_open_stores_see_each_others_writes(address):
    with open_store(address) as one, open_store(address) as two:
        add_receipt(one, ROW)
        add_receipt(two, ROW)
        assert len(receipts(one)) == len(receipts(two)) == 2


DIES = """
import os, sys
from datetime import datetime
from openkitchen.store import ReceiptRow, add_receipt, open_store
row = ReceiptRow("web", "a.csv", "ab" * 32, datetime(2026, 8, 4), "new")
store = open_store(sys.argv[1])
add_receipt(store, row)
with store.whole() as one:
    for _ in range(200):
        add_receipt(one, row)
    os.kill(os.getpid(), 9)
"""


def test_a_crash_in_the_middle_loses_nothing_and_leaves_no_half(address):
    died = subprocess.run([sys.executable, "-c", DIES, address], check=False)
    assert died.returncode == -9
    with open_store(address) as store:
        assert len(receipts(store)) == 1
        add_receipt(store, ROW)
        assert len(receipts(store)) == 2


def test_ids_are_never_given_twice(store):
    first = add_receipt(store, ROW)
    with store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM receipt")
    assert add_receipt(store, ROW) > first


def test_sqlite_is_set_up_for_readers_beside_a_writer(tmp_path):
    with open_store(tmp_path / "deep" / "er" / "kitchen.db") as store:
        with store.reading() as connection:
            values = {
                pragma: connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
                for pragma in ("journal_mode", "foreign_keys", "busy_timeout")
            }
        assert values == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 10_000}
        with store.whole() as one:
            add_receipt(one, ROW)
            assert receipts(store) == []


def test_a_locked_database_is_waited_for_and_then_named(tmp_path):
    file = tmp_path / "kitchen.db"
    with open_store(file, wait_seconds=0.2) as store:
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="somebody else is writing") as caught:
            add_receipt(store, ROW)
        other.close()
        assert str(file) in str(caught.value)
        add_receipt(store, ROW)


def test_a_file_that_is_no_database(tmp_path):
    file = tmp_path / "kitchen.db"
    file.write_text("visitor_id,customer_id\n" * 200)
    with pytest.raises(StoreError, match="no SQLite database"):
        open_store(file)
    assert file.read_text().startswith("visitor_id")


def test_a_folder_is_no_database(tmp_path):
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path)


def test_a_place_where_no_folder_can_be(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="folder cannot be made"):
        open_store(tmp_path / "file" / "kitchen.db")


@pytest.mark.parametrize("url", ["mysql://u@h/d", "sqlite://", "sqlite:///:memory:", "what://"])
def test_databases_of_other_kinds_are_refused(url):
    with pytest.raises(StoreError) as caught:
        open_store(url)
    assert "postgresql://user:password@host/database" in caught.value.hint


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path):
    url = f"postgresql://someone:hush-hush@/kitchen?host={tmp_path}"
    with pytest.raises(StoreError, match="does not answer") as caught:
        open_store(url)
    assert "someone" in str(caught.value)
    assert "hush" not in str(caught.value)


def test_the_shown_address_hides_the_password(postgres_url):
    assert "secret" in postgres_url
    with open_store(postgres_url) as store:
        assert "secret" not in store.url_shown
        assert "test_" in store.url_shown


def test_a_relative_path_and_a_url_are_the_same_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with open_store("kitchen.db") as store:
        add_receipt(store, ROW)
    with open_store(f"sqlite:///{Path(tmp_path, 'kitchen.db')}") as store:
        assert len(receipts(store)) == 1

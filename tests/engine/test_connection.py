"""The embedded database is the same everywhere and leaves nothing behind."""

import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from openkitchen.engine import Engine, connect, connection, one_database, using
from openkitchen.engine.connection import session
from openkitchen.errors import SettingsError


def test_times_are_utc_whatever_the_machine_says(monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    with connect() as database:
        zone = database.sql("SELECT current_setting('TimeZone')").fetchall()
        shown = database.sql("SELECT TIMESTAMPTZ '2026-07-01 12:00:00+02'::TIMESTAMP").fetchall()
    assert zone == [("UTC",)]
    assert str(shown[0][0]) == "2026-07-01 10:00:00"


def test_no_extension_is_fetched():
    with connect() as database:
        for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
            assert database.sql(f"SELECT current_setting('{setting}')").fetchall() == [(False,)]


def test_variables_of_the_program_are_no_tables():
    visible = [("secret",)]
    with connect() as database, pytest.raises(duckdb.CatalogException):
        database.sql("SELECT * FROM visible")
    assert visible


def test_the_folder_for_spilling_goes_when_the_block_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with connect() as database:
        database.execute("SET memory_limit = '60MB'")
        database.execute("SET threads = 1")
        database.execute(
            "CREATE TEMP TABLE t AS SELECT md5(range::VARCHAR) AS n FROM range(3_000_000)"
        )
        used = [path for path in tmp_path.rglob("*") if path.is_file()]
        rows = database.sql("SELECT count(*) FROM t WHERE length(n) = 32").fetchall()
    assert rows == [(3_000_000,)]
    assert used
    assert list(Path(tmp_path).iterdir()) == []


def limit():
    with connect() as database:
        return database.sql("SELECT current_setting('memory_limit')").fetchall()[0][0]


def test_memory_is_bounded_by_the_setting_or_the_environment(monkeypatch):
    monkeypatch.delenv("OPENKITCHEN_MEMORY", raising=False)
    with using(Engine(memory="1GB")):
        assert limit() == "953.6 MiB"
        monkeypatch.setenv("OPENKITCHEN_MEMORY", "3GB")
        assert limit() == "2.7 GiB"


def test_memory_is_half_of_the_machines_and_no_more_than_2_gb_unless_told_otherwise(monkeypatch):
    monkeypatch.delenv("OPENKITCHEN_MEMORY", raising=False)
    for bytes_there, shown in (
        (64_000_000_000, "1.8 GiB"),
        (3_000_000_000, "1.3 GiB"),
        (100_000_000, "476.8 MiB"),
    ):
        monkeypatch.setattr(connection, "machine_memory", lambda there=bytes_there: there)
        assert limit() == shown


def test_what_does_not_fit_goes_where_the_engine_says(tmp_path):
    with using(Engine(spill=tmp_path / "spill")), connect() as database:
        told = database.sql("SELECT current_setting('temp_directory')").fetchall()[0][0]
        assert told.startswith(str(tmp_path / "spill"))


def test_an_impossible_amount_of_memory_is_told(monkeypatch):
    monkeypatch.setenv("OPENKITCHEN_MEMORY", "plenty'")
    with pytest.raises(SettingsError, match="OPENKITCHEN_MEMORY"), connect():
        pass


def test_a_place_that_cannot_be_written_to_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match="nowhere"), connect() as database:
        database.execute(f"COPY (SELECT 1) TO '{tmp_path / 'nowhere' / 'file.csv'}'")


def test_the_connection_is_closed_after_an_error():
    with pytest.raises(KeyError), connect() as database:
        raise KeyError
    with pytest.raises(duckdb.Error):
        database.execute("SELECT 1")


def test_sessions_within_one_database_share_its_memory_and_see_nothing_of_each_other():
    with using(Engine(memory="1GB")), one_database():
        with session() as first, session() as second:
            first.execute("CREATE TEMP TABLE t AS SELECT 1 AS n")
            first.register("given", pa.table({"n": [1]}))
            for name in ("t", "given"):
                with pytest.raises(duckdb.CatalogException):
                    second.sql(f"SELECT * FROM {name}")
            assert second.sql("SELECT current_setting('TimeZone')").fetchall() == [("UTC",)]
        with session() as third:
            told = third.sql("SELECT current_setting('memory_limit')").fetchall()
            folder = Path(third.sql("SELECT current_setting('temp_directory')").fetchall()[0][0])
            assert told == [("953.6 MiB",)]
            assert folder.is_dir()
    assert not folder.exists()


def test_a_session_of_its_own_where_nothing_is_shared():
    with session() as first:
        first.execute("CREATE TABLE t AS SELECT 1 AS n")
    with session() as second, pytest.raises(duckdb.CatalogException):
        second.sql("SELECT * FROM t")


def test_a_file_that_cannot_be_read_is_an_error_of_the_system(tmp_path):
    with one_database(), pytest.raises(OSError, match="nowhere"), session() as database:
        database.sql(f"SELECT * FROM read_csv('{tmp_path}/nowhere.csv')")

"""Rows that stay in their files are the rows that would be read, whatever days are gone."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.arrivals import at, received_of, source
from tests.sources.desk import web_source

from openkitchen.engine import ParquetRows, run_models
from openkitchen.sources import ReceivedSource
from openkitchen.sources.ledger import Counted
from openkitchen.sources.relation import under_each_other
from openkitchen.sources.typed_files import open_typed
from openkitchen.sources.typed_schema import typed_schema
from openkitchen.store import ReceiptRow

TYPES = {
    "visitor_id": pa.string(),
    "timestamp": pa.timestamp("us"),
    "weight": pa.float64(),
}
ZONES = ["UTC", "Asia/Tokyo", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Asia/Beirut"]
"""Among them zones that skip midnight, or a whole day."""

STARTS = [datetime(2026, 3, 28), datetime(2018, 11, 3), datetime(2011, 12, 29)]


def in_files(folder, source, times, without=frozenset()):
    schema = typed_schema(source)
    columns = [
        pa.array(times, field.type)
        if field.name == "timestamp"
        else pa.array(range(len(times))).cast(field.type)
        for field in schema
    ]
    name = f"{len(list(folder.iterdir()))}.parquet"
    pq.write_table(pa.table(columns, schema=schema), folder / name)
    receipt = ReceiptRow(source.name, name, "0", datetime.now(UTC), "new", typed=name)
    return Counted(receipt, frozenset(without))


@pytest.fixture
def everything(tmp_path):
    model = tmp_path / "everything.sql"
    model.write_text(
        '-- All rows, in a total order.\nSELECT * FROM t ORDER BY "timestamp" NULLS FIRST, source',
        "utf-8",
    )
    return lambda rows: run_models([model], {"t": rows}, ["everything"])["everything"]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("start", STARTS)
def test_days_that_count_no_more_are_left_out_of_files_as_of_memory(
    zone, start, tmp_path, everything
):
    folder = tmp_path / "typed"
    folder.mkdir()
    one = web_source(timezone=zone)
    times = [None, *(start + timedelta(minutes=15 * n) for n in range(4 * 72))]
    gone = {date(start.year, start.month, start.day) + timedelta(1)}
    counted = [in_files(folder, one, times, gone), in_files(folder, one, times[:5])]
    web = ReceivedSource(one, open_typed(one, counted, folder), ())
    relation = under_each_other([web], TYPES, named=True)
    assert isinstance(relation, ParquetRows)
    from_files = everything(relation)
    held = ReceivedSource(one, web.rows, ())
    in_memory = everything(under_each_other([held], TYPES, named=True))
    assert from_files["timestamp"].equals(in_memory["timestamp"])
    assert from_files.schema == in_memory.schema
    assert web.n_rows == from_files.num_rows < 2 * len(times)


def test_sources_that_differ_are_under_each_other(tmp_path, everything):
    folder = tmp_path / "typed"
    folder.mkdir()
    web, app = web_source(), web_source(name="it's an app", constants={})
    sources = [
        ReceivedSource(one, open_typed(one, [in_files(folder, one, [at(0)])], folder), ())
        for one in (web, app)
    ]
    rows = everything(under_each_other(sources, TYPES, named=True))
    assert rows["source"].to_pylist() == ["it's an app", web.name]
    assert rows["weight"].null_count == 2


def test_rows_in_memory_and_columns_of_other_types_are_cast(everything):
    given = source("web", "events", [{"visitor_id": "v", "timestamp": at(0), "count": 3}])
    rows = under_each_other(received_of(given).sources, TYPES | {"count": pa.string()}, named=True)
    assert isinstance(rows, pa.Table)
    assert everything(rows).to_pylist()[0] == {
        "visitor_id": "v",
        "timestamp": at(0),
        "weight": None,
        "count": "3",
        "source": "web",
    }


def test_no_sources_are_no_rows(everything):
    rows = under_each_other([], TYPES, named=True)
    assert everything(rows).num_rows == 0

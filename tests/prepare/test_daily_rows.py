"""A folder of days holds what a table holds, in the same order."""

from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.arrivals import at

from openkitchen.errors import FileUnreadable
from openkitchen.prepare import DailyRows, load_days, open_days, save_days
from openkitchen.prepare.daily_rows import by_day, write_day

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("user_id", "item_id")),
        ("timestamp", pa.timestamp("us")),
        ("event_type", pa.string()),
        ("weight", pa.float64()),
        *((name, pa.string()) for name in ("session_id", "device", "source", "map_version")),
    ]
)


def rows(*times) -> pa.Table:
    usual = {
        "user_id": "u",
        "item_id": "i",
        "weight": 1.0,
        "source": "web",
        "map_version": "123456789012",
    }
    return pa.Table.from_pylist([usual | {"timestamp": time} for time in times], SCHEMA)


TIMES = (None, None, datetime(1969, 12, 31, 23, 59, 59, 999_999), at(0), at(1), at(24 * 60))


@pytest.mark.parametrize("times", [TIMES, TIMES[2:], TIMES[:2], ()])
def test_days_come_back_as_the_table_they_were(times, tmp_path):
    table = rows(*times)
    save_days(table, tmp_path / "t.parquet")
    assert load_days(tmp_path / "t.parquet").equals(table)
    opened = open_days(tmp_path / "t.parquet")
    assert (opened.schema, opened.count_rows()) == (SCHEMA, len(times))


def test_one_file_each_day_and_the_version_in_the_folders_name(tmp_path):
    save_days(rows(*TIMES), tmp_path / "t.parquet")
    (inside,) = (tmp_path / "t.parquet").iterdir()
    assert inside.name == "map_version=123456789012"
    assert [path.stem for path in sorted(inside.iterdir())] == [
        *("0000-undated", "1969-12-31", "2026-08-03", "2026-08-04"),
    ]
    read = pq.read_table(tmp_path / "t.parquet")
    assert read["timestamp"].equals(rows(*TIMES)["timestamp"])
    assert read["map_version"].cast(pa.string()).equals(rows(*TIMES)["map_version"])


def test_linked_days_give_the_bytes_of_the_table(tmp_path):
    table = rows(*TIMES)
    files = []
    for day, those in by_day(table.drop_columns(["map_version"])):
        write_day(those, tmp_path / f"kept-{day}")
        files.append((day, tmp_path / f"kept-{day}"))
    linked = DailyRows("123456789012", tuple(files))
    assert linked.read().equals(table)
    save_days(linked, tmp_path / "linked")
    save_days(table, tmp_path / "written")
    one, other = (
        {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        for folder in (tmp_path / "linked", tmp_path / "written")
    )
    assert one == other


def test_a_single_file_is_read_and_replaced(tmp_path):
    pq.write_table(rows(*TIMES), tmp_path / "t.parquet")
    assert load_days(tmp_path / "t.parquet").equals(rows(*TIMES))
    save_days(rows(at(0)), tmp_path / "t.parquet")
    assert load_days(tmp_path / "t.parquet").num_rows == 1


def test_a_kept_file_that_is_gone_is_told_and_leaves_what_was_there(tmp_path):
    save_days(rows(at(0)), tmp_path / "t.parquet")
    with pytest.raises(FileUnreadable, match="gone"):
        save_days(DailyRows("v", (("2026-08-03", tmp_path / "none"),)), tmp_path / "t.parquet")
    assert load_days(tmp_path / "t.parquet").num_rows == 1
    assert [path.name for path in tmp_path.iterdir()] == ["t.parquet"]

"""Which days a file holds is told from its header; rows are read for some days alone."""

from datetime import date

import pyarrow as pa
from tests.arrivals import at
from tests.prepare.filed import filed

from openkitchen.engine import run_model
from openkitchen.identity import edges_from, resolve
from openkitchen.prepare.interactions import models_named, tables_for
from openkitchen.prepare.settings import PrepareSettings
from openkitchen.sources import Received
from openkitchen.sources.dated_rows import DatedRows, digest

TODAY, TOMORROW = date(2026, 8, 3), date(2026, 8, 4)


def dated(folder, files) -> DatedRows:
    received = Received((filed(folder, files),))
    given = tables_for(received, resolve(edges_from(received)), PrepareSettings())
    return DatedRows(given["received_events"])


def event(time, **more):
    return {"visitor_id": "v", "item_id": "i", "timestamp": time} | more


FILES = {
    "a": [event(at(0)), event(at(24 * 60))],
    "b": [event(at(24 * 60 + 1))],
    "c": [event(None)],
}


def read(rows) -> int:
    model = models_named(["received_days"])[0]
    return sum(run_model(model, {"received_events": rows})["events"].to_pylist())


def test_a_day_is_made_of_the_files_that_may_hold_it(tmp_path):
    events = dated(tmp_path, FILES)
    assert [len(events.made_of(day)) for day in (TODAY, TOMORROW, None)] == [1, 2, 1]
    again = dated(tmp_path / "again", FILES | {"b": [event(at(24 * 60 + 2))]})
    assert again.made_of(TODAY) == events.made_of(TODAY)
    assert again.made_of(TOMORROW) != events.made_of(TOMORROW)


def test_rows_are_read_from_one_day_to_another(tmp_path):
    events = dated(tmp_path, FILES)
    assert read(events.between(TODAY, TODAY)) == 1
    assert read(events.between(TODAY, TOMORROW)) == 3
    assert read(events.between(None, None)) == 1


def test_some_rows_and_some_files_can_be_left_out(tmp_path):
    events = dated(tmp_path, FILES)
    late = f"part.timestamp >= TIMESTAMP '{at(24 * 60)}'"
    assert read(events.between(TODAY, TOMORROW, but=late)) == 1
    assert read(events.between(TODAY, TOMORROW, files=events.made_of(TODAY))) == 2


def test_digests_tell_contents_apart_and_nothing_else():
    table = pa.table({"a": [1, 2, 3]})
    chunks = pa.concat_tables([table.slice(0, 1), table.slice(1)])
    assert digest(table, 1) == digest(chunks, 1)
    assert len({digest(table), digest(table.slice(1)), digest([1]), digest("1"), digest(1)}) == 5


def test_files_that_came_since_are_told_by_their_content(tmp_path):
    events = dated(tmp_path, FILES)
    names = [file.name for file in events.files]
    assert events.since(names) == []
    (came,) = events.since(names[1:])
    assert came.name == names[0]
    assert events.since([*names, "another"]) is None
    assert events.since(["another"]) is None


def test_rows_of_some_files_are_all_of_theirs(tmp_path):
    events = dated(tmp_path, FILES)
    undated = [file for file in events.files if file.undated]
    assert read(events.inside(undated)) == 1
    assert read(events.inside(events.files)) == 4
    assert events.inside([]).parts == ()

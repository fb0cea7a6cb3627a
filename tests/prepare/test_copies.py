"""Copies brought up to date are those of all events."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.arrivals import at
from tests.prepare.filed import filed

from openkitchen.identity import edges_from, resolve
from openkitchen.prepare import copies
from openkitchen.prepare.copies import copies_of
from openkitchen.prepare.interactions import tables_for
from openkitchen.prepare.settings import PrepareSettings
from openkitchen.sources import Received
from openkitchen.sources.dated_rows import DatedRows

EVENT = st.fixed_dictionaries(
    {
        "event_id": st.sampled_from(["1", "2", "3", "4", "5", None]),
        "timestamp": st.one_of(
            st.none(), *[st.integers(0, 90).map(lambda n: at(0) + timedelta(hours=n))] * 9
        ),
    }
)
FILES = st.dictionaries(
    st.sampled_from("abcdefghijkl"), st.lists(EVENT, min_size=1, max_size=6), min_size=1
)


def dated(folder, files) -> DatedRows:
    received = Received((filed(folder, files),))
    given = tables_for(received, resolve(edges_from(received)), PrepareSettings())
    return DatedRows(given["received_events"])


@given(st.lists(FILES, min_size=2, max_size=4), st.booleans())
@settings(max_examples=15, deadline=None)
def test_whatever_files_come_and_go(turns, growing):
    with TemporaryDirectory() as folder:
        files = {}
        for turn, more in enumerate(turns):
            files = files | more if growing else more
            events = dated(Path(folder) / str(turn), files)
            kept = copies_of(events, Path(folder) / "kept")
            assert kept.equals(copies_of(events, Path(folder) / f"fresh-{turn}"))


@pytest.fixture
def searched(monkeypatch):
    """Note in how many rows copies are looked for; ``None`` for rows in files."""
    before, rows = copies.run_model, []

    def noting(model, tables):
        if model.name == "later_copies.sql":
            looked = tables["received_events"]
            rows.append(looked.num_rows if isinstance(looked, pa.Table) else None)
        return before(model, tables)

    monkeypatch.setattr(copies, "run_model", noting)
    return rows


def test_a_late_file_asks_for_its_own_ids_alone(tmp_path, searched):
    def event(day, number):
        return {"event_id": str(number), "timestamp": at(24 * 60 * day)}

    files = {f"d{day}": [event(day, 10 * day + n) for n in range(10)] for day in range(6)}
    files["d5"].append(event(5, 3))
    first = copies_of(dated(tmp_path / "a", files), tmp_path / "kept")
    assert first["event_id"].to_pylist() == ["3"]
    assert copies_of(dated(tmp_path / "a", files), tmp_path / "kept").equals(first)
    late = files | {"late": [event(2, 3), event(7, 41), event(7, 99)]}
    found = copies_of(dated(tmp_path / "b", late), tmp_path / "kept").to_pylist()
    days = [(row["visited_on"].day - at(0).day, row["event_id"]) for row in found]
    assert days == [(2, "3"), (5, "3"), (7, "41")]
    assert searched == [None, 6]

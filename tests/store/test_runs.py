"""Runs come back as they were kept."""

from dataclasses import replace
from datetime import UTC, datetime

from openkitchen.store import RunRow, add_run, runs


def test_runs_come_back_in_order(store):
    first = RunRow(datetime(2026, 8, 4, 6, tzinfo=UTC), 12.25, "local", ("resolve", "fit"), "done")
    second = RunRow(datetime(2026, 8, 5), 0.5, "client", (), "failed", "no receipts", "0.1.0")
    ids = [add_run(store, first), add_run(store, second)]
    assert runs(store) == [
        replace(first, id=ids[0], started_at=datetime(2026, 8, 4, 6)),
        replace(second, id=ids[1]),
    ]
    assert ids[0] < ids[1]

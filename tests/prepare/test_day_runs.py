"""Sessions that go on beyond midnight are taken up again on the next day."""

from datetime import date, timedelta

import pyarrow as pa
from tests.arrivals import at, received_of
from tests.prepare.filed import filed

from openkitchen.engine import run_model
from openkitchen.identity import edges_from, resolve
from openkitchen.prepare.daily_rows import write_day
from openkitchen.prepare.day_runs import distinct_of, finished
from openkitchen.prepare.interactions import models_named, tables_for
from openkitchen.prepare.settings import PrepareSettings
from openkitchen.sources.dated_rows import DatedRows

MIDNIGHT = at(12 * 60)
FIRST, SECOND = date(2026, 8, 3), date(2026, 8, 4)
NO_COPIES = pa.table(
    {
        "visited_on": pa.array([], pa.date32()),
        "source": pa.array([], pa.string()),
        "event_id": pa.array([], pa.string()),
    }
)


def test_a_session_is_carried_over_and_a_bot_is_one_on_all_days(tmp_path):
    times = [MIDNIGHT + timedelta(minutes=n) for n in (-40, -20, 5, 60)]
    rows = [
        *({"visitor_id": "v", "item_id": "i", "timestamp": time} for time in times),
        *({"visitor_id": "b", "item_id": f"{n}", "timestamp": at(n)} for n in range(6)),
        {"visitor_id": "b", "item_id": "i", "timestamp": at(24 * 60)},
    ]  # fmt: skip
    received = received_of(filed(tmp_path, {"all": rows}))
    settings = PrepareSettings(bot_events_a_day=5)
    given = tables_for(received, resolve(edges_from(received)), settings)
    found = distinct_of([FIRST, SECOND], DatedRows(given["received_events"]), NO_COPIES, given)
    assert found.bots == {FIRST: ("visitor b",)}
    files = []
    for day, those in found.rows.items():
        write_day(those, tmp_path / day)
        files.append(tmp_path / day)
    given = {**given, "day_bots": pa.table({"actor": ["visitor b"]})}
    one = finished([FIRST], files[:1], None, [], given)
    assert one.left == {FIRST: (2, 2)}
    assert one.open_sessions.to_pylist() == [
        {
            "reaches": SECOND,
            "user_id": "visitor:v",
            "began": MIDNIGHT - timedelta(minutes=40),
            "last_seen": MIDNIGHT - timedelta(minutes=20),
        }
    ]
    two = finished([SECOND], files[1:], one.open_sessions, files[:1], given)
    sessions = [row["session_id"] for row in two.interactions["2026-08-04"].to_pylist()]
    assert sessions == ["visitor:v@20260803-232000", "visitor:v@20260804-010000"]
    assert two.open_sessions.num_rows == 0


def test_copies_of_events_of_earlier_days_are_left_out_of_their_day_alone(tmp_path):
    rows = [
        {"visitor_id": "v", "item_id": "i", "timestamp": at(24 * 60 * n), "event_id": "1"}
        for n in range(2)
    ]
    received = received_of(filed(tmp_path, {"a": rows[:1], "b": rows[1:]}))
    given = tables_for(received, resolve(edges_from(received)), PrepareSettings())
    events = DatedRows(given["received_events"])
    copies = run_model(models_named(["later_copies"])[0], {"received_events": events.rows})
    assert copies.to_pylist() == [{"visited_on": SECOND, "source": "web", "event_id": "1"}]
    assert set(distinct_of([FIRST], events, copies, given).rows) == {"2026-08-03"}
    assert not distinct_of([SECOND], events, copies, given).rows

"""Sessions that go on beyond midnight are taken up again on the next day."""

from datetime import date, timedelta

import pyarrow as pa
from tests.arrivals import at, received_of
from tests.prepare.filed import filed
from tests.prepare.test_dated_rows import NO_COPIES

from openkitchen.identity import edges_from, resolve
from openkitchen.prepare.daily_rows import write_day
from openkitchen.prepare.dated_rows import DatedRows
from openkitchen.prepare.day_runs import distinct_of, finished
from openkitchen.prepare.interactions import tables_for
from openkitchen.prepare.settings import PrepareSettings

MIDNIGHT = at(12 * 60)
FIRST, SECOND = date(2026, 8, 3), date(2026, 8, 4)


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

"""What is watched."""

from datetime import datetime

import pyarrow as pa

from openkitchen.monitor import signals_of
from openkitchen.monitor.signals import weeks_of

ROWS = pa.table(
    {
        "user_id": ["a", "a", "b", "c"],
        "item_id": ["i1", "i2", "i1", "gone"],
        "timestamp": pa.array([datetime(2026, 1, d, 5 * d) for d in (1, 2, 3, 4)],
                              pa.timestamp("us")),
        "event_type": ["view", None, "view", "save"],
    }
)  # fmt: skip


def test_weeks_end_at_a_moment():
    end = int(datetime(2026, 1, 8).timestamp() - datetime(1970, 1, 1).timestamp()) * 1_000_000
    assert weeks_of(ROWS["timestamp"], end).tolist() == [-1] * 4
    day = 86_400_000_000
    assert weeks_of(ROWS["timestamp"], end - 5 * day).tolist() == [-1, -1, 0, 0]


def test_signals_and_their_values():
    week = weeks_of(ROWS["timestamp"], 0)
    made = signals_of(
        ROWS, week,
        items=pa.table({"item_id": ["i1", "i2"], "kind": ["soup", "cake"], "price": [1, 2]}),
        users=pa.table({"user_id": ["a", "b"], "club": ["gold", None]}),
        identity_map=pa.table({"user_id": ["a"], "status": ["linked"]}),
    )  # fmt: skip
    told = {one.name: [one.values[code] for code in one.code] for one in made}
    assert told["events: event_type"] == ["view", "not known", "view", "save"]
    assert told["events: hour"] == ["night", "morning", "afternoon", "evening"]
    assert told["items: kind"] == ["soup", "cake", "soup", "not known"]
    assert told["identity: who acts"] == ["linked", "linked", "not known", "not known"]
    assert sorted(told["people: club"]) == ["gold", "not known", "not known"]  # once a week each
    assert "items: price" not in told

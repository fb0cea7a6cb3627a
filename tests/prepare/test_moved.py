"""Users whose ids changed are found with all their events; their rows are exchanged."""

from datetime import date

import pyarrow as pa
import pytest
from tests.arrivals import at, received_of
from tests.prepare.filed import filed
from tests.prepare.test_day_runs import NO_COPIES

from openkitchen.identity import edges_from, resolve
from openkitchen.prepare.interactions import prepare_interactions, tables_for
from openkitchen.prepare.moved import exchanged, find_moved, ordered
from openkitchen.prepare.settings import PrepareSettings

LATER = at(24 * 60)


def event(visitor, time, **more):
    return {"visitor_id": visitor, "item_id": "i", "timestamp": time, **more}


def found(folder, rows, before, now):
    """Find who moved between two ways to take customers for persons."""
    received = received_of(filed(folder, {"all": rows}))
    edges = edges_from(received)
    maps = [
        resolve(edges, persons=pa.table({"customer_id": names, "person_id": ["P"] * len(names)}))
        for names in (before, now)
    ]
    return find_moved(maps[0], NO_COPIES, tables_for(received, maps[1], PrepareSettings()))


def test_a_merge_moves_the_events_of_one_part_and_finds_those_of_both(tmp_path):
    rows = [
        *(event("v", at(n), customer_id="C") for n in range(2)),
        *(event("w", LATER, customer_id="D") for _ in range(2)),
        event("x", at(0), customer_id="E"),
    ]
    moved = found(tmp_path, rows, ["C", "E"], ["C", "D"])
    assert {"C", "D", "E"} <= set(moved.users.to_pylist())
    assert moved.anew == frozenset()
    assert moved.differs("2026-08-04")
    users = [
        rows["user_id"].to_pylist()
        for rows in (moved.before["2026-08-04"], moved.now["2026-08-04"])
    ]
    assert users == [["D"], ["C"]]
    assert len(moved.now["2026-08-03"]) == 3


def test_nobody_moves_when_the_maps_say_the_same(tmp_path):
    rows = [event("v", at(n), customer_id="C") for n in range(2)]
    assert not found(tmp_path, rows, ["C", "D"], ["C", "D"])


@pytest.mark.parametrize(
    ("more", "day"),
    [
        (event("y", LATER, event_id="1"), date(2026, 8, 4)),
        (event("v", None, customer_id="C"), None),
    ],
)
def test_a_shared_event_id_and_events_without_a_time_bind_their_day(tmp_path, more, day):
    rows = [event("v", LATER, customer_id="C", event_id="1"), event("w", at(0), customer_id="D")]
    assert found(tmp_path, [*rows, more], [], ["C", "D"]).anew == {day}


def test_an_event_that_becomes_somebody_elses_binds_its_day(tmp_path):
    """Both rows are of one visitor; the name of its user settles which of them is the copy."""
    rows = [
        event("v", LATER, event_id="1"),
        event("v", LATER, customer_id="E", event_id="1"),
        event("v", at(0)),
    ]
    received = received_of(filed(tmp_path, {"all": rows}))
    maps = [
        pa.table(
            {
                "visitor_id": ["v"],
                "user_id": [name],
                "customer_id": pa.nulls(1, pa.string()),
                "status": ["linked"],
            }
        )
        for name in ("A", "Z")
    ]
    moved = find_moved(maps[0], NO_COPIES, tables_for(received, maps[1], PrepareSettings()))
    assert moved.anew == {date(2026, 8, 4)}
    assert moved.differs("2026-08-03")


def test_rows_are_exchanged_and_ordered_as_the_model_orders_them(tmp_path):
    rows = [
        event(visitor, time, device=device, event_type=kind, session_id=session)
        for visitor in "vw"
        for time, device, kind, session in [
            (at(0), None, "view", None),
            (at(0), "phone", None, "s"),
            (None, "phone", None, None),
            (at(0), "phone", "view", None),
        ]
    ]
    received = received_of(filed(tmp_path, {"all": rows}))
    table, _ = prepare_interactions(received, resolve(edges_from(received)), {})
    whole = table.drop_columns(["map_version"])
    assert ordered(whole.take(list(range(len(whole)))[::-1])).equals(whole)
    theirs = whole.filter(pa.compute.equal(whole["user_id"], "visitor:v"))
    without = exchanged(whole, pa.array(["visitor:v"]), None)
    assert set(without["user_id"].to_pylist()) == {"visitor:w"}
    assert ordered(exchanged(without, pa.array(["visitor:v"]), theirs)).equals(whole)

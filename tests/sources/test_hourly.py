"""Several files for each day: they add to each other, and an hour that comes again is replaced."""

from __future__ import annotations

import gzip
import json

import pytest
from tests.sources.desk import web_source

from openkitchen.sources import DayRule, calendar, infer_source

PARTS = DayRule("name", r"(\d{4}-\d{2}-\d{2})(?:T(?P<part>\d{2}))?")


def hour(at, *items, day=5):
    rows = [
        {"ID visitor": "v", "recipe": item, "ts": f"2026-08-0{day}T{at:02d}:{n:02d}:00Z"}
        for n, item in enumerate(items)
    ]
    return gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode(), mtime=0)


@pytest.fixture
def desk(make_desk):
    return make_desk(web_source(day=PARTS))


def items(desk):
    return sorted(row["item_id"] for row in desk.rows())


def test_the_hours_of_a_day_add_to_each_other(desk):
    for at in (9, 10, 11):
        receipt = desk.one(f"web_2026-08-05T{at:02d}.jsonl.gz", hour(at, f"r{at}"))
        assert (receipt.status, "replaces" in receipt.note) == ("new", False)
    assert items(desk) == ["r10", "r11", "r9"]


def test_an_hour_that_comes_again_takes_the_place_of_itself_alone(desk):
    for at in (9, 10):
        desk.one(f"web_2026-08-05T{at:02d}.jsonl.gz", hour(at, f"r{at}"))
    receipt = desk.one("web_2026-08-05T10.jsonl.gz", hour(10, "r10", "again"))
    assert receipt.status == "replaced"
    assert "1 row is new, 0 are gone" in receipt.note
    assert items(desk) == ["again", "r10", "r9"]


def test_a_whole_day_takes_the_place_of_its_hours(desk):
    for at in (9, 10):
        desk.one(f"web_2026-08-05T{at:02d}.jsonl.gz", hour(at, f"r{at}"))
    assert desk.one("web_2026-08-05.jsonl.gz", hour(9, "whole")).status == "replaced"
    assert items(desk) == ["whole"]


def test_an_hour_without_events_is_empty_and_no_fault(desk):
    desk.one("web_2026-08-05T02.jsonl.gz", hour(2, "r2"))
    found = [desk.one(f"web_2026-08-05T0{at}.jsonl.gz", hour(at)) for at in (3, 4)]
    assert [(one.status, one.note) for one in found] == [("empty", "no rows")] * 2
    assert desk.one("web_2026-08-05T03.jsonl.gz", hour(3)).status == "resend"
    (told,) = calendar(desk.sources, desk.ledger()).sources
    assert set(told.days.values()) >= {"received"}
    assert items(desk) == ["r2"]


def test_quiet_hours_are_not_one_and_the_same_where_names_state_no_day(make_desk):
    desk = make_desk(web_source(day=DayRule("none")))
    found = [desk.one(f"web_h{at}.jsonl.gz", hour(at)) for at in (3, 4)]
    assert [one.status for one in found] == ["empty", "empty"]


def test_a_csv_without_a_byte_is_refused_as_before(desk):
    assert desk.one("web_2026-08-05T03.csv", "").status == "rejected"


def test_without_parts_the_receipt_says_that_no_row_is_in_both(make_desk):
    desk = make_desk(web_source())
    desk.one("web_2026-08-05T09.jsonl.gz", hour(9, "r9"))
    receipt = desk.one("web_2026-08-05T10.jsonl.gz", hour(10, "r10"))
    assert receipt.status == "replaced"
    assert "No row is in both" in receipt.note
    assert "(?P<part>" in receipt.note


def test_once_the_pattern_names_the_part_all_hours_count(make_desk):
    desk = make_desk(web_source())
    for at in (9, 10):
        desk.one(f"web_2026-08-05T{at:02d}.jsonl.gz", hour(at, f"r{at}"))
    desk.sources["web"] = web_source(day=PARTS)
    desk.receive()
    assert items(desk) == ["r10", "r9"]


def test_the_same_name_with_a_day_is_the_same_delivery_whatever_its_events(make_desk):
    """Events past midnight that are gone in the second sending change the days that it covers."""
    desk = make_desk(web_source(day=DayRule("none")))
    late = {"ID visitor": "v", "recipe": "late", "ts": "2026-08-06T00:10:00Z"}
    first = gzip.decompress(hour(23, "r23")) + json.dumps(late).encode()
    assert desk.one("web_2026-08-05T23.jsonl", first).status == "new"
    assert desk.one("web_2026-08-05T23.jsonl", gzip.decompress(hour(23, "r23"))).status == (
        "replaced"
    )
    assert items(desk) == ["r23"]


def test_the_draft_of_an_hour_takes_in_the_whole_day(make_desk, tmp_path):
    paths = []
    for at in (9, 10):
        paths.append(tmp_path / f"web_2026-08-05T{at:02d}.jsonl.gz")
        paths[-1].write_bytes(hour(at, *(f"r{at}{n}" for n in range(30))))
    desk = make_desk(infer_source(paths[0]).source)
    desk.receive(*paths)
    assert len(desk.rows()) == 60

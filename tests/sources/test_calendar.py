from __future__ import annotations

from datetime import date, datetime

from tests.sources.desk import web_source

from openkitchen.sources import DayRule, Promise, calendar
from openkitchen.store import ReceiptRow

SINCE = Promise(date(2023, 9, 1), retention_months=36, channel="mail")


def row(day, status="new", rows=10, source="web"):
    at = datetime(2026, day[0], day[1], 9)
    return ReceiptRow(
        source,
        f"web_2026-{day[0]:02}-{day[1]:02}.csv",
        f"{day}{status}",
        at,
        status,
        days=(at.date(),),
        rows=rows,
        first_event=at if rows else None,
        last_event=at if rows else None,
    )


RECEIPTS = [
    *(row((8, n)) for n in range(3, 30) if n not in (9, 12)),
    row((8, 9), "late"),
    row((8, 20), "replaced", 12),
    row((8, 21), "resend", 0),
    row((8, 30), "empty", 0),
    row((8, 31), "rejected", 0),
    *(row((9, n)) for n in range(1, 31)),
]


def test_each_day_has_a_mark_and_the_promise_a_sentence():
    shown = calendar({"web": web_source(promised=SINCE)}, RECEIPTS)
    assert shown.lines() == [
        "web · events · 56 files, 562 rows",
        "  2023-09 to 2026-07  nothing (35 months)",
        "  2026-08  ··■■■■■■L■■·■■■■■■■R■■■■■■■■■○x  26 of 31 days",
        "  2026-09  ■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■   30 of 30 days",
        "  promised since 2023-09-01, first event 2026-08-03: 2 of 36 months",
        "  no file between the first and the last day: 2026-08-12",
        "  file without events: 2026-08-30",
        "  late: 2026-08-09",
        "  refused as a whole: web_2026-08-31.csv",
        "",
        "■ received   L late   R replaced   ○ file without events   x file refused   · no file",
    ]


def test_json_holds_the_same():
    told = calendar({"web": web_source(promised=SINCE)}, RECEIPTS).to_dict()["sources"][0]
    assert told["counts"] | {"missing": 0} == {
        "received": 54,
        "late": 1,
        "replaced": 1,
        "empty": 1,
        "rejected": 1,
        "missing": 0,
    }
    assert told["days"]["2026-08-20"] == "replaced"
    assert told["days"]["2024-02-29"] == "missing"
    assert (told["first_event"], told["files"]) == ("2026-08-03T09:00:00", 56)
    assert told["promised"]["start"] == "2023-09-01"


def test_today_tells_what_is_missing_since():
    receipts = [row((8, 1))]
    source = {"web": web_source(promised=Promise(date(2026, 8, 1)))}
    lines = calendar(source, receipts, date(2026, 8, 4)).lines()
    assert lines[1].startswith("  2026-08  ■···")
    assert "1 of 4 days" in lines[1]


def test_a_file_without_events_does_not_hide_one_with():
    receipts = [row((8, 1)), row((8, 1), "empty", 0), row((8, 1), "rejected", 0)]
    (web,) = calendar({"web": web_source()}, receipts).sources
    assert web.days[date(2026, 8, 1)] == "received"


def test_weekly_sources_are_counted_by_week():
    weekly = web_source(promised=Promise(date(2026, 8, 3), cadence="weekly"))
    receipts = [row((8, 3)), row((8, 17)), row((8, 25))]
    lines = calendar({"web": weekly}, receipts).lines()
    assert "  files in 3 of 4 weeks; none in the week from 2026-08-10" in lines
    assert lines[1] == "  2026-08    ■             ■       ■        3 days"


def test_sources_without_promise_receipts_or_days():
    crm = web_source(name="crm", promised=None, day=DayRule("none"))
    undated = ReceiptRow("crm", "crm.psv", "1", datetime(2026, 8, 1), "new", rows=5)
    shown = calendar({"web": web_source(promised=SINCE), "crm": crm}, [undated])
    assert shown.lines() == [
        "web · events · 0 files, 0 rows",
        "  2023-09  nothing",
        "  promised since 2023-09-01, nothing received",
        "",
        "crm · events · 1 file, 5 rows",
        "  files that state no day; the last one is crm.psv",
        "",
        "· no file",
    ]
    assert calendar({}, []).lines() == ["No source is declared in sources.yml."]

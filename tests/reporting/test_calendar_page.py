from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from tests.sources.desk import web_source

from openkitchen.reporting import render_calendar
from openkitchen.sources import Calendar, Promise, calendar
from openkitchen.store import ReceiptRow


def receipt(day, status="new"):
    return ReceiptRow(
        "web", f"web_{day}.csv", f"sha {day}", datetime(2026, 9, 1), status, days=(day,), rows=3
    )


def test_each_day_is_a_cell_that_says_what_came():
    source = replace(web_source(), promised=Promise(date(2026, 6, 1)))
    days = [
        receipt(date(2026, 8, 1)),
        receipt(date(2026, 8, 3), "late"),
        receipt(date(2026, 8, 4), "replaced"),
        receipt(date(2026, 8, 5), "empty"),
    ]
    shown = calendar({"web": source}, days)
    page = render_calendar(shown)
    for words in (
        'title="2026-08-01: received"',
        'title="2026-08-02: no file"',
        'title="2026-08-03: late"',
        'title="2026-08-04: replaced"',
        'title="2026-08-05: file without events"',
        "2026-06 to 2026-07",
        "nothing (2 months)",
        "3 of 5 days",
        *shown.sources[0].sentences,
    ):
        assert words in page
    assert "http" not in page.replace("http-equiv", "")


def test_names_are_escaped_and_nothing_is_fine():
    source = replace(web_source(), name="<b>web</b>")
    page = render_calendar(calendar({"x": source}, []))
    assert "&lt;b&gt;web" in page
    assert "<b>web" not in page
    assert "No source is declared" in render_calendar(Calendar())

from __future__ import annotations

from datetime import date, datetime

from tests.sources.desk import web_source

from openkitchen.sources import DayRule
from openkitchen.sources.ledger import counted, replaced_by
from openkitchen.store import ReceiptRow

NOON = datetime(2026, 9, 1, 12)
DAYS = [date(2026, 8, n) for n in range(1, 10)]


def row(file, days=(), status="new", sha=None, source="web"):
    return ReceiptRow(source, file, sha or file, NOON, status, days=tuple(days))


def files(source, *rows):
    return [(one.receipt.file, sorted(one.without)) for one in counted(source, rows)]


def test_only_files_with_rows_count_and_only_of_the_source():
    rows = [
        row("web_2026-08-01", DAYS[:1]),
        row("web_2026-08-02", DAYS[1:2], "rejected"),
        row("web_2026-08-03", DAYS[2:3], "empty"),
        row("web_2026-08-01b", DAYS[:1], "resend"),
        row("web_2026-07-31", [date(2026, 7, 31)], "late"),
        row("x", source="crm"),
    ]
    assert files(web_source(), *rows) == [("web_2026-08-01", []), ("web_2026-07-31", [])]


def test_a_file_takes_the_place_of_another_for_the_days_of_both():
    source = web_source(day=DayRule("name", r"(\d{4}-\d\d-\d\d)(?:to(\d{4}-\d\d-\d\d))?"))
    first = row("web_2026-08-01to2026-08-03", DAYS[:3])
    second = row("web_2026-08-02", DAYS[1:2], "replaced")
    third = row("web_2026-08-01to2026-08-03_v2", DAYS[:3], "replaced")
    assert files(source, first, second) == [(first.file, [DAYS[1]]), (second.file, [])]
    assert files(source, first, second, third) == [(third.file, [])]


def test_files_whose_days_nobody_stated_add_up_unless_the_name_is_the_same():
    source = web_source(day=DayRule("none"))
    first, other = row("web_a", DAYS[:1]), row("web_b", DAYS[:1], sha="other")
    again = row("web_a", DAYS[:1], "replaced", sha="again")
    assert replaced_by(source, other, counted(source, [first])) == ()
    assert replaced_by(source, again, counted(source, [first, other])) == (first,)
    assert files(source, first, other, again) == [("web_b", []), ("web_a", [])]
    assert replaced_by(source, row("web_a", DAYS[1:2], sha="next"), counted(source, [first])) == ()

from __future__ import annotations

from datetime import date, datetime, timedelta
from unittest.mock import patch

from tests.sources.desk import web_source

from openkitchen.sources import DayRule, ledger
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


def test_a_file_without_days_is_gone_when_it_comes_anew():
    source = web_source(day=DayRule("none"))
    first, again = row("web_a"), row("web_a", (), "replaced", sha="again")
    assert files(source, first, again) == [("web_a", [])]


def test_files_received_anew_one_by_one_count_in_the_order_of_their_coming():
    """Each of a thousand is held against those that share something with it, not against all."""
    days = [date(2024, 1, 1) + timedelta(n) for n in range(1000)]
    rows = [row(f"web_{day}", [day]) for day in days]
    again = [row(one.file, one.days, "replaced", sha=f"{one.file} anew") for one in reversed(rows)]
    compared = 0

    def counting(*given):
        nonlocal compared
        compared += len(given[2])
        return found(*given)

    found = ledger._replaced
    with patch.object(ledger, "_replaced", counting):
        assert files(web_source(), *rows, *again) == [(one.file, []) for one in again]
    assert compared == len(rows)

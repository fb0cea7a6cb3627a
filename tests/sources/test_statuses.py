from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from tests.sources.desk import web_source

from openkitchen.sources.statuses import received_before, with_status
from openkitchen.store import ReceiptRow

DAYS = [date(2026, 8, n) for n in range(1, 9)]


def row(day, status="new", sha="", rows=5, name="", header=("a", "b")):
    file = name or f"web_2026-08-0{day}.csv"
    at = datetime(2026, 9, 1)
    days = (DAYS[day - 1],)
    return ReceiptRow("web", file, sha or file, at, status, days=days, rows=rows, header=header)


def status(new, *ledger, **changes):
    return with_status(new, web_source(**changes), ledger, Path("nowhere"))


@pytest.mark.parametrize(
    ("ledger", "expected"),
    [
        ([], "new"),
        ([row(1)], "new"),
        ([row(3)], "late"),
        ([row(3, "empty")], "late"),
        ([row(3, "rejected")], "new"),
        ([row(3, "resend")], "new"),
        ([row(2, sha="other")], "replaced"),
        ([row(2, sha="other"), row(3)], "replaced"),
        ([row(2, "empty", sha="other")], "replaced"),
        ([row(2, "rejected", sha="other")], "new"),
    ],
)
def test_the_ledger_tells_the_status(ledger, expected):
    assert status(row(2), *ledger).status == expected


def test_a_file_without_rows_is_empty_and_names_what_stays():
    told = status(row(2, rows=0), row(2, sha="other", name="web_2026-08-02_a.csv"))
    assert told.status == "empty"
    assert told.note == "no rows after the header; the 5 rows of web_2026-08-02_a.csv stay"


def test_a_header_that_changed_is_noted():
    assert status(row(2, header=("b", "a")), row(1)).note == (
        "columns in another order than in web_2026-08-01.csv; they are found by name"
    )
    assert status(row(2, header=("a", "c")), row(1)).note == (
        "columns changed since web_2026-08-01.csv: new: c, gone: b"
    )
    assert status(row(2), row(1)).note == ""


@pytest.mark.parametrize(
    ("ledger", "found", "same_name"),
    [
        ([], False, False),
        ([row(2)], True, True),
        ([row(1, sha="web_2026-08-02.csv")], True, False),
        ([row(1, sha="web_2026-08-02.csv"), row(2, "resend")], True, True),
        ([row(2, "rejected")], False, False),
        ([row(2, "empty")], True, True),
        ([row(1, "empty", sha="web_2026-08-02.csv")], False, False),
    ],
)
def test_the_same_content_is_told_by_its_hash(ledger, found, same_name):
    before, named = received_before(row(2), ledger, web_source())
    assert (before is not None, named) == (found, same_name)

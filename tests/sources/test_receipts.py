from __future__ import annotations

from datetime import date, datetime

from openkitchen.sources import Receipts
from openkitchen.sources.receipts import days_text
from openkitchen.store import ReceiptRow

AT = datetime(2026, 9, 1, 12)
DAYS = (date(2026, 8, 1), date(2026, 8, 2))
NEW = ReceiptRow("web", "a.csv", "1", AT, "new", days=DAYS, rows=1200, rejected=3, note="n")
RESEND = ReceiptRow("web", "b.csv", "1", AT, "resend", days=DAYS[:1])
REFUSED = ReceiptRow("", "c.csv", "", AT, "rejected", rows=7, note="why")


def test_they_are_told_as_rows_and_in_a_sentence():
    receipts = Receipts((NEW, RESEND, REFUSED))
    assert receipts.rows() == [
        ("web", "a.csv", "2026-08-01 to 2026-08-02 (2 days)", 1200, 3, "new", "n"),
        ("web", "b.csv", "2026-08-01", 0, 0, "resend", ""),
        ("–", "c.csv", "", 7, 0, "rejected", "why"),
    ]
    assert receipts.sentence() == (
        "3 files: 1 new, 1 resend, 1 rejected. 1,200 rows taken in, 3 rows rejected."
    )
    assert receipts.problems
    assert not Receipts((NEW, RESEND)).problems
    assert Receipts((RESEND,)).sentence() == "1 file: 1 resend. 0 rows taken in."


def test_json_holds_every_field():
    told = Receipts((NEW,)).to_dict()
    assert told["problems"] is False
    assert told["receipts"][0]["days"] == ["2026-08-01", "2026-08-02"]
    assert set(told["receipts"][0]) == set(ReceiptRow.__slots__)


def test_days_are_written_short():
    assert days_text(()) == ""
    assert days_text(DAYS[:1]) == "2026-08-01"

"""Receipts come back as they were kept, from either kind of database."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from openkitchen.errors import UnknownName
from openkitchen.store import ReceiptRow, add_receipt, receipts, set_status

ROW = ReceiptRow(
    source="web",
    file="web_2026-08-03.csv.gz",
    sha256="ab" * 32,
    received_at=datetime(2026, 8, 4, 6, 30, 0, 250_000),
    status="new",
    channel="mail",
    bytes=5_000_000_000,
    header=("ID visitor", "recipe", "ts 'ü'"),
    days=(date(2026, 8, 3),),
    rows=1200,
    rejected=3,
    first_event=datetime(2026, 8, 3, 0, 0, 1),
    last_event=datetime(2026, 8, 3, 23, 59, 59, 999_999),
    note="3 rows rejected",
    typed="web/abababababababab.parquet",
)


def test_a_receipt_comes_back_as_it_was_kept(store):
    given = add_receipt(store, ROW)
    assert receipts(store) == [replace(ROW, id=given)]


def test_a_receipt_without_events_or_days(store):
    bare = ReceiptRow("crm", "empty.csv", "cd" * 32, ROW.received_at, "empty")
    given = add_receipt(store, bare)
    assert receipts(store) == [replace(bare, id=given)]


def test_receipts_come_in_the_order_in_which_they_were_kept(store):
    for name in ("b", "a", "c"):
        add_receipt(store, replace(ROW, file=name))
    add_receipt(store, replace(ROW, source="crm", file="d"))
    assert [row.file for row in receipts(store)] == ["b", "a", "c", "d"]
    assert [row.file for row in receipts(store, "crm")] == ["d"]
    assert receipts(store, "nobody") == []


def test_times_with_a_zone_are_kept_as_utc(store):
    summer = timezone(timedelta(hours=2))
    add_receipt(store, replace(ROW, received_at=datetime(2026, 8, 4, 8, tzinfo=summer)))
    add_receipt(store, replace(ROW, received_at=datetime(2026, 8, 4, 6, tzinfo=UTC)))
    assert {row.received_at for row in receipts(store)} == {datetime(2026, 8, 4, 6)}


def test_the_status_can_change_with_a_note(store):
    first, second = add_receipt(store, ROW), add_receipt(store, ROW)
    set_status(store, first, "replaced", "by web_2026-08-03_v2.csv")
    shown = {row.id: (row.status, row.note) for row in receipts(store)}
    assert shown[first] == ("replaced", "by web_2026-08-03_v2.csv")
    assert shown[second] == (ROW.status, ROW.note)


def test_the_status_of_no_receipt_cannot_change(store):
    with pytest.raises(UnknownName, match="no receipt '77'"):
        set_status(store, 77, "late", "")


def test_many_threads_keep_receipts_at_once(store):
    with ThreadPoolExecutor(6) as pool:
        names = [f"{number}.csv" for number in range(60)]
        ids = list(pool.map(lambda name: add_receipt(store, replace(ROW, file=name)), names))
    kept = {row.id: row.file for row in receipts(store)}
    assert kept == dict(zip(ids, names, strict=True))

"""Several writes are one: all of them take place, or none."""

from datetime import datetime

import pytest

from openkitchen.errors import UnknownName
from openkitchen.store import ReceiptRow, RunRow, add_receipt, add_run, receipts, runs, set_status

ROW = ReceiptRow("web", "a.csv", "ab" * 32, datetime(2026, 8, 4), "new")
RUN = RunRow(datetime(2026, 8, 4), 1.0, "local", (), "done")


def keep_and_fail(store):
    with store.whole() as one:
        add_receipt(one, ROW)
        add_run(one, RUN)
        raise KeyError


def test_a_whole_write_is_kept_as_one(store):
    with store.whole() as one:
        add_receipt(one, ROW)
        add_run(one, RUN)
        assert len(receipts(one)) == 1
        assert receipts(store) == []  # nobody else sees half of it
    assert len(receipts(store)) == len(runs(store)) == 1


def test_a_whole_write_that_fails_leaves_nothing(store):
    add_receipt(store, ROW)
    with pytest.raises(KeyError):
        keep_and_fail(store)
    assert len(receipts(store)) == 1
    assert runs(store) == []
    add_run(store, RUN)  # and the database is free again


def test_a_refused_write_undoes_the_ones_before_it(store):
    with pytest.raises(UnknownName), store.whole() as one:  # noqa: PT012
        add_receipt(one, ROW)
        set_status(one, 4711, "late", "")
    assert receipts(store) == []


def test_a_closed_store_opens_again_when_used(store):
    add_receipt(store, ROW)
    store.close()
    assert len(receipts(store)) == 1

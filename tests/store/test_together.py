"""Writes of many callers, committed together; one that fails, fails alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event

import pytest
from sqlalchemy.exc import OperationalError

from openkitchen.errors import StoreBusy, StoreError
from openkitchen.store import EventRow, Together, events_of, insert_events

WHEN = datetime(2026, 1, 1)


def write(number):
    row = EventRow("shop", str(number), WHEN, WHEN, "u", None, "i")
    return lambda connection: insert_events(connection, [row])


def test_every_write_is_there_when_its_caller_goes_on(store):
    together = Together(store)
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda n: together.submit(write(n)).result(), [*range(60), 5]))
    assert sum(kept) == 60
    assert len(events_of(store, "shop", "u")) == 60
    together.close()


def test_one_that_fails_fails_alone(store):
    def broken(connection):
        raise KeyError("no")

    together = Together(store)
    orders = [together.submit(one) for one in (write(1), broken, write(2))]
    assert orders[0].result() == orders[2].result() == 1
    with pytest.raises(KeyError):
        orders[1].result()
    together.close()
    assert len(events_of(store, "shop", "u")) == 2


def test_more_than_can_be_taken_in_is_refused_at_once(store):
    go, together = Event(), Together(store, most_orders=3, most_rows=10)
    first = together.submit(lambda _: go.wait(20), 4)
    second = together.submit(write(1), 6)
    with pytest.raises(StoreBusy, match="wait for the database"):
        together.submit(write(2), 1)  # eleven rows
    third = together.submit(write(3), 0)
    with pytest.raises(StoreBusy, match="3 writes"):
        together.submit(write(4), 0)
    go.set()
    assert first.result(20)
    assert second.result(20) == third.result(20) == 1
    assert together.submit(write(5), 100).result(20) == 1  # alone, it may be as long as it likes
    together.close()
    assert len(events_of(store, "shop", "u")) == 3


def test_an_order_that_was_taken_back_is_not_carried_out(store):
    go, together = Event(), Together(store)
    together.submit(lambda _: go.wait(20))
    assert together.submit(write(1)).cancel() in {True, False}
    last = together.submit(write(2))
    go.set()
    assert last.result(20) == 1
    assert together.alive
    together.close()
    assert not together.alive


def test_when_the_database_fails_all_fail_at_once(store):
    def locked(connection):
        raise StoreError("locked") from OperationalError("BEGIN", {}, Exception("locked"))

    tried, go, together = [], Event(), Together(store)
    together.submit(lambda _: go.wait(20))
    orders = [together.submit(locked), together.submit(lambda _: tried.append(1))]
    go.set()
    for order in orders:
        with pytest.raises(StoreError):
            order.result(20)
    assert tried == []
    together.close()

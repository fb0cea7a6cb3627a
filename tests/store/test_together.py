"""Writes of many callers, committed together; one that fails, fails alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

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

"""Writes of many requests, committed together: each is durable before its caller goes on.

A commit waits for the disk. One thread writes for all: what has come in while it waited
goes into the next commit, so that many small writes cost few waits. Processes that share a
SQLite file take turns.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from openkitchen.errors import StoreBusy
from openkitchen.store.store import Store
from openkitchen.store.turns import writing_turn

__all__ = ["Together"]

MOST_ORDERS = 2_000
MOST_ROWS = 50_000
_AT_ONCE = 500

Write = Callable[[Connection], Any]


@dataclass(frozen=True, slots=True)
class _Order:
    write: Write
    rows: int
    done: Future[Any] = field(default_factory=Future)


class Together:
    """Commits writes of many callers together.

    Parameters
    ----------
    store
        Where to write.
    most_orders, most_rows
        How much may wait: more is refused, so that a slow disk slows down who writes
        rather than filling the memory.
    """

    def __init__(
        self, store: Store, *, most_orders: int = MOST_ORDERS, most_rows: int = MOST_ROWS
    ) -> None:
        self._store = store
        self._most = (most_orders, most_rows)
        self._waiting = (0, 0)
        self._lock = Lock()
        self._orders: SimpleQueue[_Order | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="openkitchen-writes", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether orders are still carried out."""
        return self._thread.is_alive()

    def submit(self, write: Write, rows: int = 1) -> Future[Any]:
        """Order a write; the future holds what it returned, once that is durable.

        Parameters
        ----------
        write
            What to do with the connection.
        rows
            How many rows it writes.

        Raises
        ------
        StoreBusy
            When too much waits already; nothing was ordered.
        """
        order = _Order(write, rows)
        with self._lock:
            orders, waiting = self._waiting
            if orders >= self._most[0] or (orders and waiting + rows > self._most[1]):
                raise StoreBusy(
                    f"{orders:,} writes wait for the database already",
                    hint="Nothing of this request was kept. Send it again in a second.",
                )
            self._waiting = (orders + 1, waiting + rows)
        self._orders.put(order)
        return order.done

    def close(self) -> None:
        """Write what was ordered, then stop."""
        self._orders.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            first = self._orders.get()
            if first is None:
                return
            orders, last = [first], False
            while len(orders) < _AT_ONCE and not self._orders.empty():
                order = self._orders.get()
                if order is None:
                    last = True
                    break
                orders.append(order)
            self._carry_out(orders)
            if last:
                return

    def _carry_out(self, orders: list[_Order]) -> None:
        self._commit([order for order in orders if order.done.set_running_or_notify_cancel()])
        with self._lock:
            count, rows = self._waiting
            self._waiting = (count - len(orders), rows - sum(order.rows for order in orders))

    def _commit(self, orders: list[_Order]) -> None:
        """Write all in one transaction; if that fails, each in its own, so that one fails alone.

        When it is the database that fails, not a write, all fail: asking again for each would
        only take long.
        """
        if not orders:
            return
        try:
            with writing_turn(self._store), self._store.writing() as connection:
                results = [order.write(connection) for order in orders]
        except Exception as error:  # noqa: BLE001 - whoever waits is told
            if len(orders) == 1 or isinstance(error.__cause__, OperationalError):
                for order in orders:
                    order.done.set_exception(error)
                return
            for order in orders:
                self._commit([order])
            return
        for order, result in zip(orders, results, strict=True):
            order.done.set_result(result)

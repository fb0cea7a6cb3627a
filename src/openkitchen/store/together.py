"""Writes of many requests, committed together: each is durable before its caller goes on.

A commit waits for the disk. One thread writes for all: what has come in while it waited
goes into the next commit, so that many small writes cost few waits.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Any

from sqlalchemy import Connection

from openkitchen.store.store import Store

__all__ = ["Together"]

_AT_ONCE = 500

Write = Callable[[Connection], Any]
Order = tuple[Write, "Future[Any]"]


class Together:
    """Commits writes of many callers together.

    Parameters
    ----------
    store
        Where to write.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._orders: SimpleQueue[Order | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="openkitchen-writes", daemon=True)
        self._thread.start()

    def submit(self, write: Write) -> Future[Any]:
        """Order a write; the future holds what it returned, once that is durable."""
        done: Future[Any] = Future()
        self._orders.put((write, done))
        return done

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
            self._commit(orders)
            if last:
                return

    def _commit(self, orders: list[Order]) -> None:
        """Write all in one transaction; if that fails, each in its own, so that one fails alone."""
        try:
            with self._store.writing() as connection:
                results = [write(connection) for write, _ in orders]
        except Exception as error:  # noqa: BLE001 - whoever waits is told
            if len(orders) == 1:
                orders[0][1].set_exception(error)
                return
            for order in orders:
                self._commit([order])
            return
        for (_, done), result in zip(orders, results, strict=True):
            done.set_result(result)

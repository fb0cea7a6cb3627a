"""Notices what changed in the store: another bundle is published, keys are made or end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from openkitchen.errors import OpenKitchenError
from openkitchen.serving.access import KeyRing
from openkitchen.serving.kitchen import Kitchen
from openkitchen.serving.measures import Measures
from openkitchen.store import PublicationRow, Store, keys, last_forgetting, latest_publication

__all__ = ["SECONDS", "Watch"]

SECONDS = 1.0
_LOG = logging.getLogger("openkitchen.serving")


class Watch:
    """A thread that looks once a second.

    Parameters
    ----------
    store
        Where to look.
    ring
        Is told which keys there are.
    number
        The publication that is served.
    load
        Opens the bundle of a publication.
    show
        Puts a kitchen in front.
    measures
        Counts what was swapped.
    let_go
        Called when somebody was forgotten, by whatever process.
    """

    def __init__(
        self,
        store: Store,
        ring: KeyRing,
        number: int,
        load: Callable[[PublicationRow], Kitchen],
        show: Callable[[Kitchen], None],
        measures: Measures,
        let_go: Callable[[], None] = lambda: None,
    ) -> None:
        self.store, self.ring, self.number = store, ring, number
        self.load, self.show, self.measures = load, show, measures
        self.let_go, self.forgotten = let_go, last_forgetting(store)
        self._stop = Event()
        self._thread = Thread(target=self._run, name="openkitchen-watch", daemon=True)
        measures.publication.set(number)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> None:
        """Look once.

        A bundle that cannot be opened is not tried again: what was served stays.
        """
        self.ring.replace(keys(self.store))
        done = last_forgetting(self.store)
        if done != self.forgotten:
            self.let_go()
            self.forgotten = done
        row = latest_publication(self.store)
        if row is None or row.id is None or row.id == self.number:
            return
        try:
            kitchen = self.load(row)
        except OpenKitchenError as error:
            self.number = row.id
            self.measures.swaps.labels("failed").inc()
            _LOG.error("publication cannot be served: %s", error.message, extra=_told(row.id))
            return
        self.show(kitchen)
        self.number = row.id
        self.measures.publication.set(row.id)
        self.measures.swaps.labels("done").inc()
        _LOG.info("publication is served", extra=_told(row.id))

    def _run(self) -> None:
        while not self._stop.wait(SECONDS):
            try:
                self.look()
            except OpenKitchenError as error:
                _LOG.warning("the database was not looked at: %s", error.message)
            except Exception:  # noqa: BLE001 - logged, and looked again in a second
                _LOG.exception("the database was not looked at")


def _told(number: int) -> dict[str, int]:
    return {"publication": number}

"""What the dialect works with: the store, the folder of its data, what it may reach, its worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection

from openkitchen.serving.kitchen import Kitchen
from openkitchen.serving.live import Live
from openkitchen.serving.measures import Measures, make_measures
from openkitchen.serving.personalize.arns import Home
from openkitchen.serving.personalize.places import Places
from openkitchen.serving.personalize.turns import in_turn
from openkitchen.serving.personalize.worker import Worker
from openkitchen.serving.shown import Shown
from openkitchen.store import EventRow, Store, Together, insert_events

__all__ = ["Backend", "Call", "Estate"]

_WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Estate:
    """What there is of people beside the database and the dialect's own files.

    Parameters
    ----------
    key_folder
        Where the key of digests lies; ``None``: the folder above the dialect's files.
    bundles
        Bundles that hold people.
    shelf
        The folder of published bundles; ``None``: there are none.
    user_of
        Takes any id of a person; returns the user id that models know the person by.
    other_ids
        Takes a user id; returns other ids of the same person, such as visitors'.
    remains
        What stays when somebody is forgotten: place, what, ``None``, and what to do.
    """

    key_folder: Path | None = None
    bundles: tuple[Path, ...] = ()
    shelf: Path | None = None
    user_of: Callable[[str], str] = field(default=lambda name: name)
    other_ids: Callable[[str], Sequence[str]] = field(default=lambda _: ())
    remains: tuple[tuple[str, str, None, str], ...] = ()


@dataclass(frozen=True)
class Backend:
    """Everything that requests share.

    Parameters
    ----------
    store
        The database.
    writes
        Where small writes go, many to a commit.
    folder
        Imported data and trained bundles.
    places
        Where data may come from and go to.
    shown
        The served bundle, if there is one; another one may take its place.
    worker
        Does what takes long.
    keys
        Access key id to secret; empty: no signature is asked for, this machine alone is served.
    kept
        What was read from disk and is used again: models by bundle, data by group.
    measures
        What is counted.
    estate
        What else there is of people: bundles, and tables that steps make anew.
    forgetting
        Held while somebody is being forgotten.
    """

    store: Store
    writes: Together
    folder: Path
    places: Places = field(default_factory=Places)
    shown: Shown = field(default_factory=Shown)
    worker: Worker = field(default_factory=Worker)
    keys: Mapping[str, str] = field(default_factory=dict)
    kept: dict[Any, Any] = field(default_factory=dict)
    measures: Measures = field(default_factory=make_measures)
    estate: Estate = field(default_factory=Estate)
    forgetting: Lock = field(default_factory=Lock, repr=False, compare=False)

    @property
    def kitchen(self) -> Kitchen | None:
        """What is served now; ``None``: nothing."""
        return self.shown.kitchen

    def data_of(self, key: str) -> Path:
        """Return the folder of a dataset's or a solution version's files."""
        return self.folder / key.replace("/", "%2F")

    def live(self, scope: str, **limits: Any) -> Live:
        """Return the events of a scope; see `Live`."""
        return Live(self.store, scope, **limits)

    def written(self, write: Callable[[Connection], Any], seconds: float = _WAIT_SECONDS) -> Any:
        """Write something; return what the writing returned, once it is durable."""
        return self.writes.submit(write).result(timeout=seconds)

    def forgetting_turn(self) -> AbstractContextManager[None]:
        """Wait until nobody, here or in another process of this folder, is being forgotten."""
        return in_turn(self.forgetting, self.folder / ".forgetting")

    def order_events(self, rows: Sequence[EventRow]) -> Future[int]:
        """Order events to be kept; the future tells how many were new, once they are durable.

        Raises
        ------
        StoreBusy
            When too many wait already.
        """
        done = self.writes.submit(lambda connection: insert_events(connection, rows), len(rows))
        done.add_done_callback(lambda found: self._count(len(rows), found))
        return done

    def keep_events(self, rows: Sequence[EventRow]) -> int:
        """Keep events; return how many were new, once they are durable.

        Raises
        ------
        StoreBusy
            When too many wait already.
        """
        return int(self.order_events(rows).result(timeout=_WAIT_SECONDS))

    def _count(self, number: int, found: Future[int]) -> None:
        if not found.cancelled() and found.exception() is None:
            self.measures.events.inc(number)
            self.measures.new_events.inc(found.result())

    def close(self) -> None:
        """Write what was ordered, forget the jobs that wait, and close the store."""
        self.worker.close()
        self.writes.close()
        self.store.close()


@dataclass(frozen=True)
class Call:
    """One request: what was asked, by whom.

    Parameters
    ----------
    backend
        What to work with.
    body
        The request, checked.
    home
        Where the client believes its resources to be.
    """

    backend: Backend
    body: dict[str, Any]
    home: Home = field(default_factory=Home)

    @property
    def store(self) -> Store:
        """The database."""
        return self.backend.store

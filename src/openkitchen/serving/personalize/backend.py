"""What the dialect works with: the store, the folder of its data, what it may reach, its worker."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openkitchen.serving.kitchen import Kitchen
from openkitchen.serving.live import Live
from openkitchen.serving.personalize.arns import Home
from openkitchen.serving.personalize.places import Places
from openkitchen.serving.personalize.worker import Worker
from openkitchen.store import Store, Together

__all__ = ["Backend", "Call"]


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
    kitchen
        The served bundle, if there is one.
    worker
        Does what takes long.
    kept
        What was read from disk and is used again: models by bundle, data by group.
    """

    store: Store
    writes: Together
    folder: Path
    places: Places = field(default_factory=Places)
    kitchen: Kitchen | None = None
    worker: Worker = field(default_factory=Worker)
    kept: dict[str, Any] = field(default_factory=dict)

    def data_of(self, key: str) -> Path:
        """Return the folder of a dataset's or a solution version's files."""
        return self.folder / key.replace("/", "%2F")

    def live(self, scope: str, **limits: Any) -> Live:
        """Return the events of a scope; see `Live`."""
        return Live(self.store, scope, **limits)

    def close(self) -> None:
        """Stop the worker after what it does now."""
        self.worker.close()


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

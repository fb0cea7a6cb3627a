"""Publish a bundle, and put the one before it back: servers notice by themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.serving.kitchen import Facts, open_kitchen
from openkitchen.serving.operation.shelf import Shelf
from openkitchen.store import PublicationRow, Store, add_publication, publications

__all__ = ["Publication", "Published", "listed", "publish", "roll_back"]

KEPT = 5


@dataclass(frozen=True, slots=True)
class Published:
    """What is served from now on.

    Parameters
    ----------
    number
        Of the publication.
    folder
        On the shelf.
    facts
        What the bundle holds.
    dropped
        Bundles that were removed to make room.
    """

    number: int
    folder: str
    facts: Facts
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Publication:
    """A line of the list of publications."""

    number: int
    published_at: datetime
    action: str
    folder: str
    note: str
    served: bool
    kept: bool


def publish(
    store: Store, shelf: Shelf, bundle: Path, *, note: str = "", keep: int = KEPT
) -> Published:
    """Copy a bundle to the shelf and put it in front of all servers of a store.

    It is loaded and asked for a list first: what cannot answer is not published.

    Parameters
    ----------
    store, shelf
        Of the servers.
    bundle
        The folder that ``openkitchen fit`` or ``openkitchen run`` wrote.
    note
        What to remember about it.
    keep
        How many bundles stay on the shelf, this one included.

    Raises
    ------
    BundleError
        When it cannot be loaded.
    SettingsError
        When ``keep`` is less than 2, so that nothing could be put back.
    """
    if keep < 2:
        raise SettingsError(
            f"--keep {keep} leaves nothing to go back to", hint="Keep two bundles or more."
        )
    facts = _tried(bundle)
    now = datetime.now(UTC).replace(tzinfo=None)
    folder, told = shelf.put(bundle, now)
    number = add_publication(store, PublicationRow(folder, told, "publish", note, now))
    return Published(number, folder, facts, _make_room(store, shelf, keep))


def roll_back(store: Store, shelf: Shelf, *, to: int | None = None, note: str = "") -> Published:
    """Put back what was served before, or what a certain publication served.

    Parameters
    ----------
    store, shelf
        Of the servers.
    to
        Number of a publication; ``None``: the one before. Twice in a row goes two back.
    note
        What to remember about it.

    Raises
    ------
    UnknownName
        When there is no such publication.
    SettingsError
        When there is none before.
    BundleError
        When its bundle is not on the shelf any more.
    """
    rows = publications(store)
    if to is None:
        before = before_now(rows, shelf.names())
        if before is None:
            raise SettingsError(
                "there is nothing to go back to", hint="See: openkitchen bundles; then --to NUMBER."
            )
    else:
        before = next((row for row in rows if row.id == to), None)
        if before is None:
            raise UnknownName("publication", str(to), [str(row.id) for row in rows])
    facts = _tried(shelf.path(before.folder))
    now = datetime.now(UTC).replace(tzinfo=None)
    row = PublicationRow(before.folder, before.sha256, "rollback", note, now)
    return Published(add_publication(store, row), before.folder, facts)


def listed(store: Store, shelf: Shelf) -> tuple[Publication, ...]:
    """Return all publications, the latest first."""
    rows, there = publications(store), set(shelf.names())
    last = rows[-1].id if rows else None
    return tuple(
        Publication(
            int(row.id or 0),
            row.published_at,
            row.action,
            row.folder,
            row.note,
            served=row.id == last,
            kept=row.folder in there,
        )
        for row in reversed(rows)
    )


def before_now(
    rows: Sequence[PublicationRow], there: Collection[str] | None = None
) -> PublicationRow | None:
    """Return what a rollback puts back: rollbacks take publications off a pile.

    Parameters
    ----------
    rows
        All publications, the first one first.
    there
        Bundles that are still kept; ``None``: all are.
    """
    if there is not None:
        rows = [row for row in rows if row.folder in there]
    pile: list[PublicationRow] = []
    for row in rows:
        folders = [one.folder for one in pile]
        if row.action == "rollback" and row.folder in folders:
            last = len(folders) - 1 - folders[::-1].index(row.folder)
            del pile[last + 1 :]
        elif not pile or pile[-1].folder != row.folder:
            pile.append(row)
    return pile[-2] if len(pile) > 1 else None


def _tried(bundle: Path) -> Facts:
    """Load a bundle and ask it for a list, as the first request would."""
    from openkitchen.serving.answers import cold_start

    kitchen = open_kitchen(bundle)
    cold_start(kitchen, 1)
    return kitchen.facts


def _make_room(store: Store, shelf: Shelf, keep: int) -> tuple[str, ...]:
    """Remove the bundles that were published longest ago, down to so many."""
    order = list(dict.fromkeys(row.folder for row in reversed(publications(store))))
    there = set(shelf.names())
    surplus = [folder for folder in order if folder in there][keep:]
    for folder in surplus:
        shelf.drop(folder)
    return tuple(surplus)

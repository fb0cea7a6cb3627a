"""A pilot at hand: the database, its links, its settings as they were frozen."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from openkitchen.errors import SettingsError, StoreBusy, UnknownName
from openkitchen.pilot.links import Links, links_in
from openkitchen.pilot.settings import PilotSettings, settings_of
from openkitchen.store import PilotRow, Store, add_pilot, change_pilot, pilots

__all__ = ["Desk", "alone", "begin_pilot", "close_pilot", "keep_wording", "now_utc", "open_desk"]

_WORDS = ("links", "item_url", "details", "mail", "wording", "questions", "assume")
_LOCK = ".pilot-sending"


@dataclass(frozen=True, slots=True)
class Desk:
    """One pilot, and what it is run with.

    Parameters
    ----------
    store
        The database.
    folder
        Where the key of links lies.
    row
        The pilot as it is kept.
    settings
        Its design as it began, its wording as it is stated now.
    links
        Makes and reads personal links.
    """

    store: Store
    folder: Path
    row: PilotRow
    settings: PilotSettings
    links: Links

    @property
    def name(self) -> str:
        """What the pilot is called."""
        return self.row.name

    def need_open(self) -> None:
        """Refuse what cannot be done with a pilot that has ended.

        Raises
        ------
        SettingsError
            When it was closed.
        """
        if self.row.closed_at is not None:
            raise SettingsError(
                f"the pilot {self.name!r} was closed on {self.row.closed_at:%Y-%m-%d}",
                hint="Give the next one another name in conf/base/pilot.yml.",
            )

    def week_at(self, moment: datetime) -> int:
        """Return the week that a moment lies in, from 1; before the first lists it is 1."""
        if self.row.started_at is None:
            return 1
        return max((moment - self.row.started_at).days // 7 + 1, 1)


def open_desk(store: Store, folder: Path, stated: PilotSettings, name: str = "") -> Desk:
    """Open a pilot that was begun.

    Parameters
    ----------
    store, folder
        The database, and where the key of links lies.
    stated
        What ``pilot.yml`` states now: its wording is used; its design must not have changed.
    name
        Which pilot; the one that is stated when empty.

    Raises
    ------
    UnknownName
        When there is none of the name.
    SettingsError
        When the design was changed while the pilot runs.
    """
    wanted = name or stated.name
    rows = {row.name: row for row in pilots(store)}
    if wanted not in rows:
        raise UnknownName("pilot", wanted, rows, hint="Begin it with: openkitchen pilot invite")
    row = rows[wanted]
    frozen = settings_of(row.settings)
    if wanted != stated.name:
        return Desk(store, folder, row, frozen, links_in(folder))
    changed = frozen.changed_design(stated)
    if changed and row.closed_at is None:
        raise SettingsError(
            f"the pilot {wanted!r} has begun, and {', '.join(changed)} in pilot.yml changed since",
            hint="Put them back, or give the changed pilot another name: what is compared must "
            "stay the same to be told apart.",
        )
    said = {part: getattr(stated, part) for part in _WORDS}
    return Desk(store, folder, row, frozen.model_copy(update=said), links_in(folder))


def begin_pilot(store: Store, folder: Path, stated: PilotSettings) -> Desk:
    """Open a pilot, or begin it with what is stated; keep what the wording is now."""
    if stated.name not in {row.name for row in pilots(store)}:
        add_pilot(store, PilotRow(stated.name, stated.model_dump(mode="json"), now_utc()))
    desk = open_desk(store, folder, stated)
    keep_wording(desk)
    return desk


def keep_wording(desk: Desk) -> None:
    """Let the feedback page say what is stated now."""
    told = desk.settings.model_dump(mode="json")
    if told != dict(desk.row.settings):
        change_pilot(desk.store, desk.name, settings=told)


def close_pilot(desk: Desk) -> datetime:
    """End a pilot; return when it ended, which may be earlier."""
    at = desk.row.closed_at or now_utc()
    change_pilot(desk.store, desk.name, closed_at=at)
    return at


def now_utc() -> datetime:
    """Return the moment as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one process at a time send; whoever held the turn and was killed has lost it.

    Raises
    ------
    StoreBusy
        When another process sends at the moment.
    """
    folder.mkdir(parents=True, exist_ok=True)
    held = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreBusy(
                "another process sends this pilot's mails", hint="Wait until it is done."
            ) from error
        yield
    finally:
        os.close(held)

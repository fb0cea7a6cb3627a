"""What is kept of each day's events between two runs, so that only changed days are made anew."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openkitchen.prepare.daily_rows import write_day
from openkitchen.sources.files import write_whole

__all__ = ["KeptDay", "KeptDays", "KeptFile", "load_kept_days"]

_FORMAT = 2
_NAME = "days.json"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that was written, as it was left: one that has been touched does not count.

    Parameters
    ----------
    name
        Its name in the folder.
    size, changed
        Bytes, and nanoseconds of the last change.
    rows
        How many rows it has.
    """

    name: str
    size: int
    changed: int
    rows: int


@dataclass(frozen=True, slots=True)
class KeptDay:
    """One day.

    Parameters
    ----------
    made_of
        Digest of what its distinct events were made of.
    events
        The file of these events.
    bots
        Visitors that this day shows to be bots.
    ended_with
        Digest of what its interactions were made of; empty before they are made.
    interactions
        The file of these; ``None`` when there are none.
    human, known
        Events left without bots, and without unknown items.
    """

    made_of: str
    events: KeptFile
    bots: tuple[str, ...]
    ended_with: str = ""
    interactions: KeptFile | None = None
    human: int = 0
    known: int = 0


@dataclass(slots=True)
class KeptDays:
    """A folder of days.

    Parameters
    ----------
    folder
        Where they lie.
    days
        Day as text → what is kept of it.
    identity_map, open_sessions
        The map under which they were made, and the sessions that may go on beyond midnight;
        ``None`` when nothing is kept.
    """

    folder: Path
    days: dict[str, KeptDay] = field(default_factory=dict)
    identity_map: pa.Table | None = None
    open_sessions: pa.Table | None = None

    def write(self, rows: pa.Table) -> KeptFile:
        """Write a table to a file with a name that no file had before."""
        path = self.folder / f"{uuid.uuid4().hex}.parquet"
        write_day(rows, path)
        found = path.stat()
        return KeptFile(path.name, found.st_size, found.st_mtime_ns, rows.num_rows)

    def path(self, file: KeptFile) -> Path:
        """Return where a file lies."""
        return self.folder / file.name

    def intact(self, file: KeptFile | None) -> bool:
        """Return whether a file is as it was left, or none was needed."""
        if file is None:
            return True
        try:
            found = self.path(file).stat()
        except OSError:
            return False
        return (found.st_size, found.st_mtime_ns) == (file.size, file.changed)

    def save(self, identity_map: pa.Table, open_sessions: pa.Table) -> None:
        """Keep all of it, as a whole or not at all; remove what belongs to no day any more."""
        tables = [self.write(identity_map), self.write(open_sessions)]
        content = {
            "format": _FORMAT,
            "days": {day: asdict(one) for day, one in self.days.items()},
            "tables": [asdict(one) for one in tables],
        }
        write_whole(self.folder / _NAME, json.dumps(content).encode())
        ours = {one.name for one in tables} | {_NAME}
        for day in self.days.values():
            ours |= {one.name for one in (day.events, day.interactions) if one is not None}
        for path in self.folder.iterdir():
            if path.name not in ours:
                path.unlink(missing_ok=True)


def load_kept_days(folder: Path) -> KeptDays:
    """Read what is kept; there may be nothing, and what is damaged counts as nothing."""
    kept = KeptDays(folder)
    try:
        content = json.loads((folder / _NAME).read_text("utf-8"))
        if content["format"] != _FORMAT:
            return kept
        days = {day: _day(facts) for day, facts in content["days"].items()}
        files = [KeptFile(**one) for one in content["tables"]]
        if not all(kept.intact(one) for one in files):
            return kept
        tables = [pq.ParquetFile(kept.path(one)).read() for one in files]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, pa.ArrowException):
        return kept
    return KeptDays(folder, days, *tables)


def _day(facts: Mapping[str, Any]) -> KeptDay:
    made = facts["interactions"]
    whole = {
        "events": KeptFile(**facts["events"]),
        "interactions": None if made is None else KeptFile(**made),
        "bots": tuple(facts["bots"]),
    }
    return KeptDay(**{**facts, **whole})

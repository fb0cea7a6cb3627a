"""Identity maps as versions: append-only, each with what changed, and ids that persist."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openkitchen.errors import UnknownName, WorkspaceError
from openkitchen.identity.counts import IdentityCounts, count_identities
from openkitchen.identity.diff import MapDiff, diff_maps
from openkitchen.identity.resolving import is_mock, map_version
from openkitchen.identity.user_ids import carry_over, changed_users
from openkitchen.schema.columns import USER
from openkitchen.sources.files import whole_file

__all__ = ["History", "MapVersion", "Traffic", "open_history"]

_META = b"openkitchen.identity"
_DIGITS = 4

Traffic = Callable[[pa.Table], pa.Table]
"""Counts the events of ids, as `openkitchen.identity.traffic_of` does."""


@dataclass(frozen=True, slots=True)
class MapVersion:
    """What is known of a version without reading it.

    Parameters
    ----------
    number
        From 1, in the order of making.
    name
        See `openkitchen.identity.map_version`; equal maps have equal names.
    made_at
        The last event that it rests on, naive UTC; the clock's time where there is none. So
        the same data make the same file.
    mock
        Whether its users are mocked.
    counts
        The map in numbers.
    changes
        What changed against the version of its kind (mapped or mocked) before, in numbers;
        empty for the first.
    """

    number: int
    name: str
    made_at: datetime
    mock: bool
    counts: IdentityCounts
    changes: Mapping[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        made = self.made_at.isoformat(timespec="seconds")
        return {**asdict(self), "made_at": made, "changes": dict(self.changes)}


@dataclass(frozen=True, slots=True)
class History:
    """The versions in a folder, one Parquet file each; none is ever changed.

    Parameters
    ----------
    folder
        Where they lie.
    """

    folder: Path

    def versions(self) -> list[MapVersion]:
        """Return all versions, the oldest first."""
        return [_read_facts(path) for path in sorted(self.folder.glob("[0-9]*.parquet"))]

    def latest(self, *, mock: bool | None = None) -> MapVersion | None:
        """Return the newest version; with ``mock``, the newest that is, or is not, mocked."""
        found = [v for v in self.versions() if mock is None or v.mock == mock]
        return found[-1] if found else None

    def find(self, version: str) -> MapVersion:
        """Find a version by its number, its name, or the beginning of it.

        Raises
        ------
        UnknownName
            There is no such version; the message lists those that exist.
        """
        known = self.versions()
        text = version.strip().removeprefix("v")
        if version == "latest" and known:
            return known[-1]
        for one in known:
            if text == str(one.number) or (len(text) >= 4 and one.name.startswith(version)):
                return one
        names = [f"{one.number} ({one.name})" for one in known]
        raise UnknownName("version of the identity map", version, names)

    def load(self, version: MapVersion | str) -> pa.Table:
        """Read the map of a version."""
        found = self.find(version) if isinstance(version, str) else version
        table = pq.read_table(self._path(found.number))
        return table.replace_schema_metadata(None)

    def add(
        self, identity_map: pa.Table, traffic: Traffic | None = None, now: datetime | None = None
    ) -> tuple[MapVersion, pa.Table]:
        """Keep a map as the newest version, with the ids that its users had before.

        Parameters
        ----------
        identity_map
            As `openkitchen.identity.resolve` returns it.
        traffic
            Counts the events and weight of visitors and customers, who are given by ``kind``
            and ``id``; asked about those who changed. See `MapDiff`.
        now
            The last event that it rests on; the clock's time by default.

        Returns
        -------
        The version and its map with the ids carried over. A map that says what the newest
        version of its kind says makes no new version.
        """
        before = self.versions()
        mock = is_mock(identity_map)
        last = next((v for v in reversed(before) if v.mock == mock), None)
        kept, changes = (
            self._carried(identity_map, last, traffic, before) if last else (identity_map, {})
        )
        name = map_version(kept)
        if last and last.name == name:
            return last, self.load(last)
        number = before[-1].number + 1 if before else 1
        moment = (now or datetime.now(UTC)).replace(tzinfo=None, microsecond=0)
        version = MapVersion(number, name, moment, mock, count_identities(kept), changes)
        facts = json.dumps(version.to_dict(), sort_keys=True).encode()
        with whole_file(self._path(number)) as part:
            pq.write_table(kept.replace_schema_metadata({_META: facts}), part)
        return version, kept

    def _carried(
        self,
        identity_map: pa.Table,
        last: MapVersion,
        traffic: Traffic | None,
        versions: list[MapVersion],
    ) -> tuple[pa.Table, dict[str, float]]:
        """Return the map with the ids of the last version, and what changed, in numbers."""
        changed = changed_users(self.load(last), identity_map)
        ids = changed.ids
        counts = traffic(ids) if traffic and ids.num_rows else None
        if last.mock:
            return identity_map, diff_maps(changed.before, changed.after, counts).numbers()
        used = self._used_ids(versions) if changed.after.num_rows else set()
        kept = carry_over(identity_map, changed, counts, used)
        others = pc.is_in(kept[USER], changed.same["before_user"].combine_chunks())
        after = kept.filter(pc.invert(others))
        return kept, diff_maps(changed.before, after, counts).numbers()

    def diff(self, one: str, other: str, traffic: pa.Table | None = None) -> MapDiff:
        """Say what changed from one version to another."""
        return diff_maps(self.load(one), self.load(other), traffic)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:0{_DIGITS}d}.parquet"

    def _used_ids(self, versions: list[MapVersion]) -> set[str]:
        used: set[str] = set()
        for version in versions:
            path = self._path(version.number)
            used |= set(pq.read_table(path, columns=["user_id"])["user_id"].unique().to_pylist())
        return used


def open_history(folder: Path) -> History:
    """Open the versions in a folder; there need not be any yet."""
    return History(Path(folder))


def _read_facts(path: Path) -> MapVersion:
    metadata = pq.read_schema(path).metadata or {}
    if _META not in metadata:
        raise WorkspaceError(
            f"{path} is no version of an identity map",
            hint="Move it elsewhere: this folder holds versions alone.",
        )
    facts = json.loads(metadata[_META])
    counts = IdentityCounts(**facts.pop("counts"))
    made_at = datetime.fromisoformat(facts.pop("made_at"))
    return MapVersion(counts=counts, made_at=made_at, **facts)

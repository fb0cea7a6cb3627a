"""The values of id columns, source by source: what is compared to find mislabelled ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from openkitchen.schema.columns import CUSTOMER, ITEM, SESSION, USER, VISITOR
from openkitchen.sources.findings.profile import Hashes, Profile
from openkitchen.sources.findings.track import Track

__all__ = ["IDS", "IdColumn", "id_columns", "overlap"]

IDS = (VISITOR, CUSTOMER, USER, ITEM, SESSION)
_PEOPLE = {CUSTOMER, USER}


@dataclass(frozen=True, slots=True)
class IdColumn:
    """One of our id columns in one source.

    Parameters
    ----------
    track
        The source.
    ours
        Which id the contract says that it is.
    theirs
        The provider's name of it.
    profiles
        One for each part; ``None`` where the column is absent or empty.
    every
        All its values (hashes), ordered.
    normal
        Likewise, normalised.
    spelt, caseless
        Those in small or in capital letters alone, as they are and in small letters.
    """

    track: Track
    ours: str
    theirs: str
    profiles: tuple[Profile | None, ...]
    every: Hashes
    normal: Hashes
    spelt: Hashes
    caseless: Hashes

    @property
    def name(self) -> str:
        """Source and column."""
        return f"{self.track.source.name}: {self.theirs}"

    @property
    def complete(self) -> bool:
        """Whether the source lists all of its kind: a people or catalogue source."""
        role = self.track.source.role
        return (role == "people" and self.ours in _PEOPLE) or (
            role == "catalogue" and self.ours == ITEM
        )

    @property
    def of_log(self) -> bool:
        """Whether it stands in a log of events."""
        return self.track.source.role == "events"

    @property
    def passing(self) -> bool:
        """Whether its ids do not return: sessions are new in every delivery and every source."""
        return self.ours == SESSION

    @property
    def twice_spelt(self) -> int:
        """How many ids are there in small letters and in capitals."""
        return len(self.spelt) - len(self.caseless)

    @property
    def numbers(self) -> bool:
        """Whether half of the ids or more are whole numbers."""
        whole = sum(p.classes.get("whole number", 0) for p in self.profiles if p)
        distinct = sum(p.distinct for p in self.profiles if p)
        return distinct > 0 and whole >= 0.5 * distinct

    @property
    def dense(self) -> bool:
        """Whether the ids are small whole numbers, which different tables share by chance."""
        if not self.numbers:
            return False
        widest = max(
            (float(p.grid[-1]) for p in self.profiles if p and p.grid is not None), default=0
        )
        return len(self.every) > 0.001 * widest

    @property
    def shapes(self) -> Mapping[int, float]:
        """The share of distinct values of each shape in a usual part: the medians."""
        known = [p for p in self.profiles if p and p.distinct]
        kinds = {shape for p in known for shape in p.shapes}
        usual = {
            kind: float(np.median([p.shapes.get(kind, 0) / p.distinct for p in known]))
            for kind in kinds
        }
        every = sum(usual.values()) or 1.0
        return {kind: share / every for kind, share in usual.items()}


def id_columns(tracks: Sequence[Track]) -> list[IdColumn]:
    """Gather the id columns of all sources."""
    columns = []
    for track in tracks:
        for ours in IDS:
            found = [track.as_ours(ours, part) for part in track.parts]
            profiles = tuple(f[1] if f and f[1].filled else None for f in found)
            if any(profiles):
                theirs = next(f[0] for f in found if f)
                columns.append(
                    IdColumn(
                        track,
                        ours,
                        theirs,
                        profiles,
                        _together([p.hashes for p in profiles if p]),
                        _together([p.normal for p in profiles if p]),
                        _together([p.spelt for p in profiles if p]),
                        _together([p.caseless for p in profiles if p]),
                    )
                )
    return columns


def overlap(values: Hashes, others: Hashes) -> float:
    """Return the share of values that are among the others; both ordered."""
    if not len(values) or not len(others):
        return 0.0
    at = np.minimum(np.searchsorted(others, values), len(others) - 1)
    return float((others[at] == values).mean())


def _together(parts: Sequence[Hashes]) -> Hashes:
    return np.unique(np.concatenate(parts)) if parts else np.array([], np.uint64)

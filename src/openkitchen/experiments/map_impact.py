"""For whom recommendations change when an identity map does, and how much beside noise.

Two models with the same settings are fitted, on the interactions that each map makes. Lists
are compared user by user; the noise is how far lists move when the same model is fitted on
the earlier interactions drawn anew with replacement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.experiments.list_changes import overlaps, rank_biased
from openkitchen.models import GlassBox, GlassBoxSettings, Progress
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM, RANK, USER

__all__ = ["GroupImpact", "MapImpact", "UserImpact", "map_impact"]

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_MOST_USERS = 5000
_SHOWN = 20
_NOISE_QUANTILE = 0.05


@dataclass(frozen=True, slots=True)
class GroupImpact:
    """How lists of some users change.

    Parameters
    ----------
    name
        ``moved``: users whose events moved; ``others``; ``all``.
    users
        How many were compared.
    overlap, rbo
        Mean overlap@k and rank-biased overlap of their lists; 1 is no change.
    noise_overlap, noise_rbo
        The same for refits on resampled data.
    changed
        Share of users whose list changed.
    beyond_noise
        Share of users whose list changed more than 95% of lists do by noise.
    """

    name: str
    users: int
    overlap: float
    rbo: float
    noise_overlap: float
    noise_rbo: float
    changed: float
    beyond_noise: float


@dataclass(frozen=True, slots=True)
class UserImpact:
    """One user's change.

    Parameters
    ----------
    before, after
        The user's id before and after.
    overlap, rbo
        Of the two lists.
    entered, left
        Items that are new, and that are gone.
    """

    before: str
    after: str
    overlap: float
    rbo: float
    entered: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MapImpact:
    """What a change of the map does to recommendations.

    Parameters
    ----------
    k
        Length of the lists.
    groups
        All users, those whose events moved, and the others.
    most_changed
        Users whose lists change most.
    draws
        Refits on resampled data.
    sampled
        Whether users were drawn, because there are many.
    """

    k: int
    groups: tuple[GroupImpact, ...]
    most_changed: tuple[UserImpact, ...]
    draws: int
    sampled: bool

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return asdict(self)

    def sentences(self) -> list[str]:
        """Say it in words."""
        told = []
        for group in self.groups:
            if not group.users:
                continue
            who = {"all": "All users", "moved": "Users whose events moved", "others": "All others"}
            told.append(
                f"{who[group.name]} ({group.users:,}): {group.changed:.0%} of lists change; mean "
                f"overlap@{self.k} {group.overlap:.3f} (by noise alone {group.noise_overlap:.3f}), "
                f"rank-biased overlap {group.rbo:.3f} (by noise {group.noise_rbo:.3f}); "
                f"{group.beyond_noise:.1%} change more than 95% of lists do by noise."
            )
        return told


def map_impact(
    before: Tables,
    after: Tables,
    settings: GlassBoxSettings,
    follow: Mapping[str, str],
    moved: Sequence[str],
    k: int = 10,
    draws: int = 3,
    seed: int = 0,
    progress: Progress | None = None,
) -> MapImpact:
    """Compare the lists that two identity maps lead to.

    Parameters
    ----------
    before, after
        The tables that each map makes.
    settings
        Of both models.
    follow
        Earlier user id → later user id, for the users to compare.
    moved
        Earlier user ids whose events moved.
    k
        Length of the lists.
    draws
        How many refits on resampled data.
    seed
        For the resampling, and for the users where there are many.
    progress
        Told of each fit.
    """
    rng = np.random.default_rng(seed)
    users = sorted(follow)
    sampled = len(users) > _MOST_USERS
    if sampled:
        users = sorted(rng.choice(users, _MOST_USERS, replace=False).tolist())
    items = sorted(_items_of(before) | _items_of(after))
    place = {item: at for at, item in enumerate(items)}
    told = _Told(progress, draws + 2)
    one = GlassBox(settings).fit(before)
    old = _lists(one, users, k, place)
    told.more()
    new = _lists(GlassBox(settings).fit(after), [follow[user] for user in users], k, place)
    told.more()
    noise = []
    for _ in range(draws):
        rows = np.sort(rng.integers(0, before.interactions.num_rows, before.interactions.num_rows))
        drawn = before.with_interactions(before.interactions.take(pa.array(rows)))
        refit = GlassBox(settings).fit(drawn)
        noise.append(_lists(refit, users, k, place, before.interactions))
        told.more()
    return _compared(users, follow, set(moved), items, old, new, noise, k, sampled)


def _items_of(tables: Tables) -> set[str]:
    """Return every item that may be listed, also those that nobody ever had."""
    rest = [] if tables.items is None else tables.items[ITEM].to_pylist()
    return {str(item) for item in (*tables.interactions[ITEM].to_pylist(), *rest)}


class _Told:
    def __init__(self, progress: Progress | None, total: int) -> None:
        self.progress, self.done, self.total = progress, 0, total

    def more(self) -> None:
        """Tell of one more fit."""
        self.done += 1
        if self.progress:
            self.progress("fitting", self.done, self.total)


def _lists(
    model: GlassBox,
    users: Sequence[str],
    k: int,
    place: Mapping[str, int],
    history: pa.Table | None = None,
) -> Codes:
    wanted = list(dict.fromkeys(users))
    table = model.recommend(wanted, k, history=history).table
    row = {user: at for at, user in enumerate(wanted)}
    codes = np.full((len(wanted), k), -1, dtype=np.int64)
    rows = zip(*(table[name].to_pylist() for name in (USER, RANK, ITEM)), strict=True)
    for user, rank, item in rows:
        codes[row[user], rank - 1] = place.get(item, -1)
    return codes[[row[user] for user in users]]


def _compared(
    users: list[str],
    follow: Mapping[str, str],
    moved: set[str],
    items: list[str],
    old: Codes,
    new: Codes,
    noise: list[Codes],
    k: int,
    sampled: bool,
) -> MapImpact:
    overlap, rbo = overlaps(old, new), rank_biased(old, new)
    by_noise = [(overlaps(old, one), rank_biased(old, one)) for one in noise]
    noise_overlap = np.mean([o for o, _ in by_noise], axis=0) if noise else np.ones(len(users))
    noise_rbo = np.mean([r for _, r in by_noise], axis=0) if noise else np.ones(len(users))
    every = np.concatenate([r for _, r in by_noise]) if noise else np.ones(1)
    bar = float(np.quantile(every, _NOISE_QUANTILE)) if len(every) else 1.0
    changed = (old != new).any(axis=1)
    is_moved = np.array([user in moved for user in users], dtype=bool)
    groups = []
    for name, chosen in (
        ("all", np.ones(len(users), bool)),
        ("moved", is_moved),
        ("others", ~is_moved),
    ):
        if not chosen.any():
            groups.append(GroupImpact(name, 0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0))
            continue
        figures = (overlap, rbo, noise_overlap, noise_rbo, changed, rbo < bar)
        means = (float(np.mean(figure[chosen])) for figure in figures)
        groups.append(GroupImpact(name, int(chosen.sum()), *means))
    most = []
    for at in np.argsort(rbo, kind="stable")[:_SHOWN].tolist():
        was, now = ({items[c] for c in codes[at] if c >= 0} for codes in (old, new))
        user = users[at]
        most.append(
            UserImpact(
                user,
                follow[user],
                float(overlap[at]),
                float(rbo[at]),
                tuple(sorted(now - was)),
                tuple(sorted(was - now)),
            )
        )
    return MapImpact(k, tuple(groups), tuple(most), len(noise), sampled)

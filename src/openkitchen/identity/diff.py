"""What changed from one identity map to another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.identity.user_ids import overlaps
from openkitchen.schema.columns import USER, VISITOR

__all__ = ["MapDiff", "Regrouped", "diff_maps"]

_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class Regrouped:
    """Users that became one, or one user that became several.

    Parameters
    ----------
    user
        The one.
    parts
        The several.
    events
        Events of all of them.
    """

    user: str
    parts: tuple[str, ...]
    events: int

    def parts_in_short(self, most: int = 6) -> str:
        """Name the first of the several, and say how many there are besides."""
        more = len(self.parts) - most
        return ", ".join(self.parts[:most]) + (f" … and {more:,} more" if more > 0 else "")


@dataclass(frozen=True, slots=True)
class MapDiff:
    """What changed.

    Parameters
    ----------
    merges
        Later users that were several earlier ones.
    splits
        Earlier users that are several later ones.
    moved_events, moved_weight
        Events, and their weight, that belong to another user id than before.
    events, weight
        All events, and their weight.
    moved_visitors
        Visitor ids that belong to another user id than before.
    new_visitors, gone_visitors
        Visitor ids that only the later, or only the earlier map knows.
    new_users, gone_users
        User ids that only the later, or only the earlier map knows.
    moved_users
        User ids, earlier and later, whose events moved.
    """

    merges: tuple[Regrouped, ...]
    splits: tuple[Regrouped, ...]
    moved_events: int
    moved_weight: float
    events: int
    weight: float
    moved_visitors: int
    new_visitors: int
    gone_visitors: int
    new_users: int
    gone_users: int
    moved_users: tuple[str, ...] = field(default=(), repr=False)

    def numbers(self) -> dict[str, float]:
        """Return the diff in numbers."""
        return {
            "merges": len(self.merges),
            "splits": len(self.splits),
            "moved_events": self.moved_events,
            "moved_weight": self.moved_weight,
            "moved_visitors": self.moved_visitors,
            "new_visitors": self.new_visitors,
            "gone_visitors": self.gone_visitors,
            "new_users": self.new_users,
            "gone_users": self.gone_users,
        }

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON; merges and splits are listed, the largest first."""

        def listed(groups: tuple[Regrouped, ...]) -> list[dict[str, Any]]:
            return [
                {"user": one.user, "parts": list(one.parts), "events": one.events}
                for one in groups[:_SHOWN]
            ]

        numbers = self.numbers() | {"events": self.events, "weight": self.weight}
        return {**numbers, "merged": listed(self.merges), "split": listed(self.splits)}

    def sentences(self) -> list[str]:
        """Say what changed."""
        share = self.moved_events / self.events if self.events else 0.0
        return [
            f"{len(self.merges):,} users are several earlier ones; {len(self.splits):,} earlier "
            "ones are several now.",
            f"{self.moved_visitors:,} visitor ids belong to another user than before; "
            f"{self.new_visitors:,} are new, {self.gone_visitors:,} are gone.",
            f"{self.moved_events:,} of {self.events:,} events ({share:.2%}) moved to another user, "
            f"with a weight of {self.moved_weight:,.1f}.",
        ]


def diff_maps(before: pa.Table, after: pa.Table, traffic: pa.Table | None = None) -> MapDiff:
    """Compare two identity maps.

    Parameters
    ----------
    before, after
        As `openkitchen.identity.resolve` returns them.
    traffic
        ``visitor_id``, ``customer_id``, ``events``, ``weight``; without it no events move.
    """
    shared = overlaps(before, after, traffic)
    moved = shared.filter(pc.not_equal(shared["before_user"], shared["after_user"]))
    users = [set(one[USER].unique().to_pylist()) for one in (before, after)]
    visitors = [_visitors(one) for one in (before, after)]
    both = visitors[0].join(visitors[1], VISITOR, join_type="inner", right_suffix="_after")
    return MapDiff(
        merges=_groups(shared, "after_user", "before_user"),
        splits=_groups(shared, "before_user", "after_user"),
        moved_events=int(pc.sum(moved["events"]).as_py() or 0),
        moved_weight=float(pc.sum(moved["weight"]).as_py() or 0.0),
        events=int(pc.sum(shared["events"]).as_py() or 0),
        weight=float(pc.sum(shared["weight"]).as_py() or 0.0),
        moved_visitors=int(pc.sum(pc.not_equal(both[USER], both[f"{USER}_after"])).as_py() or 0),
        new_visitors=visitors[1].num_rows - both.num_rows,
        gone_visitors=visitors[0].num_rows - both.num_rows,
        new_users=len(users[1] - users[0]),
        gone_users=len(users[0] - users[1]),
        moved_users=tuple(
            sorted({*moved["before_user"].to_pylist(), *moved["after_user"].to_pylist()})
        ),
    )


def _visitors(identity_map: pa.Table) -> pa.Table:
    return identity_map.filter(pc.is_valid(identity_map[VISITOR])).select([VISITOR, USER])


def _groups(shared: pa.Table, one: str, several: str) -> tuple[Regrouped, ...]:
    counts = shared.group_by(one).aggregate([(several, "count_distinct")])
    names = counts.filter(pc.greater(counts[f"{several}_count_distinct"], 1))[one]
    found = shared.filter(pc.is_in(shared[one], names.combine_chunks()))
    parts: dict[str, tuple[list[str], int]] = {}
    for row in found.to_pylist():
        members, events = parts.get(row[one], ([], 0))
        parts[row[one]] = ([*members, row[several]], events + row["events"])
    groups = [Regrouped(name, tuple(sorted(m)), events) for name, (m, events) in parts.items()]
    return tuple(sorted(groups, key=lambda group: (-group.events, group.user)))

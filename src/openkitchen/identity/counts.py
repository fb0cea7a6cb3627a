"""An identity map in numbers."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.schema.columns import STATUS, USER, VISITOR

__all__ = ["IdentityCounts", "count_identities"]


@dataclass(frozen=True, slots=True)
class IdentityCounts:
    """An identity map in numbers.

    Parameters
    ----------
    visitors
        Visitor ids.
    linked, shared, anonymous, doubtful, mock
        How many of them belong to one customer; were seen with several and are nobody's;
        were never seen with a customer; were seen once with one, probably by a stranger's
        login; belong to a mock user.
    users
        Users that they stand for.
    cross_device
        Users with more than one visitor id; whether on one device or several, no map knows.
    known_users
        Users that are customers.
    """

    visitors: int
    linked: int
    shared: int
    anonymous: int
    users: int
    cross_device: int
    doubtful: int = 0
    mock: int = 0
    known_users: int = 0

    def to_dict(self) -> dict[str, int]:
        """Return the numbers by name."""
        return asdict(self)


def count_identities(identity_map: pa.Table) -> IdentityCounts:
    """Count what an identity map says (see `openkitchen.identity.resolve`)."""
    seen = identity_map.filter(pc.is_valid(identity_map[VISITOR]))
    statuses = {row["values"]: row["counts"] for row in pc.value_counts(seen[STATUS]).to_pylist()}
    visitors = pc.value_counts(seen[USER]).field("counts")
    linked = seen.filter(pc.equal(seen[STATUS], "linked"))
    return IdentityCounts(
        visitors=seen.num_rows,
        linked=statuses.get("linked", 0),
        shared=statuses.get("shared", 0),
        anonymous=statuses.get("anonymous", 0),
        users=len(visitors),
        cross_device=pc.sum(pc.greater(visitors, 1)).as_py() or 0,
        doubtful=statuses.get("doubtful", 0),
        mock=statuses.get("mock", 0),
        known_users=pc.count_distinct(linked[USER]).as_py(),
    )

"""An identity map in numbers."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.schema.columns import STATUS, USER

__all__ = ["IdentityCounts", "count_identities"]


@dataclass(frozen=True, slots=True)
class IdentityCounts:
    """An identity map in numbers.

    Parameters
    ----------
    visitors
        Visitor ids.
    linked, shared, anonymous
        How many of them belong to one customer; were seen with several and are nobody's;
        were never seen with a customer.
    users
        Users that they stand for.
    cross_device
        Users with more than one visitor id.
    """

    visitors: int
    linked: int
    shared: int
    anonymous: int
    users: int
    cross_device: int

    def to_dict(self) -> dict[str, int]:
        """Return the numbers by name."""
        return asdict(self)


def count_identities(identity_map: pa.Table) -> IdentityCounts:
    """Count what an identity map says (see `openkitchen.identity.resolve`)."""
    statuses = {
        row["values"]: row["counts"] for row in pc.value_counts(identity_map[STATUS]).to_pylist()
    }
    visitors = pc.value_counts(identity_map[USER]).field("counts")
    return IdentityCounts(
        visitors=identity_map.num_rows,
        linked=statuses.get("linked", 0),
        shared=statuses.get("shared", 0),
        anonymous=statuses.get("anonymous", 0),
        users=len(visitors),
        cross_device=pc.sum(pc.greater(visitors, 1)).as_py() or 0,
    )

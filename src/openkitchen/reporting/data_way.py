"""The data's way in numbers: deliveries, what each step took away, who is who."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openkitchen.reporting.delivery import Delivery
from openkitchen.reporting.who import IdentityLike, Share, shares_of

__all__ = ["DataWay", "FunnelStep", "build_funnel"]


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step of the preparation.

    Parameters
    ----------
    name, meaning
        What the step is called and does.
    rows, removed
        Rows left after it, and rows it took away.
    share
        Rows left, as a share of the first step's.
    """

    name: str
    meaning: str
    rows: int
    removed: int
    share: float


@dataclass(frozen=True, slots=True)
class DataWay:
    """From the delivered files to the table that the model learns from.

    Parameters
    ----------
    deliveries, funnel
        By source, and by step.
    identity
        ``None`` when ids needed no resolving.
    n_users, n_items, n_interactions
        What came out at the end.
    first, last
        The time that it covers.
    """

    deliveries: tuple[Delivery, ...]
    funnel: tuple[FunnelStep, ...]
    identity: IdentityLike | None
    n_users: int
    n_items: int
    n_interactions: int
    first: date | None
    last: date | None

    @property
    def visitors(self) -> tuple[Share, ...]:
        """What became of the visitor ids, as shares that make one whole."""
        return () if self.identity is None else shares_of(self.identity)


def build_funnel(steps: Sequence[tuple[str, str, int]]) -> tuple[FunnelStep, ...]:
    """Turn (name, meaning, rows left) into steps with what each took away."""
    if not steps:
        return ()
    first, before = max(steps[0][2], 1), steps[0][2]
    funnel = []
    for name, meaning, rows in steps:
        title = name[:1].upper() + name[1:].replace("_", " ")
        funnel.append(FunnelStep(title, meaning, rows, before - rows, rows / first))
        before = rows
    return tuple(funnel)

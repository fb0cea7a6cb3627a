"""Who is who: what became of the provider's visitor ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

__all__ = ["IdentityLike", "Share", "shares_of"]


class IdentityLike(Protocol):
    """Who is who, as `openkitchen.identity.count_identities` counts it."""

    @property
    def visitors(self) -> int:
        """Ids of the analytics provider."""
        ...

    @property
    def linked(self) -> int:
        """Those that belong to one customer."""
        ...

    @property
    def shared(self) -> int:
        """Those used by several customers, and therefore given to none."""
        ...

    @property
    def anonymous(self) -> int:
        """Those never seen with a customer."""
        ...

    @property
    def users(self) -> int:
        """People that came out."""
        ...

    @property
    def cross_device(self) -> int:
        """People with more than one visitor id."""
        ...


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole.

    Parameters
    ----------
    name, meaning
        What the part is.
    kind
        One word for its colour.
    number
        How many.
    share, left
        Its width and where it begins, as shares of the whole.
    """

    name: str
    meaning: str
    kind: str
    number: int
    share: float
    left: float


def shares_of(who: IdentityLike) -> tuple[Share, ...]:
    """Say what became of the visitor ids, as shares that make one whole."""
    kinds = [
        ("One customer", "seen with one customer id only", "linked", who.linked),
        ("Several people", "seen with several, so given to none", "shared", who.shared),
        ("Nobody known", "never seen with a customer id", "anonymous", who.anonymous),
    ]
    whole, before, shares = max(who.visitors, 1), 0, []
    for name, meaning, kind, number in kinds:
        shares.append(Share(name, meaning, kind, number, number / whole, before / whole))
        before += number
    return tuple(shares)

"""Who sees an item, and who would if it had other attributes: the weights stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openkitchen.experiments.features import set_attributes
from openkitchen.experiments.frozen import before_lists, frozen_item
from openkitchen.experiments.levers import whom
from openkitchen.models.prepared import Prepared

__all__ = ["ShownTo", "shown_to"]

_EXAMPLES = 8
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ShownTo:
    """In whose lists an item is, before and after.

    Parameters
    ----------
    k, n_users
        Length of the lists, and how many there are.
    before, after
        Lists that show it.
    won, lost
        Users in whose list it is new, and from whose it goes.
    won_whom, lost_whom
        The user attribute that these share most, beside its share among all; empty where
        nothing stands out.
    winners, losers
        Some of them.
    """

    k: int
    n_users: int
    before: int
    after: int
    won: int
    lost: int
    won_whom: str
    lost_whom: str
    winners: tuple[str, ...]
    losers: tuple[str, ...]


def shown_to(
    prepared: Prepared, item: str, values: Mapping[str, str | None], k: int = 10
) -> ShownTo:
    """Say in whose lists an item is, and would be with other attributes.

    Parameters
    ----------
    prepared
        The fit, made ready.
    item
        Which item.
    values
        Attribute to value, as in `set_attributes`; nothing: as it is.
    k
        Length of the lists.

    Raises
    ------
    UnknownName
        When the item or an attribute is unknown.
    SettingsError
        When a value does not fit its attribute.
    """
    code = prepared.fitted.known.items.code(item)
    was = (before_lists(prepared, k) == code).any(axis=1)
    now = was
    if values:
        changed = set_attributes(prepared.fitted.tables, item, values)
        now = (frozen_item(prepared, item, changed).lists(k) == code).any(axis=1)
    won, lost = now & ~was, was & ~now
    return ShownTo(
        k,
        len(was),
        int(was.sum()),
        int(now.sum()),
        int(won.sum()),
        int(lost.sum()),
        whom(prepared, won),
        whom(prepared, lost),
        _some(prepared, won),
        _some(prepared, lost),
    )


def _some(prepared: Prepared, users: Flags) -> tuple[str, ...]:
    return tuple(prepared.fitted.known.users.take(np.flatnonzero(users)[:_EXAMPLES]).to_pylist())

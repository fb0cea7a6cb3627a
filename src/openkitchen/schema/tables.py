"""The three primary tables, held together with the types of their attributes."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from openkitchen.errors import UnknownName
from openkitchen.schema.attributes import Attribute
from openkitchen.schema.columns import ITEM, TIME, USER

__all__ = ["Tables"]


@dataclass(frozen=True, slots=True)
class Tables:
    """What a model is fitted on.

    Parameters
    ----------
    interactions
        One row per interaction: ``user_id`` and ``item_id`` (string), ``timestamp``
        (microseconds, naive UTC; null throughout when the data carry no dates) and,
        where known, ``event_type`` (string), ``event_value`` and ``weight`` (double),
        ``session_id``, ``device``. Ordered by time, then user, then item.
    items
        One row per item, ``item_id`` first; ``None`` when nothing is known about items.
    users
        One row per user, ``user_id`` first; ``None`` when nothing is known about users.
    item_attributes, user_attributes
        Name and kind of each attribute column, in the order of the columns.
    """

    interactions: pa.Table
    items: pa.Table | None = None
    users: pa.Table | None = None
    item_attributes: tuple[Attribute, ...] = field(default=())
    user_attributes: tuple[Attribute, ...] = field(default=())

    @property
    def dated(self) -> bool:
        """Whether every interaction carries a time."""
        return self.interactions.num_rows > 0 and self.interactions[TIME].null_count == 0

    def with_interactions(self, interactions: pa.Table) -> Tables:
        """Return the same users and items with other interactions."""
        return Tables(
            interactions, self.items, self.users, self.item_attributes, self.user_attributes
        )

    def attribute(self, name: str) -> tuple[str, Attribute]:
        """Find an attribute by ``users.<name>`` or ``items.<name>``.

        Returns
        -------
        The table's id column (``user_id`` or ``item_id``) and the attribute.

        Raises
        ------
        UnknownName
            When no such attribute exists; the message lists those that do.
        """
        named = {f"users.{a.name}": (USER, a) for a in self.user_attributes}
        named |= {f"items.{a.name}": (ITEM, a) for a in self.item_attributes}
        if name not in named:
            raise UnknownName("attribute", name, named)
        return named[name]

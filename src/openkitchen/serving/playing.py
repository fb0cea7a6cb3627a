"""Play with what is served: one person's list, or one item's exposure, with something different.

No HTTP in it; the studio's pages ask here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openkitchen.errors import ModelError
from openkitchen.experiments.personal import Moved, PersonalChange, Play, play
from openkitchen.experiments.shown_to import ShownTo, shown_to
from openkitchen.models import GlassBox
from openkitchen.models.switches import Switch, switches_of
from openkitchen.schema import Attribute
from openkitchen.serving.kitchen import Kitchen
from openkitchen.serving.questions import prepared_what_ifs

__all__ = [
    "Played",
    "attributes_to_play",
    "can_play",
    "check_item",
    "play_item",
    "play_user",
    "switches",
]

_KINDS = frozenset({"category", "set", "number"})


@dataclass(frozen=True, slots=True)
class Played:
    """A person's list before and after, with titles at hand.

    Parameters
    ----------
    what
        What is different.
    change
        The lists, and each of their items taken apart.
    """

    what: Play
    change: PersonalChange

    def entered(self) -> tuple[Moved, ...]:
        """Return the items that are new in the list, best first."""
        return tuple(self.change.items[item] for item in self.change.lists.entered)

    def left(self) -> tuple[Moved, ...]:
        """Return the items that are gone from the list, best first."""
        return tuple(self.change.items[item] for item in self.change.lists.left)


def can_play(kitchen: Kitchen) -> bool:
    """Return whether the model can be played with: a glass box can."""
    return isinstance(kitchen.model, GlassBox)


def check_item(kitchen: Kitchen, item_id: str) -> None:
    """Stop where there is nothing to work out about an item, before anything is begun.

    Raises
    ------
    ModelError
        When the model is no glass box.
    UnknownName
        When the item is unknown.
    """
    _glass_box(kitchen)
    kitchen.model.known.items.code(item_id)


def play_user(kitchen: Kitchen, user_id: str, what: Play, k: int = 10) -> Played:
    """Make a person's list with something different, the weights as they are.

    Raises
    ------
    ModelError
        When the model is no glass box.
    InputError, UnknownName, SettingsError
        As `openkitchen.experiments.personal.play`.
    """
    now = kitchen.standing(user_id)
    return Played(what, play(_glass_box(kitchen), user_id, what, k, now.at, now.history))


def play_item(
    kitchen: Kitchen, item_id: str, values: Mapping[str, str | None], k: int = 10
) -> ShownTo:
    """Say who sees an item, and who would with other attributes.

    The first question makes everybody's list, and later ones go on from there.

    Raises
    ------
    ModelError
        When the model is no glass box.
    UnknownName, SettingsError
        As `openkitchen.experiments.shown_to.shown_to`.
    """
    _glass_box(kitchen)
    with prepared_what_ifs(kitchen, k) as what_ifs:
        return shown_to(what_ifs.prepared, item_id, values, k)


def switches(kitchen: Kitchen) -> tuple[Switch, ...]:
    """Return the rules that can be switched off."""
    return switches_of(kitchen.model.rules)


def attributes_to_play(kitchen: Kitchen, table: str) -> tuple[Attribute, ...]:
    """Return the attributes of ``users`` or ``items`` that the model looks at."""
    tables = kitchen.tables
    if tables is None:
        return ()
    those = tables.user_attributes if table == "users" else tables.item_attributes
    return tuple(one for one in those if one.kind in _KINDS)


def _glass_box(kitchen: Kitchen) -> GlassBox:
    if not isinstance(kitchen.model, GlassBox):
        raise ModelError(
            f"a model of kind {kitchen.model.name!r} cannot be played with",
            hint="Serve a glass box: openkitchen fit makes one.",
        )
    return kitchen.model

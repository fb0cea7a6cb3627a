"""What-ifs, levers and the cold-start policy of what is served; no HTTP in them.

Questions to one kitchen are answered one at a time: each uses all cores, and what is made
ready for the first one serves the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from openkitchen.errors import ModelError, UnknownName
from openkitchen.experiments import Exposure, Lever, ListChange, WhatIf, WhatIfs, whatif
from openkitchen.experiments.starting_cold import EventsKnown, NewItems, starting_cold
from openkitchen.models import GlassBox
from openkitchen.models.editing import interactions_of
from openkitchen.serving.answers import check_length
from openkitchen.serving.cases import UserId
from openkitchen.serving.kitchen import Kitchen

__all__ = [
    "MOST_IN_LISTS",
    "ColdPolicy",
    "Drop",
    "ForgetUser",
    "LeversAnswer",
    "Question",
    "SetItem",
    "WhatIfAnswer",
    "WithoutItems",
    "ask_what_if",
    "cold_policy",
    "find_levers",
    "prepared_what_ifs",
]

MOST_IN_LISTS = 100
_STRICT = ConfigDict(extra="forbid")
_PREPARED = "what-ifs"


@dataclass(frozen=True, slots=True)
class ForgetUser:
    """The question what if a user had never been there."""

    user_id: UserId
    kind: Literal["forget-user"] = "forget-user"
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, slots=True)
class WithoutItems:
    """The question what if a user had not had some items."""

    user_id: UserId
    without: Annotated[list[str], Field(min_length=1)]
    kind: Literal["history"] = "history"
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, slots=True)
class Drop:
    """The question what if a feature were not known: ``diet``, ``diet=vegan``, an item's id."""

    feature: str
    kind: Literal["drop"] = "drop"
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, slots=True)
class SetItem:
    """The question what if an item had other attributes; sets are written ``a|b``."""

    item_id: str
    set: Annotated[dict[str, str | None], Field(min_length=1)]
    kind: Literal["item"] = "item"
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


Question = Annotated[ForgetUser | WithoutItems | Drop | SetItem, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True)
class WhatIfAnswer:
    """What comes of a what-if when the weights stay; see `openkitchen.experiments.Outcome`."""

    question: str
    mode: str
    how: str
    k: int
    n_users: int
    n_affected: int
    overlap: float
    rbo: float
    examples: tuple[ListChange, ...]
    exposures: tuple[Exposure, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeversAnswer:
    """All single changes of an item's attributes, those that gain most lists first."""

    item_id: str
    title: str
    k: int
    n_users: int
    levers: tuple[Lever, ...]


@dataclass(frozen=True, slots=True)
class ColdPolicy:
    """What becomes of new users and new items, measured on this model.

    Parameters
    ----------
    users
        What scores are made of, by the number of events known.
    items
        How often items are shown, by how often they were taken.
    newcomers
        Share of what its tags predict that an item without any event gets; ``None`` where
        the model has no such setting.
    rules
        What no list breaks, a newcomer's neither.
    sentences
        The same in words.
    """

    users: tuple[EventsKnown, ...]
    items: tuple[NewItems, ...]
    newcomers: float | None
    rules: tuple[str, ...]
    sentences: tuple[str, ...]


def ask_what_if(kitchen: Kitchen, question: Question, k: int = 10) -> WhatIfAnswer:
    """Answer a what-if with the weights as they are.

    Raises
    ------
    ModelError
        When the model is no glass box.
    UnknownName
        When the user, item, feature or attribute is unknown.
    InputError
        When the user never had one of the items.
    SettingsError
        When a value does not fit, or the lists are too long.
    """
    if isinstance(question, ForgetUser | WithoutItems) and not kitchen.knows_user(question.user_id):
        raise UnknownName("user", question.user_id)
    with prepared_what_ifs(kitchen, k) as what_ifs:
        found = _asked(what_ifs, question)
    one = found.frozen
    return WhatIfAnswer(
        found.question,
        one.mode,
        one.how,
        one.k,
        one.n_users,
        one.n_affected,
        one.overlap,
        one.rbo,
        one.examples,
        one.exposures,
        tuple(found.sentences()),
    )


def find_levers(kitchen: Kitchen, item_id: str, k: int = 10) -> LeversAnswer:
    """Try every single change of an item's attributes.

    Raises
    ------
    ModelError
        When the model is no glass box.
    UnknownName
        When the item is unknown.
    """
    kitchen.model.known.items.code(item_id)
    with prepared_what_ifs(kitchen, k) as what_ifs:
        found = what_ifs.levers(item_id)
    return LeversAnswer(item_id, kitchen.titles[item_id], found.k, found.n_users, found.rows)


def cold_policy(kitchen: Kitchen, k: int = 10) -> ColdPolicy:
    """Say what becomes of new users and new items; measured once for a length of lists.

    Raises
    ------
    SettingsError
        When ``k`` is not between 1 and 100.
    """
    check_length(k, MOST_IN_LISTS)
    return kitchen.workshop.once(("cold policy", k), lambda: _policy(kitchen, k))


@contextmanager
def prepared_what_ifs(kitchen: Kitchen, k: int) -> Iterator[WhatIfs]:
    """Take the kitchen's what-ifs for lists of a length, alone; few may wait for them.

    Raises
    ------
    ModelError
        When the model is no glass box.
    StoreBusy
        When too many wait already.
    """
    with kitchen.workshop.queued(_PREPARED):
        yield _what_ifs(kitchen, k)


def _policy(kitchen: Kitchen, k: int) -> ColdPolicy:
    model = kitchen.model
    found = starting_cold(model, interactions_of(model.known), k)
    newcomers = model.fitted.settings.newcomers if isinstance(model, GlassBox) else None
    rules = tuple(model.rules.sentences())
    return ColdPolicy(found.rows, found.new_items, newcomers, rules, tuple(found.sentences()))


def _what_ifs(kitchen: Kitchen, k: int) -> WhatIfs:
    check_length(k, MOST_IN_LISTS)
    if not isinstance(kitchen.model, GlassBox):
        raise ModelError(
            f"a model of kind {kitchen.model.name!r} cannot be asked what if",
            hint="Serve a glass box: openkitchen fit makes one.",
        )

    def make() -> WhatIfs:
        return whatif(kitchen.model, k, mode="frozen", keep=kitchen.bundle)

    return kitchen.workshop.latest(_PREPARED, k, make)


def _asked(what_ifs: WhatIfs, question: Question) -> WhatIf:
    if isinstance(question, ForgetUser):
        return what_ifs.forget_user(question.user_id)
    if isinstance(question, WithoutItems):
        return what_ifs.history(question.user_id, question.without)
    if isinstance(question, Drop):
        return what_ifs.drop(question.feature)
    return what_ifs.item(question.item_id, question.set)

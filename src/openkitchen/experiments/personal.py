"""What if one person had another history, other attributes, or other rules: their list, exactly.

The weights stay. Nobody else is looked at, so the answer takes as long as one list does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import zip_longest
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import scipy.sparse as sp

from openkitchen.errors import InputError
from openkitchen.experiments.features import set_user_attributes
from openkitchen.experiments.list_changes import ListChange, list_change
from openkitchen.explain.standing import Standing, standing
from openkitchen.explain.terms import Term, terms_of_items
from openkitchen.models import GlassBox
from openkitchen.models.audience import Audience, gather
from openkitchen.models.contract import Moment
from openkitchen.models.index import Index
from openkitchen.models.ranking import top_items
from openkitchen.models.rule import Rule
from openkitchen.models.switches import rules_without
from openkitchen.schema import Tables
from openkitchen.schema.columns import USER

__all__ = ["Moved", "PersonalChange", "Placed", "Play", "Shift", "play"]

Codes = npt.NDArray[np.int64]
_SAME = 1e-12


@dataclass(frozen=True, slots=True)
class Play:
    """What is to be different for a person.

    Parameters
    ----------
    without
        Items that are taken out of the history.
    attributes
        Attribute to value; sets are written ``a|b``, nothing means not known.
    rules_off
        Keys of rules that do not hold; see `openkitchen.models.switches`.
    """

    without: tuple[str, ...] = ()
    attributes: Mapping[str, str | None] = field(default_factory=dict)
    rules_off: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.without or self.attributes or self.rules_off)


@dataclass(frozen=True, slots=True)
class Placed:
    """An item's score and place; ``rank`` is ``None`` where rules keep it out."""

    score: float
    rank: int | None
    terms: tuple[Term, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """By how much one term of a score is another one now."""

    block: str
    feature: str
    before: float
    after: float

    @property
    def change(self) -> float:
        """What it adds more (or less) to the score."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Moved:
    """An item of either list, before and after.

    Parameters
    ----------
    item_id
        Which item.
    before, after
        Its score, place, terms and rules.
    shifts
        The terms that are not the same, the largest change first; they add up to the change
        of the score.
    """

    item_id: str
    before: Placed
    after: Placed
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class PersonalChange:
    """A person's list before and after, and each of its items taken apart.

    Parameters
    ----------
    lists
        The two lists, and what entered, left and moved.
    items
        Every item of either list.
    unheard
        Told values of which the model knows nothing, as ``diet=vegan``.
    """

    lists: ListChange
    items: Mapping[str, Moved]
    unheard: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        """Say in words what entered and left, and by how much scores moved."""
        lists = self.lists
        said = [
            f"{len(lists.entered)} of {len(lists.after)} items are new in the list of "
            f"{lists.user_id}; {len(lists.moved)} are at another place."
        ]
        if self.unheard:
            said.append(f"The model has no weight for {', '.join(self.unheard)}.")
        for verb, items in (("New", lists.entered), ("Gone", lists.left)):
            for one in (self.items[item] for item in items):
                rules = one.before.rules or one.after.rules
                why = f" ({rules[0].reason})" if rules else ""
                scores = f"{one.before.score:.4g} to {one.after.score:.4g}"
                said.append(f"{verb}: {one.item_id}, score {scores}{why}.")
        return said

    def rows(self) -> list[tuple[int, str, str]]:
        """Return place, item before and item after."""
        pairs = zip_longest(self.lists.before, self.lists.after, fillvalue="")
        return [(place, *pair) for place, pair in enumerate(pairs, 1)]

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {"sentences": self.sentences(), **asdict(self)}


@dataclass(frozen=True)
class _Seat:
    """One person with a model that knows nobody else."""

    model: GlassBox
    audience: Audience
    row: sp.csr_array
    at: Moment

    def stand(self) -> Standing:
        return standing(self.model, self.audience, self.at, None, self.row)


def play(
    model: GlassBox,
    user: str,
    what: Play,
    k: int = 10,
    at: Moment = None,
    history: pa.Table | None = None,
) -> PersonalChange:
    """Say what becomes of a person's list.

    Parameters
    ----------
    model
        A fitted glass box.
    user
        Who; somebody unknown is scored as brand-new.
    what
        What is to be different.
    k
        Length of the lists.
    at, history
        The moment, and interactions to score instead of the trained ones.

    Raises
    ------
    InputError
        When an item to be taken out is not in the history.
    UnknownName
        When there is no such attribute or rule.
    SettingsError
        When a value does not fit its attribute.
    """
    audience = gather(model.known, [user], history, at)
    before = _seat(model, audience, user, Play(), at)
    after = _seat(model, _without(model, audience, what.without), user, what, at)
    stood = [seat.stand() for seat in (before, after)]
    codes = [_first(one, k) for one in stood]
    names = model.known.items
    lists = list_change(user, *(names.take(each).to_pylist() for each in codes))
    every = np.array(list(dict.fromkeys([*codes[0].tolist(), *codes[1].tolist()])), np.int64)
    placed = [_placed(*pair, every) for pair in zip((before, after), stood, strict=True)]
    ids = names.take(every).to_pylist()
    return PersonalChange(
        lists,
        {
            item: Moved(item, one, other, _shifts(one.terms, other.terms))
            for item, one, other in zip(ids, *placed, strict=True)
        },
        tuple(model.fitted.design.user_encoder.unheard(what.attributes)),
    )


def _without(model: GlassBox, audience: Audience, items: Sequence[str]) -> Audience:
    if not items:
        return audience
    codes = model.known.items.find(list(items))
    own = set(audience.events.item.tolist())
    for item, code in zip(items, codes.tolist(), strict=True):
        if code not in own:
            raise InputError(
                f"{item!r} is not in the history of {audience.ids[0]!r}",
                hint="Take out what is in it.",
            )
    return replace(audience, events=audience.events.select(~np.isin(audience.events.item, codes)))


def _seat(model: GlassBox, audience: Audience, user: str, what: Play, at: Moment) -> _Seat:
    """Seat a person at a model that knows this one person, with the attributes and rules told."""
    fitted = model.fitted
    tables = _own(fitted.tables, user)
    attributes = None
    if what.attributes:
        tables = set_user_attributes(tables, user, what.attributes)
        encoder = fitted.design.user_encoder
        attributes = encoder.encode(tables.users, USER, Index.of("user", [user]))
    row = fitted.design.rows(audience, attributes)
    known = replace(fitted.known, users=Index.of("user", [user]))
    rules = rules_without(fitted.rules, what.rules_off)
    alone = GlassBox.of(replace(fitted, known=known, tables=tables, rules=rules))
    return _Seat(alone, replace(audience, codes=np.zeros(1, np.int64)), row, at)


def _own(tables: Tables, user: str) -> Tables:
    if tables.users is None:
        return tables
    mine = tables.users.filter(pc.equal(tables.users[USER].cast(pa.string()), user))
    return replace(tables, users=mine)


def _first(stood: Standing, k: int) -> Codes:
    if len(stood.order):
        return stood.order[:k]
    codes, _ = top_items(stood.shown[None, :], k)
    return np.asarray(codes[0][codes[0] >= 0])


def _placed(seat: _Seat, stood: Standing, items: Codes) -> list[Placed]:
    codes = items.tolist()
    terms = terms_of_items(seat.model, seat.audience, codes, stood.scores, seat.at, seat.row)
    found = []
    for code, own, rank in zip(codes, terms, stood.ranks(codes), strict=True):
        cost = stood.cost(code)
        told = own if cost is None else (*own, cost)
        rules = seat.model.gate.broken(seat.audience, code, seat.at)
        score = math.fsum(term.contribution for term in told)
        found.append(Placed(score, None if rules else rank, told, rules))
    return found


def _shifts(before: Sequence[Term], after: Sequence[Term]) -> tuple[Shift, ...]:
    was, now = ({(t.block, t.feature): t.contribution for t in each} for each in (before, after))
    found = [
        Shift(*key, was.get(key, 0.0), now.get(key, 0.0)) for key in dict.fromkeys([*was, *now])
    ]
    moved = [one for one in found if abs(one.change) > _SAME]
    return tuple(sorted(moved, key=lambda one: (-abs(one.change), one.block, one.feature)))

"""What a request lets through: by its filter, and by what a domain's use case leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from openkitchen.serving.personalize.backend import Backend, Call
from openkitchen.serving.personalize.faults import invalid
from openkitchen.serving.personalize.fields import (
    Records,
    interactions_of,
    items_of,
    records_of,
    user_of,
)
from openkitchen.serving.personalize.filters import (
    Condition,
    Expression,
    Seen,
    allowed,
    bind,
    parse_filter,
)
from openkitchen.serving.personalize.recipes import left_out_event
from openkitchen.serving.personalize.registry import find
from openkitchen.serving.personalize.targets import Target

if TYPE_CHECKING:
    from openkitchen.serving.personalize.runtime import Asked

__all__ = ["Sieve", "sieve_of", "without_had"]

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Sieve:
    """A filter with the values of a request.

    Parameters
    ----------
    backend, target, expression, seen
        The filter, for whom, and of which model's items.
    flags
        Which items that the model knows are let through, by their codes.
    """

    backend: Backend
    target: Target
    expression: Expression
    seen: Seen
    flags: Flags

    @property
    def wants_history(self) -> bool:
        """Whether it asks for what was had before."""
        return self.expression.wants_history

    def without_strangers(self, items: Sequence[str]) -> list[str]:
        """Return items less those that the model does not know and the filter does not let through.

        They are judged by the fields that the dataset has of them. Where it has none, no
        condition on fields is met: what includes by fields keeps them out, what excludes by
        fields does not.
        """
        codes = self.target.kitchen.model.known.items.find(list(items))
        strange = {item for item, code in zip(items, codes.tolist(), strict=True) if code < 0}
        if not strange:
            return list(items)
        fields = records_of(self.backend, self.target, "ITEMS")
        told = strange & fields.places.keys()
        through = self._through(self.expression, told, fields)
        through |= self._through(_without_fields(self.expression), strange - told, fields)
        return [item for item in items if item not in strange or item in through]

    def _through(self, expression: Expression, items: Iterable[str], fields: Records) -> set[str]:
        ids = list(items)
        rows = [fields.of(one) for one in ids]
        table = {name: [row.get(name) for row in rows] for name in fields.table}
        flags = allowed(expression, Records(ids, {**table, "item_id": ids}), self.seen)
        return {item for item, fine in zip(ids, flags.tolist(), strict=True) if fine}


def sieve_of(call: Call, target: Target, asked: Asked) -> Sieve | None:
    """Return the filter that a request names; ``None``: it names none.

    Raises
    ------
    Fault
        ``InvalidInputException``: values without a filter, or a filter of another group.
    """
    if not asked.filter_arn:
        if asked.filter_values:
            raise invalid("filterValues without filterArn")
        return None
    row = find(call, asked.filter_arn, "filter")
    if row.parent != target.group:
        raise invalid(f"{asked.filter_arn} is of another dataset group than {target.arn}")
    expression = bind(_parsed(call, row.body["filterExpression"]), asked.filter_values or {})
    datasets = {c.field.dataset for c in expression.conditions()}
    datasets |= {
        v.dataset for c in expression.conditions() for v in c.values if hasattr(v, "dataset")
    }
    about_user = datasets & {"CurrentUser", "Users"}
    user = user_of(call.backend, target, asked.user_id) if about_user else {}
    about_events = "Interactions" in datasets
    events = interactions_of(call.backend, target, asked.user_id) if about_events else ()
    seen = Seen(user, events)
    flags = allowed(expression, items_of(call.backend, target), seen)
    return Sieve(call.backend, target, expression, seen, flags)


def without_had(call: Call, target: Target, user_id: str, flags: Flags | None) -> Flags | None:
    """Take away what the user bought or watched, where the recipe's use case leaves it out."""
    kind = left_out_event(target.recipe).lower()
    if not kind or not user_id:
        return flags
    events = interactions_of(call.backend, target, user_id)
    had = [str(e["item_id"]) for e in events if (e.get("event_type") or "").lower() == kind]
    index = target.kitchen.model.known.items
    codes = index.find(had)
    found = np.ones(len(index), dtype=np.bool_) if flags is None else flags.copy()
    found[codes[codes >= 0]] = False
    return found


def _without_fields(expression: Expression) -> Expression:
    """Return an expression without the conditions that nothing can be said about."""

    def tellable(group: Sequence[Condition]) -> bool:
        return all(c.field.dataset != "Items" or c.field.name.lower() == "item_id" for c in group)

    clauses = (
        replace(clause, any_of=tuple(group for group in clause.any_of if tellable(group)))
        for clause in expression.clauses
    )
    return Expression(tuple(clauses))


def _parsed(call: Call, text: str) -> Expression:
    kept: dict[str, Expression] = call.backend.kept.setdefault("filters", {})
    if text not in kept:
        kept[text] = parse_filter(text)
    return kept[text]

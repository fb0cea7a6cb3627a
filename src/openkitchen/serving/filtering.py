"""Filters of the native API: the filter language, on the tables that the bundle holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import SettingsError
from openkitchen.models.audience import until
from openkitchen.models.editing import interactions_of
from openkitchen.models.events import in_days
from openkitchen.models.index import Index
from openkitchen.schema.columns import ITEM, TIME, USER
from openkitchen.serving.cases import Case
from openkitchen.serving.kitchen import Kitchen
from openkitchen.serving.personalize.faults import Fault
from openkitchen.serving.personalize.fields import Records, told
from openkitchen.serving.personalize.filters import (
    Expression,
    Seen,
    allowed,
    bind,
    parse_filter,
)
from openkitchen.serving.personalize.filters.expression import Field

__all__ = ["LONGEST", "let_through"]

Flags = npt.NDArray[np.bool_]

LONGEST = 2_500
_MICROSECONDS_A_DAY = 86_400e6
_INTERACTIONS = {"item_id", "event_type", "event_value", "timestamp", "user_id", "device"}


def let_through(
    case: Case, text: str, values: Mapping[str, str] | None = None
) -> tuple[Flags, bool]:
    """Return which items a filter lets through, and whether it asks for what was had before.

    Parameters
    ----------
    case
        Whose list is filtered.
    text
        The filter, such as ``INCLUDE ItemID WHERE Items.diet IN ("vegan")``.
    values
        Values for its parameters, each text in double quotes.

    Returns
    -------
    A flag for each item, in the model's order.

    Raises
    ------
    SettingsError
        When the filter cannot be read, or names a field that does not exist.
    """
    if len(text) > LONGEST:
        raise SettingsError(f"a filter of {len(text):,} characters", hint=f"Up to {LONGEST:,}.")
    try:
        expression = bind(parse_filter(text), values or {})
        _check(case.kitchen, expression)
        flags = allowed(expression, _catalogue(case.kitchen), _seen(case, expression))
    except Fault as fault:
        raise SettingsError(f"filter: {fault.message}", hint=fault.hint) from fault
    return flags, expression.wants_history


def _check(kitchen: Kitchen, expression: Expression) -> None:
    names = {
        "Items": {ITEM, *(() if kitchen.item_table is None else kitchen.item_table.column_names)},
        "Interactions": _INTERACTIONS,
    }
    users = {USER, *(() if kitchen.user_table is None else kitchen.user_table.column_names)}
    for condition in expression.conditions():
        others = [value for value in condition.values if isinstance(value, Field)]
        for one in (condition.field, *others):
            known = names.get(one.dataset, users)
            if one.name.lower() not in {name.lower() for name in known}:
                raise SettingsError(
                    f"filter: there is no field {one}",
                    hint=f"There are {', '.join(sorted(known))}.",
                )


def _catalogue(kitchen: Kitchen) -> Records:
    return kitchen.workshop.once("catalogue", lambda: _made(kitchen))


def _made(kitchen: Kitchen) -> Records:
    ids = kitchen.model.known.items.array.to_pylist()
    table: dict[str, list[Any]] = {"item_id": ids}
    if kitchen.item_table is not None:
        own = pc.index_in(
            pa.array(ids, pa.string()), kitchen.item_table[ITEM].cast(pa.string()).combine_chunks()
        )
        for name in kitchen.item_table.column_names:
            if name != ITEM:
                table[name.lower()] = kitchen.item_table[name].take(own).to_pylist()
    return Records(ids, table)


def _seen(case: Case, expression: Expression) -> Seen:
    events: list[dict[str, Any]] = []
    if any(c.field.dataset == "Interactions" for c in expression.conditions()):
        events = _events(case)
    return Seen(_fields(case), events)


def _fields(case: Case) -> dict[str, Any]:
    known: dict[str, Any] = {USER: case.user_id}
    table = case.kitchen.user_table
    if table is not None:
        rows = table.filter(pc.equal(table[USER].cast(pa.string()), case.user_id)).slice(0, 1)
        known |= {k.lower(): v for row in rows.to_pylist() for k, v in row.items()}
    return known


def _events(case: Case) -> list[dict[str, Any]]:
    """Return the history with the types as they were told, known to the model or not."""
    known, now = case.kitchen.model.known, case.standing
    history = now.history
    if history is None:
        own = until(known.events.of_users(known.users.find([case.user_id])), now.at)
        only = Index.of("user", [case.user_id])
        history = interactions_of(replace(known, users=only, events=own))
    elif now.at is not None and known.events.dated:
        stamp = pa.scalar(round(in_days(now.at) * _MICROSECONDS_A_DAY), pa.int64())
        history = history.filter(pc.less_equal(history[TIME].cast(pa.int64()), stamp))
    return told(history, case.user_id)

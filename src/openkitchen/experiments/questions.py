"""Each what-if as a change of the data: what it is called, frozen, and refit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.errors import InputError, SettingsError, UnknownName
from openkitchen.experiments.features import add_column, find_feature, set_attributes
from openkitchen.experiments.frozen import (
    Frozen,
    frozen_drop,
    frozen_events,
    frozen_forget,
    frozen_item,
    frozen_more,
    frozen_same,
    frozen_weights,
)
from openkitchen.models.contract import Moment
from openkitchen.models.editing import (
    with_interactions,
    with_tables,
    without_events,
    without_id,
)
from openkitchen.models.event_weights import parse_event_weights
from openkitchen.models.events import in_days
from openkitchen.models.prepared import Prepared
from openkitchen.models.refit import Refitted, refit, refit_weighed, refit_without
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM, USER
from openkitchen.schema.same_ids import need_same_ids

__all__ = [
    "Question",
    "add_question",
    "append_question",
    "drop_question",
    "forget_question",
    "history_question",
    "item_question",
    "weights_question",
    "window_question",
]

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Question:
    """A change of the data.

    Parameters
    ----------
    words
        The question in words.
    frozen, refit
        What comes of it, with the weights as they are and with weights learned anew.
    """

    words: str
    frozen: Callable[[], Frozen]
    refit: Callable[[], Refitted]


def forget_question(prepared: Prepared, user: str) -> Question:
    """Ask what if a user had never been there: events and attributes.

    Raises
    ------
    UnknownName
        When nobody is called so.
    """
    before = prepared.fitted
    code = before.known.users.code(user)
    tables = replace(before.tables, users=without_id(before.tables.users, USER, user))
    gone = before.known.events.user == code
    return Question(
        f"What if user {user} had never been there?",
        lambda: frozen_forget(prepared, user, tables),
        lambda: refit(
            prepared, without_events(before.known, gone, tables, prepared.id_order), tables
        ),
    )


def history_question(prepared: Prepared, user: str, without: Sequence[str]) -> Question:
    """Ask what if a user had not had some items.

    Raises
    ------
    UnknownName
        When the user is unknown.
    InputError
        When the user never had one of the items.
    """
    gone = events_of(prepared, user, without)
    return Question(
        f"What if user {user} had not had {_listed(without)}?",
        lambda: frozen_events(prepared, gone),
        lambda: refit_less(prepared, gone),
    )


def window_question(prepared: Prepared, since: Moment, until: Moment) -> Question:
    """Ask what if only a part of the time had been recorded.

    Raises
    ------
    SettingsError
        When the data carry no dates, or nothing is left.
    """
    events = prepared.fitted.known.events
    if not events.dated:
        raise SettingsError(
            "the data carry no dates", hint="A window of time needs a timestamp on every row."
        )
    gone = np.zeros(len(events), dtype=np.bool_)
    if since is not None:
        gone |= events.time < in_days(since)
    if until is not None:
        gone |= events.time > in_days(until)
    if gone.all():
        raise SettingsError(
            "no event is left in this window",
            hint=f"The data run from {_day(events.time.min())} to {_day(events.time.max())}.",
        )
    words = " ".join(
        part
        for part in (
            f"since {since}" if since is not None else "",
            f"until {until}" if until is not None else "",
        )
        if part
    )
    return Question(
        f"What if only events {words or 'as they are'} had been recorded?",
        lambda: frozen_events(prepared, gone),
        lambda: refit_less(prepared, gone),
    )


def append_question(prepared: Prepared, interactions: pa.Table) -> Question:
    """Ask what if more events had been recorded: a day's, say."""
    before = prepared.fitted
    return Question(
        f"What if {interactions.num_rows:,} more events had been recorded?",
        lambda: frozen_more(prepared, interactions),
        lambda: refit(prepared, with_interactions(before, interactions), before.tables),
    )


def weights_question(
    prepared: Prepared, weights: Mapping[str, float], power: float | None
) -> Question:
    """Ask what if events counted otherwise in a history, by type and by value.

    Parameters
    ----------
    prepared
        The fit, made ready.
    weights
        Weights of event types; the others keep theirs.
    power
        See `GlassBoxSettings.value_power`; as it is for ``None``.

    Raises
    ------
    SettingsError
        When neither is given, or a weight is no number above or equal to zero.
    UnknownName
        When the data have no such type.
    """
    before = prepared.fitted.settings
    kinds = prepared.fitted.known.labels.kinds
    if not weights and power is None:
        raise SettingsError(
            "no weight given", hint=f"Weigh an event type, as in --type {(*kinds, 'view')[0]}=2."
        )
    for name in weights:
        if name not in kinds:
            raise UnknownName("event type", name, list(kinds))
    named = parse_event_weights(before.event_weights or ()) | dict(weights)
    told = tuple(f"{name}:{weight!r}" for name, weight in sorted(named.items()))
    values = before.value_power if power is None else power
    settings = replace(before, event_weights=told, value_power=values)
    words = [f"{name} counted {weight:g}" for name, weight in weights.items()]
    words += [] if power is None else [f"values counted to the power {power:g}"]
    return Question(
        f"What if {' and '.join(words)}?",
        lambda: frozen_weights(prepared, settings),
        lambda: refit_weighed(prepared, settings),
    )


def drop_question(prepared: Prepared, feature: str) -> Question:
    """Ask what if a feature were not there; see `find_feature`."""
    before = prepared.fitted
    dropped = find_feature(before.design, before.tables, feature, before.rules)

    def again() -> Refitted:
        if dropped.tables is None:
            return refit_without(prepared, dropped.inputs)
        return refit_with(prepared, dropped.tables)

    return Question(
        f"What if {dropped.name} were not known?",
        lambda: frozen_drop(prepared, dropped.inputs),
        again,
    )


def add_question(prepared: Prepared, column: pa.Table, name: str) -> Question:
    """Ask what if a column were known too; see `add_column`.

    Raises
    ------
    InputError
        Also when it is about nobody whom the model knows.
    """
    known = prepared.fitted.known
    for key, index in ((USER, known.users), (ITEM, known.items)):
        if key in column.column_names:
            file = f"the file of {name}"
            need_same_ids(column[key], index.array, asked_as=file, known_as="the model", some=True)
    called, tables = add_column(prepared.fitted.tables, column, name)
    return Question(
        f"What if {called} were known?",
        lambda: frozen_same(prepared),
        lambda: refit_with(prepared, tables),
    )


def item_question(prepared: Prepared, item: str, values: Mapping[str, str | None]) -> Question:
    """Ask what if an item had other attributes.

    Raises
    ------
    UnknownName
        When the item or an attribute is unknown.
    """
    prepared.fitted.known.items.code(item)
    tables = set_attributes(prepared.fitted.tables, item, dict(values))
    told = ", ".join(f"{name} {value or 'not known'}" for name, value in values.items())
    new = prepared.fitted.design.item_encoder.unheard(values)
    unheard = f" (The model has no weight for {', '.join(new)}.)" if new else ""
    return Question(
        f"What if item {item} had {told}?{unheard}",
        lambda: frozen_item(prepared, item, tables),
        lambda: refit_with(prepared, tables),
    )


def events_of(prepared: Prepared, user: str, items: Sequence[str]) -> Flags:
    """Return which events are a user's with some items."""
    known = prepared.fitted.known
    code = known.users.code(user)
    own = known.events.user == code
    had = set(known.items.take(np.unique(known.events.item[own])).to_pylist())
    for item in items:
        if item not in had:
            known.items.code(item)
            raise InputError(
                f"user {user} never had item {item}", hint=f"There are: {_listed(sorted(had))}."
            )
    if not items:
        raise SettingsError("no item named", hint="Name one with --without, or several.")
    return own & np.isin(known.events.item, known.items.find(list(items)))


def refit_less(prepared: Prepared, gone: Flags) -> Refitted:
    """Fit without some events."""
    tables = prepared.fitted.tables
    known = without_events(prepared.fitted.known, gone, tables, prepared.id_order)
    return refit(prepared, known, tables)


def refit_with(prepared: Prepared, tables: Tables) -> Refitted:
    """Fit with other attribute tables."""
    known = with_tables(prepared.fitted.known, tables, prepared.id_order)
    return refit(prepared, known, tables)


def _listed(items: Sequence[str], most: int = 8) -> str:
    shown = ", ".join(items[:most])
    return f"{shown} and {len(items) - most:,} more" if len(items) > most else shown


def _day(days: float) -> str:
    return datetime.fromtimestamp(days * 86_400).date().isoformat()

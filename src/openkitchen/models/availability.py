"""Which items can be had at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.models.audience import Known
from openkitchen.models.events import in_days
from openkitchen.models.members import column_of
from openkitchen.models.rule import Rule
from openkitchen.models.rules import AVAILABLE, Available
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM

__all__ = ["Availability"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_TRUE = ("true", "t", "yes", "y", "1", "1.0")
_FALSE = ("false", "f", "no", "n", "0", "0.0")
_DAY = 1.0
_INSTANT = 1e-9


class Availability:
    """The rule of availability, bound to the items of a model.

    Parameters
    ----------
    rule
        What it says.
    known
        The items, by code.
    tables
        The attribute tables.

    Raises
    ------
    UnknownName
        When a column does not exist.
    SettingsError
        When a value is neither true nor false, or no date.
    """

    def __init__(self, rule: Available, known: Known, tables: Tables) -> None:
        self.rule = rule
        n = len(known.items)
        if tables.items is None:
            raise UnknownName(
                "column",
                rule.column or rule.start or rule.end,
                hint="The bundle holds no table of items. Fit with --items FILE.",
            )
        codes = known.items.find(tables.items[ITEM])
        self._row = np.full(n, -1, dtype=np.int64)
        self._row[codes[codes >= 0][::-1]] = np.flatnonzero(codes >= 0)[::-1]
        hidden = rule.unknown == "hide"
        self._off = np.full(n, hidden)
        self._start, self._end = np.full(n, -np.inf), np.full(n, np.inf)
        self._said: dict[str, list[Any]] = {}
        there = self._row >= 0
        for name in (rule.column, rule.start, rule.end):
            if name:
                self._said[name] = column_of(tables.items, name, "items").to_pylist()
        if rule.column:
            flags = [_flag(value, rule.column) for value in self._said[rule.column]]
            off = np.array([hidden if flag is None else not flag for flag in flags], dtype=np.bool_)
            self._off[there] = off[self._row[there]]
            self._unknown = ~there
            self._unknown[there] = np.array([f is None for f in flags])[self._row[there]]
        else:
            self._off[there] = False
            self._unknown = ~there
        if rule.start:
            self._start[there] = _days(self._said[rule.start], rule.start, -np.inf)[
                self._row[there]
            ]
        if rule.end:
            ends = _days(self._said[rule.end], rule.end, np.inf, whole_days=True)
            self._end[there] = ends[self._row[there]]

    @property
    def by_date(self) -> bool:
        """Whether the moment of scoring matters."""
        return not self.rule.column

    def forbidden(self, moment: float) -> Flags:
        """Return which items cannot be had at a moment, in days since 1970-01-01."""
        if not self.by_date:
            return self._off
        return self._off | (moment < self._start) | (moment >= self._end)

    def broken(self, item: int, moment: float) -> Rule | None:
        """Return the rule, with the item's values, if it keeps the item from everybody."""
        if not self.forbidden(moment)[item]:
            return None
        row, rule = int(self._row[item]), self.rule
        said = [self._said[name][row] for name in self._said] if row >= 0 else []
        values = tuple(str(value) for value in said if value is not None)
        if not values:
            which = rule.column or "availability"
            return Rule(AVAILABLE, f"the item's {which} is not known", (), ())
        if rule.column:
            return Rule(AVAILABLE, f"the item's {rule.column} is {values[0]}", (), values)
        if moment < self._start[item]:
            reason = f"it is available only from {self._said[rule.start][row]}"
        else:
            reason = f"it was available only until {self._said[rule.end][row]}"
        return Rule(AVAILABLE, reason, (), values)

    def notes(self) -> list[str]:
        """Say how many items the rule knows nothing about."""
        unknown = int(self._unknown.sum())
        if not unknown:
            return []
        what = "hidden" if self.rule.unknown == "hide" else "shown"
        return [
            f"available: of {unknown:,} of {len(self._row):,} items it is not known whether they "
            f"can be had; they are {what} (unknown: {self.rule.unknown})."
        ]


def _flag(value: Any, column: str) -> bool | None:
    if value is None or value != value:  # noqa: PLR0124 - NaN is unknown
        return None
    word = str(value).strip().casefold()
    if not word:
        return None
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise SettingsError(
        f"available: {value!r} in the column {column!r} of the items is neither true nor false",
        hint="Write true or false, yes or no, 1 or 0; nothing where it is not known.",
    )


def _days(
    values: Sequence[Any], column: str, missing: float, *, whole_days: bool = False
) -> Floats:
    """Read moments as days since 1970-01-01; with ``whole_days``, the end of a bare date."""
    found = [_moment(value, column) for value in values]
    return np.array(
        [
            missing if one is None else one[0] + (whole_days and (_DAY if one[1] else _INSTANT))
            for one in found
        ],
        dtype=np.float64,
    )


def _moment(value: Any, column: str) -> tuple[float, bool] | None:
    """Return a moment in days, and whether it is a bare date."""
    if value is None or value != value or not str(value).strip():  # noqa: PLR0124 - NaN
        return None
    if isinstance(value, datetime):
        return in_days(value), False
    if isinstance(value, date):
        return in_days(datetime(value.year, value.month, value.day)), True
    if isinstance(value, int | float):
        return in_days(float(value)), False
    text = value.strip()
    try:
        return in_days(datetime.fromisoformat(text)), len(text) <= len("2026-08-31")
    except ValueError as error:
        raise SettingsError(
            f"available: {value!r} in the column {column!r} of the items is no date",
            hint="Write 2026-08-31, or 2026-08-31T12:00:00 (UTC); nothing for no bound.",
        ) from error

"""Levers: what changing one attribute of an item would do to how often it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import scipy

from openkitchen.experiments.features import set_attributes
from openkitchen.experiments.frozen import before_lists, frozen_item
from openkitchen.experiments.questions import refit_with
from openkitchen.models.contract import Progress
from openkitchen.models.new_lists import refitted_lists
from openkitchen.models.prepared import Prepared
from openkitchen.models.score_shift import item_places
from openkitchen.schema import Attribute, Tables, Tabular, split_sets
from openkitchen.schema.columns import ITEM

__all__ = ["Lever", "Levers", "find_levers"]

Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_QUARTILES = (0.25, 0.5, 0.75)
_FEWEST = 3
_CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Lever:
    """One change of one attribute, and how often the item would be shown.

    Parameters
    ----------
    attribute, value
        The attribute and its new value; sets as ``a|b``.
    change
        The change in words: ``cuisine: thai → greek``, ``tags: + spicy``.
    before
        Lists that show the item now.
    frozen, after
        Lists that would: with the weights as they are, and with weights learned anew.
    won, lost
        Users in whose list it would be new, and from whose it would go (learned anew).
    whom
        The user attribute that the winning lists share most, beside its share among all
        users; empty where nothing stands out.
    """

    attribute: str
    value: str
    change: str
    before: int
    frozen: int
    after: int
    won: int
    lost: int
    whom: str

    @property
    def gained(self) -> int:
        """Lists gained with weights learned anew; negative when lost."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Levers(Tabular):
    """All single changes of an item's attributes, those that gain most first.

    Only a change that is true of the item may be made: a dish without meat may be said
    to be vegetarian; saying so of another would mislead people, and the figures do not
    tell the two apart.
    """

    item_id: str
    k: int
    n_users: int
    rows: tuple[Lever, ...]
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "item_id": self.item_id,
            "k": self.k,
            "n_users": self.n_users,
            "seconds": self.seconds,
            "levers": [asdict(row) | {"gained": row.gained} for row in self.rows],
        }

    def to_table(self) -> pa.Table:
        """Return one row per change."""
        return pa.Table.from_pylist([asdict(row) | {"gained": row.gained} for row in self.rows])


def find_levers(prepared: Prepared, item: str, k: int, progress: Progress | None = None) -> Levers:
    """Try every single change of an item's attributes.

    Tried are: every other value of a category, every value of a set added or taken out,
    and the quartiles of a number. Values that fewer than three items have teach the model
    nothing and are left out.

    Parameters
    ----------
    prepared
        The fit, made ready.
    item
        Which item.
    k
        Length of the lists.
    progress
        Told of each change.

    Raises
    ------
    UnknownName
        When the item is unknown.
    """
    started = perf_counter()
    tables, code = prepared.fitted.tables, prepared.fitted.known.items.code(item)
    before = before_lists(prepared, k)
    was = (before == code).any(axis=1)
    changes = list(_changes(tables, item))
    rows = []
    for done, (attribute, value, words) in enumerate(changes):
        if progress:
            progress("trying changes", done, len(changes))
        changed = set_attributes(tables, item, {attribute: value})
        again = refit_with(prepared, changed)
        place = item_places(again)[again.known.items.code(item)]
        now = (refitted_lists(again, k) == place).any(axis=1)
        still = (frozen_item(prepared, item, changed).lists(k) == code).any(axis=1)
        rows.append(
            Lever(
                attribute,
                value,
                words,
                int(was.sum()),
                int(still.sum()),
                int(now.sum()),
                int((now & ~was).sum()),
                int((was & ~now).sum()),
                whom(prepared, now & ~was),
            )
        )
    ordered = tuple(sorted(rows, key=lambda row: (-row.gained, row.attribute, row.value)))
    return Levers(item, k, len(was), ordered, perf_counter() - started)


def _changes(tables: Tables, item: str) -> Iterator[tuple[str, str, str]]:
    """Yield attribute, new value and the change in words."""
    if tables.items is None:
        return
    row = pc.index(tables.items[ITEM].cast(pa.string()), item).as_py()
    for attribute in tables.item_attributes:
        column = tables.items[attribute.name]
        own = column[row : row + 1] if row >= 0 else pa.chunked_array([pa.nulls(1, column.type)])
        if attribute.kind in _CHANGES:
            yield from _CHANGES[attribute.kind](attribute, column, own)


def _categories(
    attribute: Attribute, column: pa.ChunkedArray, own: pa.ChunkedArray
) -> Iterator[tuple[str, str, str]]:
    now = own[0].as_py()
    for value in _common(column.drop_null()):
        if value != now:
            shown = "not known" if now is None else now
            yield attribute.name, str(value), f"{attribute.name}: {shown} → {value}"


def _sets(
    attribute: Attribute, column: pa.ChunkedArray, own: pa.ChunkedArray
) -> Iterator[tuple[str, str, str]]:
    now = split_sets(own).to_pylist()[0] or []
    for value in _common(pc.list_flatten(split_sets(column))):
        if value in now:
            rest = "|".join(v for v in now if v != value)
            yield attribute.name, rest, f"{attribute.name}: − {value}"
        else:
            yield attribute.name, "|".join([*now, value]), f"{attribute.name}: + {value}"


def _numbers(
    attribute: Attribute, column: pa.ChunkedArray, own: pa.ChunkedArray
) -> Iterator[tuple[str, str, str]]:
    now, known = own[0].as_py(), column.drop_null()
    if not len(known):
        return
    values = pc.quantile(known, list(_QUARTILES), interpolation="nearest").to_pylist()
    for value in dict.fromkeys(values):
        if value is not None and value != now:
            shown = "not known" if now is None else _exact(now)
            yield attribute.name, _exact(value), f"{attribute.name}: {shown} → {_exact(value)}"


def _exact(value: float) -> str:
    """Write a number with as few digits as tell it from every other."""
    short = f"{value:g}"
    return short if float(short) == value else str(value)


_CHANGES = {"category": _categories, "set": _sets, "number": _numbers}


def _common(values: pa.ChunkedArray) -> list[Any]:
    counts = pc.value_counts(values)
    if isinstance(counts, pa.ChunkedArray):
        counts = counts.combine_chunks()
    pairs = zip(counts.field("values").to_pylist(), counts.field("counts").to_pylist(), strict=True)
    return sorted((value for value, n in pairs if n >= _FEWEST and str(value) != "nan"), key=str)


def whom(prepared: Prepared, users: Flags) -> str:
    """Say which user attribute stands out among some users.

    It is the one whose share differs most, told only where so many with it would be drawn by
    chance in fewer than 5 of 100 cases, all attributes looked at (binomial, Bonferroni).
    """
    design = prepared.fitted.design
    if users.sum() < _FEWEST or not len(design.user_encoder):
        return ""
    has = design.users + np.array([c.centre for c in design.user_encoder.columns]) > 0.5
    some = np.array([c.kind != "number" for c in design.user_encoder.columns])
    share, among = has.mean(axis=0), has[users].mean(axis=0)
    lift = np.where(some & (among > share), among - share, 0.0)
    best = int(np.argmax(lift))
    n = int(users.sum())
    chance = scipy.stats.binom.sf(round(among[best] * n) - 1, n, share[best])
    if not lift[best] or chance * some.sum() > _CHANCE:
        return ""
    name = design.user_encoder.names[best]
    return f"{name} ({among[best]:.0%} of them, {share[best]:.0%} of all)"

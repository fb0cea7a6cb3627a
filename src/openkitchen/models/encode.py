"""Attributes as columns of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.models.index import Index
from openkitchen.schema import Attribute, split_sets

__all__ = ["Column", "Encoder", "fit_encoder"]

Floats = npt.NDArray[np.float64]

_FEWEST = 3
_MOST_LEVELS = 300


@dataclass(frozen=True, slots=True)
class Column:
    """One column of numbers made from an attribute.

    Parameters
    ----------
    attribute
        The attribute's name.
    kind
        ``category``, ``set`` or ``number``.
    level
        The value this column stands for; empty for a number.
    centre, spread
        A number enters as (x − centre) / spread. A category's indicator enters less
        ``centre``, the share of its level among those whose value is known, so that
        weights are told against the average. A set's indicator enters as it is
        (centre 0): its reference is not having the value.
    """

    attribute: str
    kind: str
    level: str
    centre: float
    spread: float

    @property
    def name(self) -> str:
        """Name of the feature: ``diet=vegan``, or ``age`` for a number."""
        return f"{self.attribute}={self.level}" if self.kind != "number" else self.attribute


@dataclass(frozen=True, slots=True)
class Encoder:
    """Columns learned from one table, to be applied to any rows of the same kind.

    An unknown value, like an unknown row, is all zeros: the average.
    """

    columns: tuple[Column, ...]

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def names(self) -> list[str]:
        """Names of the features, in the order of the columns."""
        return [column.name for column in self.columns]

    def encode(self, table: pa.Table | None, id_column: str, index: Index) -> Floats:
        """Return one row of numbers for each id of the index.

        Parameters
        ----------
        table
            The attributes; ``None`` when nothing is known.
        id_column
            Name of the id column in ``table``.
        index
            The ids to encode.

        Returns
        -------
        len(index) × len(self); zeros for ids or values that are not known.
        """
        out = np.zeros((len(index), len(self)))
        if table is None or not self.columns:
            return out
        rows = index.find(table[id_column])
        places: dict[str, list[int]] = {}
        for place, column in enumerate(self.columns):
            places.setdefault(column.attribute, []).append(place)
        for attribute, where in places.items():
            if attribute in table.column_names:
                block = _encode(table[attribute], [self.columns[p] for p in where])
                out[np.ix_(rows[rows >= 0], np.array(where))] = block[rows >= 0]
        return out


def fit_encoder(table: pa.Table | None, attributes: Sequence[Attribute]) -> Encoder:
    """Learn levels, shares, means and spreads from a table.

    Levels of fewer than three rows, and columns that never vary, are left out; of the
    rest the 300 most frequent levels of an attribute are kept. Text is not encoded.
    """
    columns: list[Column] = []
    if table is not None:
        for attribute in attributes:
            if attribute.kind == "number":
                columns += _number(attribute, table[attribute.name])
            elif attribute.kind in ("category", "set"):
                columns += _levels(attribute, table[attribute.name])
    return Encoder(tuple(columns))


def _number(attribute: Attribute, values: pa.ChunkedArray) -> list[Column]:
    known = values.cast(pa.float64()).drop_null().to_numpy()
    known = known[np.isfinite(known)]
    spread = float(known.std()) if len(known) else 0.0
    if spread == 0.0:
        return []
    return [Column(attribute.name, "number", "", float(known.mean()), spread)]


def _levels(attribute: Attribute, values: pa.ChunkedArray) -> list[Column]:
    rows = _members(values, attribute.kind)
    known = sum(row is not None for row in rows)
    counts = Counter(level for row in rows if row is not None for level in row)
    kept = sorted((level for level, n in counts.items() if _FEWEST <= n < known))
    kept = sorted(kept, key=lambda level: -counts[level])[:_MOST_LEVELS]
    centred = attribute.kind == "category"
    return [
        Column(
            attribute.name, attribute.kind, level, counts[level] / known if centred else 0.0, 1.0
        )
        for level in sorted(kept)
    ]


def _members(values: pa.ChunkedArray, kind: str) -> list[list[str] | None]:
    if kind == "set":
        members: list[list[str] | None] = split_sets(values).to_pylist()
        return members
    return [None if value is None else [_label(value)] for value in values.to_pylist()]


def _label(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _encode(values: pa.ChunkedArray, columns: Sequence[Column]) -> Floats:
    if columns[0].kind == "number":
        numbers = values.cast(pa.float64()).to_numpy(zero_copy_only=False)
        scaled = (numbers - columns[0].centre) / columns[0].spread
        return np.nan_to_num(scaled, nan=0.0, posinf=0.0, neginf=0.0)[:, None]
    place = {column.level: p for p, column in enumerate(columns)}
    centre = np.array([column.centre for column in columns])
    out = np.zeros((len(values), len(columns)))
    for row, members in enumerate(_members(values, columns[0].kind)):
        if members is not None:
            out[row] = -centre
            for level in members:
                if level in place:
                    out[row, place[level]] += 1.0
    return out

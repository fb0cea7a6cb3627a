"""Attributes as columns of numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import scipy.sparse as sp

from openkitchen.models.index import Index
from openkitchen.schema import Attribute, split_sets

__all__ = ["Column", "Encoder", "fit_encoder"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_FEWEST = 3
_MOST_LEVELS = 300
_NOTHING = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))


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
        """Return one row of numbers for each id of the index, indicators centred.

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
        raw, known = self._raw(table, id_column, index)
        centre = np.array([column.centre for column in self.columns])
        return np.asarray(raw.toarray() - centre * known)

    def indicate(self, table: pa.Table | None, id_column: str, index: Index) -> sp.csr_array:
        """Return what `encode` does, sparse, with indicators of 0 and 1 left as they are."""
        return self._raw(table, id_column, index)[0]

    def unheard(self, values: Mapping[str, str | None]) -> list[str]:
        """Return which told values have no column, as ``diet=vegan``: they say nothing.

        Parameters
        ----------
        values
            Attribute to value, sets written ``a|b``; attributes without any column are passed
            over.
        """
        found = []
        for name, value in values.items():
            levels = {c.level for c in self.columns if c.attribute == name and c.kind != "number"}
            told = (part.strip() for part in (value or "").split("|"))
            found += [f"{name}={part}" for part in told if part and levels and part not in levels]
        return found

    def _raw(
        self, table: pa.Table | None, id_column: str, index: Index
    ) -> tuple[sp.csr_array, npt.NDArray[np.bool_]]:
        """Return uncentred numbers, and which (id, column) pairs have a known value."""
        shape = (len(index), len(self))
        known = np.zeros(shape, dtype=np.bool_)
        if table is None or not self.columns:
            return sp.csr_array(shape), known
        ids = _first_rows(index.find(table[id_column]))
        blocks = [_NOTHING]
        for attribute, where in self._places().items():
            if attribute not in table.column_names:
                continue
            columns = [self.columns[p] for p in where]
            row, place, value, filled = _entries(table[attribute], columns)
            here = ids[row] >= 0  # a row that repeats an id counts for nothing
            blocks.append((ids[row[here]], np.array(where)[place[here]], value[here]))
            rows = ids[filled & (ids >= 0)]
            known[np.ix_(rows, np.array(where))] = True
        row, place, value = (np.concatenate(part) for part in zip(*blocks, strict=True))
        return sp.csr_array((value, (row, place)), shape=shape), known

    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, column in enumerate(self.columns):
            places.setdefault(column.attribute, []).append(place)
        return places


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


def _first_rows(ids: Codes) -> Codes:
    """Put −1 where an id was there already: the first row of each id is kept."""
    first = np.zeros(len(ids), dtype=np.bool_)
    first[np.unique(ids, return_index=True)[1]] = True
    return np.where(first, ids, -1)


def _number(attribute: Attribute, values: pa.ChunkedArray) -> list[Column]:
    known = _numbers(values)
    known = known[np.isfinite(known)]
    if not len(known) or known.min() == known.max():
        return []
    return [Column(attribute.name, "number", "", float(known.mean()), float(known.std()))]


def _numbers(values: pa.ChunkedArray) -> Floats:
    numbers: Floats = values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    return numbers


def _levels(attribute: Attribute, values: pa.ChunkedArray) -> list[Column]:
    _, level, names, filled = _members(values, attribute.kind)
    known = int(filled.sum())
    counts = dict(zip(names, np.bincount(level, minlength=len(names)).tolist(), strict=True))
    kept = sorted((name for name, n in counts.items() if _FEWEST <= n < known))
    kept = sorted(kept, key=lambda name: -counts[name])[:_MOST_LEVELS]
    centred = attribute.kind == "category"
    return [
        Column(attribute.name, attribute.kind, name, counts[name] / known if centred else 0.0, 1.0)
        for name in sorted(kept)
    ]


def _members(
    values: pa.ChunkedArray, kind: str
) -> tuple[Codes, Codes, list[str], npt.NDArray[np.bool_]]:
    """Return row and level of every entry, the levels' names, and which rows are known."""
    if kind == "set":
        sets: list[list[str] | None] = split_sets(values).to_pylist()
        filled = np.array([one is not None for one in sets], dtype=np.bool_)
        rows = np.repeat(np.arange(len(sets)), [len(one or ()) for one in sets])
        flat = pa.array([name for one in sets for name in one or ()], pa.string())
        coded = flat.dictionary_encode()
        return rows, coded.indices.to_numpy().astype(np.int64), coded.dictionary.to_pylist(), filled
    coded = values.combine_chunks().dictionary_encode()
    distinct = coded.dictionary.to_pylist()
    code = pc.fill_null(coded.indices, len(distinct)).to_numpy().astype(np.int64)
    told = np.array([not _unknown(value) for value in distinct] + [False])
    filled = told[code]
    rows = np.flatnonzero(filled)
    # two values may read alike: each name is one level
    labels = ["" if _unknown(value) else _label(value) for value in distinct]
    names = list(dict.fromkeys(labels))
    place = np.array([names.index(label) for label in labels], dtype=np.int64)
    return rows, place[code[rows]], names, filled


def _unknown(value: Any) -> bool:
    return value is None or (isinstance(value, float) and not math.isfinite(value))


def _label(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _entries(
    values: pa.ChunkedArray, columns: Sequence[Column]
) -> tuple[Codes, Codes, Floats, npt.NDArray[np.bool_]]:
    """Return row, column and number of every entry, and which rows have a known value."""
    if columns[0].kind == "number":
        numbers = _numbers(values)
        filled = np.isfinite(numbers)
        row = np.flatnonzero(filled)
        scaled = (numbers[row] - columns[0].centre) / columns[0].spread
        return row, np.zeros(len(row), np.int64), scaled, np.zeros(len(filled), np.bool_)
    rows, level, names, filled = _members(values, columns[0].kind)
    at = {column.level: p for p, column in enumerate(columns)}
    place = np.array([at.get(name, -1) for name in names], dtype=np.int64)[level]
    kept = place >= 0
    return rows[kept], place[kept], np.ones(int(kept.sum())), filled

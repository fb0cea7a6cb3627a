"""Ids become whole numbers once; everything after works on arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import ColumnsError
from openkitchen.schema.columns import ITEM, USER

__all__ = ["Coded", "Pairs", "ascending", "code_pairs", "distinct", "require_columns"]

Codes = npt.NDArray[np.int64]

_FEW = 10_000


@dataclass(frozen=True)
class Pairs:
    """User and item codes, row by row."""

    user: Codes
    item: Codes


@dataclass(frozen=True)
class Coded:
    """Several tables under one coding.

    Parameters
    ----------
    users, items
        The ids; an id's code is its place.
    tables
        The pairs of each table, in the order given.
    """

    users: pa.Array
    items: pa.Array
    tables: tuple[Pairs, ...]


def code_pairs(*tables: pa.Table) -> Coded:
    """Code the user and item columns of all tables together."""
    user_codes, users = _code([table[USER] for table in tables])
    item_codes, items = _code([table[ITEM] for table in tables])
    ends = np.cumsum([table.num_rows for table in tables])[:-1]
    pairs = zip(np.split(user_codes, ends), np.split(item_codes, ends), strict=True)
    return Coded(users, items, tuple(Pairs(user, item) for user, item in pairs))


def distinct(pairs: Pairs, n_items: int) -> Codes:
    """Return the distinct pairs as ascending keys ``user · n_items + item``."""
    return ascending(pairs.user * n_items + pairs.item)


def ascending(keys: Codes) -> Codes:
    """Return the distinct keys, ascending."""
    keys = np.sort(keys)
    return keys[np.append(True, np.diff(keys) != 0)] if len(keys) else keys


def require_columns(table: pa.Table, *names: str, file: str | None = None) -> None:
    """Raise unless all columns are there.

    Raises
    ------
    ColumnsError
        Naming the missing columns, the ones found and the likeliest mix-up.
    """
    missing = [name for name in names if name not in table.column_names]
    if missing:
        raise ColumnsError.missing(missing, table.column_names, file=file)


def _code(columns: list[pa.ChunkedArray]) -> tuple[Codes, pa.Array]:
    chunks = [chunk for column in columns for chunk in column.cast(pa.string()).chunks]
    coded = pa.chunked_array(chunks, type=pa.string()).combine_chunks()
    if isinstance(coded, pa.ChunkedArray):  # some pyarrow versions keep an empty shell
        coded = pa.concat_arrays(coded.chunks) if coded.num_chunks else pa.array([], pa.string())
    lengths = None
    if _has_runs(coded.slice(0, _FEW)):
        runs = pc.run_end_encode(coded)
        lengths, coded = np.diff(runs.run_ends.to_numpy(), prepend=0), runs.values
    encoded = pc.dictionary_encode(coded)
    codes: Codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return (codes if lengths is None else np.repeat(codes, lengths)), encoded.dictionary


def _has_runs(head: pa.Array) -> bool:
    """Say whether equal values mostly stand together, as the rows of one user do."""
    return len(head) == _FEW and 2 * len(pc.run_end_encode(head).values) < _FEW

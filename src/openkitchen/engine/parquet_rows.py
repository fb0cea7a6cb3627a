"""Rows that lie in Parquet files and are read by the engine itself, a piece at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

__all__ = ["FILES", "ParquetPart", "ParquetRows"]

FILES = "files"
"""The name by which a part's query reads its files."""


@dataclass(frozen=True, slots=True)
class ParquetPart:
    """Files of one schema, and what is taken from them.

    Parameters
    ----------
    paths
        The files; at least one.
    query
        A ``SELECT`` in DuckDB's dialect that reads the table `FILES`.
    """

    paths: tuple[Path, ...]
    query: str


@dataclass(frozen=True, slots=True)
class ParquetRows:
    """A table in several parts, one under the other.

    Parameters
    ----------
    schema
        Names and types of the columns, in order; each part's query gives them.
    parts
        May be none: then there are no rows.
    """

    schema: pa.Schema
    parts: tuple[ParquetPart, ...] = ()


Given = Mapping[str, pa.Table | ParquetRows]
"""Tables by the names that SQL models use."""

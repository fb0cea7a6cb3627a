"""From DuckDB's dialect to Spark's."""

from __future__ import annotations

from functools import lru_cache

import sqlglot
from sqlglot import ErrorLevel
from sqlglot.errors import SqlglotError

from openkitchen.errors import InputError

__all__ = ["spark_sql"]


@lru_cache(maxsize=256)
def spark_sql(query: str) -> str:
    """Translate one query.

    Parameters
    ----------
    query
        In DuckDB's dialect. Portable queries give every window a total order, make doubles
        before they divide, and ask for nothing that engines see differently (hashes,
        samples, aggregates that depend on the order of rows).

    Raises
    ------
    InputError
        Spark has nothing of the kind.
    """
    try:
        translated = sqlglot.transpile(
            query, read="duckdb", write="spark", unsupported_level=ErrorLevel.RAISE, comments=False
        )
    except SqlglotError as error:
        raise InputError(
            f"cannot be written for Spark: {error}",
            hint="Say it in SQL that both engines have, or run it with --engine duckdb.",
        ) from error
    if len(translated) != 1:
        raise InputError(f"{len(translated)} queries", expected="one")
    return str(translated[0])

"""Run SQL models: files of one ``SELECT`` each, over tables that are given by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from openkitchen.engine.duck import run_on_duckdb
from openkitchen.engine.engines import SPARK, engine_in_use
from openkitchen.engine.parquet_rows import Given
from openkitchen.engine.recording import note
from openkitchen.engine.sql_model import SqlFile, name_of
from openkitchen.errors import UnknownName

__all__ = ["run_model", "run_models"]


def run_model(model: SqlFile, tables: Given) -> pa.Table:
    """Run one SQL model on the engine in use.

    Parameters
    ----------
    model
        A ``.sql`` file in DuckDB's dialect: a comment that says what it is for, then
        one ``SELECT``. Spark runs a translation of it.
    tables
        What the model reads, by the name it uses.

    Returns
    -------
    The rows, with plain types (see `plain`).

    Raises
    ------
    FileUnreadable
        The file is missing, has no comment at its top, holds something other than one
        ``SELECT``, or the engine refuses it; the message says where.
    NotEnoughMemory
        The work fits neither into the memory allowed nor onto the disk.
    MissingExtra
        Spark is to run it and is not installed.
    """
    name = name_of(model)
    return run_models([model], tables, [name])[name]


def run_models(
    models: Sequence[SqlFile],
    tables: Given,
    wanted: Iterable[str],
    *,
    stored: Iterable[str] = (),
) -> dict[str, pa.Table]:
    """Run SQL models one after the other in one database of the engine in use.

    The rows of each are a table for those after it, named as the file without ``.sql``.

    Parameters
    ----------
    models
        The files, in the order of running.
    tables
        What the first ones read, by name: in memory, or in Parquet files that the engine
        reads a piece at a time.
    wanted
        Names of the results to return; the others never leave the database.
    stored
        Names of further results that are worked out once and held in the database. All
        others are views: worked out anew for each model that reads them, which takes
        more time and less memory.

    Returns
    -------
    The wanted results by name, with plain types (see `plain`). Large ones lie in a file
    and are mapped into memory.

    Raises
    ------
    FileUnreadable, NotEnoughMemory, MissingExtra
        As `run_model`.
    UnknownName
        A name of a result is the name of no model.
    """
    names = [name_of(model) for model in models]
    wanted, stored = list(wanted), list(stored)
    for name in [*wanted, *stored]:
        if name not in names:
            raise UnknownName("SQL model", name, names)
    note(models, tables)
    if engine_in_use().name == SPARK:
        from openkitchen.engine.spark import run_on_spark

        return run_on_spark(models, tables, wanted, stored)
    return run_on_duckdb(models, tables, wanted, stored)

"""Note which SQL models a function runs, and on what: how lineage learns of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import pyarrow as pa

from openkitchen.engine.parquet_rows import Given
from openkitchen.engine.sql_model import SqlFile

__all__ = ["ModelRun", "note", "recording"]


@dataclass(frozen=True, slots=True)
class ModelRun:
    """SQL models that ran one after the other in one database.

    Parameters
    ----------
    models
        The files, in the order of running.
    tables
        What they were given, by name; of rows in files the columns alone.
    """

    models: tuple[SqlFile, ...]
    tables: Mapping[str, pa.Table]


_RUNS: ContextVar[list[ModelRun] | None] = ContextVar("openkitchen_model_runs", default=None)


@contextmanager
def recording() -> Iterator[list[ModelRun]]:
    """Note every run of SQL models while the block lasts.

    Yields
    ------
    The runs so far, in order.
    """
    runs: list[ModelRun] = []
    token = _RUNS.set(runs)
    try:
        yield runs
    finally:
        _RUNS.reset(token)


def note(models: Sequence[SqlFile], tables: Given) -> None:
    """Note a run, if somebody is recording."""
    runs = _RUNS.get()
    if runs is not None:
        given = {
            name: table if isinstance(table, pa.Table) else table.schema.empty_table()
            for name, table in tables.items()
        }
        runs.append(ModelRun(tuple(models), given))

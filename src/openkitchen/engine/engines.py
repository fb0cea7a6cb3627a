"""Which engine runs the SQL: DuckDB unless a caller says otherwise."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from openkitchen.errors import UnknownName

__all__ = ["DUCKDB", "ENGINES", "ENGINE_VARIABLE", "SPARK", "Engine", "engine_in_use", "using"]

DUCKDB, SPARK = "duckdb", "spark"
ENGINES = (DUCKDB, SPARK)
"""The engines that there are."""

ENGINE_VARIABLE = "OPENKITCHEN_ENGINE"
"""Environment variable with the engine for code that names none, such as ``kedro run``."""

MASTER_VARIABLE = "OPENKITCHEN_SPARK_MASTER"


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine, and how it is set.

    Parameters
    ----------
    name
        ``duckdb`` or ``spark``.
    memory
        What DuckDB may use, such as ``4GB``; half of the machine's, and at most 2 GB, when empty.
    spill
        The folder where DuckDB puts what does not fit into memory; the system's folder
        for temporary files when ``None``.
    kept
        The folder where what was made of single days is kept from one run to the next, so
        that a late file costs little; nothing is kept when ``None``.
    master
        Where Spark runs: ``local[*]``, ``spark://host:7077``, ``yarn``, or
        ``sc://host:15002`` for Spark Connect, as Databricks offers it.
    exchange
        A folder that this machine and Spark's workers both see, as a path or a URL, such as
        ``s3://bucket/exchange``: rows go to and from Spark through it. A temporary folder
        when empty, which does for Spark on this machine.
    options
        Further settings of Spark by name, such as ``spark.executor.memory``.
    """

    name: str = DUCKDB
    memory: str = ""
    spill: Path | None = None
    kept: Path | None = None
    master: str = "local[*]"
    exchange: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.name not in ENGINES:
            raise UnknownName("engine", self.name, ENGINES)


_IN_USE: ContextVar[Engine | None] = ContextVar("engine", default=None)


@contextmanager
def using(engine: Engine) -> Iterator[Engine]:
    """Let an engine run all SQL models within a ``with`` block."""
    token = _IN_USE.set(engine)
    try:
        yield engine
    finally:
        _IN_USE.reset(token)


def engine_in_use() -> Engine:
    """Return the engine that runs SQL models here and now."""
    chosen = _IN_USE.get()
    if chosen is not None:
        return chosen
    return Engine(
        os.environ.get(ENGINE_VARIABLE) or DUCKDB,
        master=os.environ.get(MASTER_VARIABLE) or "local[*]",
    )

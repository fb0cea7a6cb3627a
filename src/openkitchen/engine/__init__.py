"""Where SQL runs: DuckDB in this process, or Apache Spark; the only engine-specific code."""

from openkitchen.engine.attached import copy_attached
from openkitchen.engine.connection import connect, one_database
from openkitchen.engine.engines import DUCKDB, ENGINES, SPARK, Engine, engine_in_use, using
from openkitchen.engine.parquet_rows import FILES, ParquetPart, ParquetRows
from openkitchen.engine.plain import plain
from openkitchen.engine.run import run_model, run_models
from openkitchen.engine.sql_model import SqlFile

__all__ = [
    "DUCKDB",
    "ENGINES",
    "FILES",
    "SPARK",
    "Engine",
    "ParquetPart",
    "ParquetRows",
    "SqlFile",
    "connect",
    "copy_attached",
    "engine_in_use",
    "one_database",
    "plain",
    "run_model",
    "run_models",
    "using",
]

"""SQL models on DuckDB, in this process."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import duckdb
import pyarrow as pa

from openkitchen.engine.connection import MEMORY, session
from openkitchen.engine.engines import engine_in_use
from openkitchen.engine.parquet_rows import FILES, Given, ParquetRows
from openkitchen.engine.plain import plain, plain_schema
from openkitchen.engine.results import gathered
from openkitchen.engine.sql_model import SqlFile, name_of, quoted, refused, select_in
from openkitchen.errors import NotEnoughMemory

__all__ = ["run_on_duckdb"]

_BATCH = 100_000


def run_on_duckdb(
    models: Sequence[SqlFile],
    tables: Given,
    wanted: Collection[str],
    stored: Collection[str],
) -> dict[str, pa.Table]:
    """Run SQL models; see `openkitchen.engine.run_models`."""
    results: dict[str, pa.Table] = {}
    with session() as connection:
        for given, table in tables.items():
            _offer(connection, given, table)
        for model in models:
            query, name = select_in(model), name_of(model)
            try:
                if name in wanted:
                    results[name] = _result(connection, query)
                    connection.register(name, results[name])
                else:
                    kind = "TABLE" if name in stored else "VIEW"
                    connection.execute(f"CREATE TEMP {kind} {quoted(name)} AS\n{query}")
            except duckdb.OutOfMemoryException as error:
                raise _too_large(model, error) from error
            except duckdb.Error as error:
                raise refused(model, "DuckDB", error) from error
    return {name: results[name] for name in wanted}


def _offer(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table | ParquetRows) -> None:
    if isinstance(table, pa.Table):
        connection.register(name, table)
        return
    empty = f"{name} without rows"
    connection.register(empty, table.schema.empty_table())
    selects = [f"SELECT * FROM {quoted(empty)}"]
    for part in table.parts:
        paths = ", ".join("'" + str(path).replace("'", "''") + "'" for path in part.paths)
        files = f"{FILES} AS (SELECT * FROM read_parquet([{paths}], hive_partitioning = false))"
        selects.append(f"(WITH {files} {part.query})")
    connection.execute(f"CREATE TEMP VIEW {quoted(name)} AS " + " UNION ALL ".join(selects))


def _result(connection: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    reader = connection.sql(query).to_arrow_reader(_BATCH)
    pieces = (plain(pa.Table.from_batches([batch])) for batch in reader)
    return gathered(plain_schema(reader.schema), pieces, engine_in_use().spill)


def _too_large(model: SqlFile, error: duckdb.Error) -> NotEnoughMemory:
    said = str(error).splitlines()[0]
    return NotEnoughMemory(
        f"{model.name} does not fit into memory and disk: {said}",
        hint=f"Give it more, for example {MEMORY}=4GB, or make room for temporary files.",
    )

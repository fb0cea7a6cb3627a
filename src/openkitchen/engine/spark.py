"""SQL models on Apache Spark: translated, with Parquet in and out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pyarrow as pa

from openkitchen.engine.engines import engine_in_use
from openkitchen.engine.exchange import Exchange, open_exchange
from openkitchen.engine.parquet_rows import FILES, Given, ParquetRows
from openkitchen.engine.plain import plain, plain_schema
from openkitchen.engine.results import gathered
from openkitchen.engine.spark_session import spark_session
from openkitchen.engine.sql_model import SqlFile, name_of, refused, select_in
from openkitchen.engine.translate import spark_sql
from openkitchen.errors import InputError

__all__ = ["run_on_spark"]


def run_on_spark(
    models: Sequence[SqlFile],
    tables: Given,
    wanted: Collection[str],
    stored: Collection[str],
) -> dict[str, pa.Table]:
    """Run SQL models; see `openkitchen.engine.run_models`."""
    engine = engine_in_use()
    results: dict[str, pa.Table] = {}
    held: list[Any] = []
    with spark_session(engine) as session, open_exchange(engine) as exchange:
        from pyspark.errors import PySparkException

        for given, table in tables.items():
            _offer(session, exchange, given, table)
        try:
            for model in models:
                query, name = select_in(model), name_of(model)
                try:
                    frame = session.sql(spark_sql(query))
                    if name in wanted:
                        frame.write.parquet(exchange.address(name))
                        frame = session.read.parquet(exchange.address(name))
                        results[name] = _result(exchange, name)
                    elif name in stored:
                        frame = frame.persist()
                        held.append(frame)
                    frame.createOrReplaceTempView(name)
                except (PySparkException, InputError) as error:
                    raise refused(model, "Spark", error) from error
        finally:
            for frame in held:
                frame.unpersist()
    return {name: results[name] for name in wanted}


def _offer(session: Any, exchange: Exchange, name: str, table: pa.Table | ParquetRows) -> None:
    if isinstance(table, pa.Table):
        _offered(session, exchange, name, table).createOrReplaceTempView(name)
        return
    frame = _offered(session, exchange, name, table.schema.empty_table())
    for number, part in enumerate(table.parts):
        files = session.read.parquet(*exchange.offer(part.paths))
        relation = f"{name}_{FILES}_{number}"
        files.createOrReplaceTempView(relation)
        query = f"WITH {FILES} AS (SELECT * FROM {relation}) {part.query}"
        frame = frame.unionAll(session.sql(spark_sql(query)))
    frame.createOrReplaceTempView(name)


def _offered(session: Any, exchange: Exchange, name: str, table: pa.Table) -> Any:
    """Hand over a table. By Parquet: pyspark 4 loses rows when the first chunk is empty."""
    exchange.put(name, _known_to_spark(table))
    return session.read.parquet(exchange.address(name))


def _known_to_spark(table: pa.Table) -> pa.Table:
    """Spell the types that Spark does not take from Arrow: dictionaries, columns of nulls."""
    fields = [
        field.with_type(pa.string()) if pa.types.is_null(field.type) else field
        for field in plain_schema(table.schema).remove_metadata()
    ]
    return plain(table).cast(pa.schema(fields))


def _result(exchange: Exchange, name: str) -> pa.Table:
    rows = exchange.read(name)
    schema = plain_schema(rows.schema).remove_metadata()
    pieces = (_as(batch, schema) for batch in rows.to_batches(use_threads=False))
    return gathered(schema, pieces, engine_in_use().spill)


def _as(batch: pa.RecordBatch, schema: pa.Schema) -> pa.Table:
    return plain(pa.Table.from_batches([batch]).replace_schema_metadata()).cast(schema)

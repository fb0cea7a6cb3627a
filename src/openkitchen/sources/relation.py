"""Several sources as one table for SQL: in memory, or read from their files by the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from openkitchen.engine import FILES, ParquetPart, ParquetRows
from openkitchen.schema.columns import SOURCE, TIME
from openkitchen.sources.received import ReceivedSource
from openkitchen.sources.typed_files import TypedFile, TypedFiles

__all__ = ["under_each_other"]

_SQL = {
    pa.string(): "VARCHAR",
    pa.timestamp("us"): "TIMESTAMP",
    pa.float64(): "DOUBLE",
    pa.int64(): "BIGINT",
}


def under_each_other(
    sources: Sequence[ReceivedSource], types: Mapping[str, pa.DataType], *, named: bool = False
) -> pa.Table | ParquetRows:
    """Put the rows of several sources under each other.

    Parameters
    ----------
    sources
        Where the rows are.
    types
        The columns wanted, with their types; those that a source lacks are null.
    named
        Whether to add the column ``source`` with the source's name.

    Returns
    -------
    Rows for `openkitchen.engine.run_models`. They stay in their files if all sources have
    them there, with these types.
    """
    schema = pa.schema([*types.items(), *([(SOURCE, pa.string())] if named else [])])
    held = [one.held for one in sources]
    if not all(isinstance(one, TypedFiles) and _fits(one.schema, types) for one in held):
        return _in_memory(sources, types, schema)
    parts = (
        part
        for one in sources
        if isinstance(one.held, TypedFiles)
        for part in _parts(one.held, types, one.source.name if named else None)
    )
    return ParquetRows(schema, tuple(parts))


def _fits(schema: pa.Schema, types: Mapping[str, pa.DataType]) -> bool:
    both = [name for name in types if name in schema.names]
    return all(schema.field(name).type == types[name] for name in both)


def _in_memory(
    sources: Sequence[ReceivedSource], types: Mapping[str, pa.DataType], schema: pa.Schema
) -> pa.Table:
    tables = [schema.empty_table()]
    for one in sources:
        rows = one.rows
        columns = [
            rows[name].cast(kind) if name in rows.column_names else pa.nulls(rows.num_rows, kind)
            for name, kind in types.items()
        ]
        if SOURCE in schema.names and SOURCE not in types:
            columns.append(pa.repeat(one.source.name, rows.num_rows))
        tables.append(pa.table(columns, schema=schema))
    return pa.concat_tables(tables)


def _parts(
    typed: TypedFiles, types: Mapping[str, pa.DataType], name: str | None
) -> Iterator[ParquetPart]:
    """Group files of the same columns; one of which days count no more is a part of its own."""
    alike: dict[tuple[str, ...], list[TypedFile]] = {}
    for file in typed.files:
        if file.without:
            yield ParquetPart((file.path,), _query(typed, file, types, name))
        else:
            alike.setdefault(tuple(sorted(file.columns)), []).append(file)
    for files in alike.values():
        paths = tuple(file.path for file in files)
        yield ParquetPart(paths, _query(typed, files[0], types, name))


def _query(
    typed: TypedFiles, file: TypedFile, types: Mapping[str, pa.DataType], name: str | None
) -> str:
    columns = [
        f'"{column}"' if column in file.columns else f'CAST(NULL AS {_SQL[kind]}) AS "{column}"'
        for column, kind in types.items()
    ]
    if name is not None:
        columns.append("'" + name.replace("'", "''") + f"' AS {SOURCE}")
    query = f"SELECT {', '.join(columns)} FROM {FILES}"
    kept = [
        f'("{TIME}" < TIMESTAMP \'{first}\' OR "{TIME}" >= TIMESTAMP \'{end}\' OR "{TIME}" IS NULL)'
        for first, end in typed.gone(file)
    ]
    return f"{query} WHERE {' AND '.join(kept)}" if kept else query

"""Run SQL models: files of one ``SELECT`` each, over tables that are given by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path

import duckdb
import pyarrow as pa

from openkitchen.engine.connection import MEMORY, connect
from openkitchen.engine.recording import note
from openkitchen.errors import FileUnreadable, NotEnoughMemory, UnknownName

__all__ = ["plain", "run_model", "run_models"]


def run_model(model: Traversable | Path, tables: Mapping[str, pa.Table]) -> pa.Table:
    """Run one SQL model.

    Parameters
    ----------
    model
        A ``.sql`` file in DuckDB's dialect: a comment that says what it is for, then
        one ``SELECT``.
    tables
        What the model reads, by the name it uses.

    Returns
    -------
    The rows, with plain types (see `plain`).

    Raises
    ------
    FileUnreadable
        The file is missing, has no comment at its top, holds something other than one
        ``SELECT``, or DuckDB refuses it; the message says where.
    NotEnoughMemory
        The work fits neither into the memory allowed nor onto the disk.
    """
    name = _name(model)
    return run_models([model], tables, [name])[name]


def run_models(
    models: Sequence[Traversable | Path],
    tables: Mapping[str, pa.Table],
    wanted: Iterable[str],
    *,
    stored: Iterable[str] = (),
) -> dict[str, pa.Table]:
    """Run SQL models one after the other in one database.

    The rows of each are a table for those after it, named as the file without ``.sql``.

    Parameters
    ----------
    models
        The files, in the order of running.
    tables
        What the first ones read, by name.
    wanted
        Names of the results to return; the others never leave the database.
    stored
        Names of further results that are worked out once and held in the database. All
        others are views: worked out anew for each model that reads them, which takes
        more time and less memory.

    Returns
    -------
    The wanted results by name, with plain types (see `plain`).

    Raises
    ------
    FileUnreadable, NotEnoughMemory
        As `run_model`.
    UnknownName
        A wanted or stored name is the name of no model.
    """
    names = [_name(model) for model in models]
    wanted, stored = list(wanted), list(stored)
    for name in [*wanted, *stored]:
        if name not in names:
            raise UnknownName("SQL model", name, names)
    note(models, tables)
    results: dict[str, pa.Table] = {}
    with connect() as connection:
        for given, table in tables.items():
            connection.register(given, table)
        for model, name in zip(models, names, strict=True):
            query = _one_select(model, connection)
            try:
                if name in wanted:
                    results[name] = connection.sql(query).to_arrow_table()
                    connection.register(name, results[name])
                else:
                    kind = "TABLE" if name in stored else "VIEW"
                    connection.execute(f"CREATE TEMP {kind} {_quoted(name)} AS\n{query}")
            except duckdb.OutOfMemoryException as error:
                raise _too_large(model, error) from error
            except duckdb.Error as error:
                raise _refused(model, error) from error
    return {name: plain(results[name]) for name in wanted}


def plain(table: pa.Table) -> pa.Table:
    """Give columns the types that all rooms expect.

    Strings of whatever make become ``string``, times become microseconds in naive UTC,
    and whole numbers that DuckDB hands out as decimals become ``int64``. The metadata of
    fields stay.
    """
    fields = [field.with_type(_plain_type(field.type)) for field in table.schema]
    if all(new.type == old.type for new, old in zip(fields, table.schema, strict=True)):
        return table
    columns = [_cast(table[field.name], field.type) for field in fields]
    return pa.table(columns, schema=pa.schema(fields, metadata=table.schema.metadata))


def _cast(column: pa.ChunkedArray, to: pa.DataType) -> pa.ChunkedArray:
    if pa.types.is_timestamp(to) and not column.type.equals(to):
        # An Arrow time with a zone holds UTC; take it as it is, without the zone.
        return column.cast(pa.timestamp("us", column.type.tz), safe=False).cast(to)
    return column.cast(to)


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return _plain_type(kind.value_type)
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us")
    if pa.types.is_decimal(kind) and kind.scale == 0:
        return pa.int64()
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pa.list_(_plain_type(kind.value_type))
    return kind


def _one_select(model: Traversable | Path, connection: duckdb.DuckDBPyConnection) -> str:
    try:
        text = model.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise FileUnreadable(
            f"cannot be read: {error.strerror or error}",
            file=str(model),
            hint="Is the path right, and may you read it?",
        ) from error
    if not text.startswith("--"):
        raise FileUnreadable(
            "no comment at the top", file=str(model), line=1, expected="-- what this model is for"
        )
    try:
        statements = connection.extract_statements(text)
    except duckdb.Error as error:
        raise _refused(model, error) from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise FileUnreadable(
            f"{len(statements)} statements", file=str(model), expected="one SELECT statement"
        )
    return text.rstrip("; \n")


def _refused(model: Traversable | Path, error: duckdb.Error) -> FileUnreadable:
    return FileUnreadable(
        f"the database refuses it: {error}",
        file=str(model),
        hint="Run the file in DuckDB with the same tables to try it out.",
    )


def _too_large(model: Traversable | Path, error: duckdb.Error) -> NotEnoughMemory:
    said = str(error).splitlines()[0]
    return NotEnoughMemory(
        f"{model.name} does not fit into memory and disk: {said}",
        hint=f"Give it more, for example {MEMORY}=4GB, or make room for temporary files.",
    )


def _name(model: Traversable | Path) -> str:
    return model.name.removesuffix(".sql")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

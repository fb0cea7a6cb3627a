"""Which columns of its tables each column of a SQL model is made of: read off the SQL itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node, lineage
from sqlglot.optimizer.qualify import qualify

from openkitchen.errors import FileUnreadable

__all__ = ["ROWS", "ModelColumn", "filters", "model_columns"]

ROWS = "*"
"""Stands for the rows of a table, where a column counts them."""

_DIALECT = "duckdb"
_CLAUSES = (exp.Where, exp.Having, exp.Qualify, exp.Join)


@dataclass(frozen=True, slots=True)
class ModelColumn:
    """One column of a SQL model.

    Parameters
    ----------
    name
        Its name.
    origins
        (table, column) of the given tables that its value is made of, conditions within the
        expression included; the column is `ROWS` where rows are counted.
    constants
        Literals that it is made of where it has no origin.
    expression
        How the outermost query writes it.
    """

    name: str
    origins: frozenset[tuple[str, str]]
    constants: tuple[str, ...]
    expression: str


def model_columns(
    sql: str, tables: Mapping[str, Sequence[str]], name: str = "the model"
) -> tuple[ModelColumn, ...]:
    """Trace every column of a SELECT to the tables that it reads.

    Common table expressions, subqueries, joins, set operations and window functions are
    followed to the tables that are given; of a window, also what it partitions and orders by.

    Parameters
    ----------
    sql
        One ``SELECT`` in DuckDB's dialect.
    tables
        Table → its columns.
    name
        What to call the model in messages.

    Raises
    ------
    FileUnreadable
        The SQL cannot be parsed, or names a column that no table has.
    """
    try:
        query = _qualified(sql, tables)
        nodes = lineage(None, query, _schema(tables), dialect=_DIALECT)
        return tuple(_column(column, node) for column, node in nodes.items())
    except (SqlglotError, ValueError) as error:
        raise FileUnreadable(
            f"its columns cannot be traced: {str(error).splitlines()[0]}", file=name
        ) from error


def filters(sql: str, tables: Mapping[str, Sequence[str]]) -> frozenset[tuple[str, str]]:
    """Return the columns of the given tables that decide which rows a model has."""
    query = _qualified(sql, tables)
    names = {t.alias_or_name: t.name for t in query.find_all(exp.Table) if t.name in tables}
    return frozenset(
        (names[column.table], column.name)
        for clause in query.find_all(*_CLAUSES)
        for column in clause.find_all(exp.Column)
        if column.table in names
    )


def _schema(tables: Mapping[str, Sequence[str]]) -> dict[str, object]:
    return {table: dict.fromkeys(columns, "VARCHAR") for table, columns in tables.items()}


def _qualified(sql: str, tables: Mapping[str, Sequence[str]]) -> exp.Expr:
    return qualify(sqlglot.parse_one(sql, read=_DIALECT), schema=_schema(tables), dialect=_DIALECT)


def _column(name: str, root: Node) -> ModelColumn:
    origins: set[tuple[str, str]] = set()
    constants: dict[str, None] = {}
    for node in root.walk():
        if isinstance(node.expression, exp.Table):
            origins.add((node.expression.name, node.name.rsplit(".", 1)[-1].strip('"')))
        elif not node.downstream:
            counted, literals = _leaf(node)
            origins |= counted
            constants |= dict.fromkeys(literals)
    shown = root.expression.unalias().sql(dialect=_DIALECT, comments=False)
    return ModelColumn(name, frozenset(origins), () if origins else tuple(constants), shown)


def _leaf(node: Node) -> tuple[set[tuple[str, str]], list[str]]:
    """Return the tables whose rows a leaf counts, and its literals."""
    literals = [one.sql(dialect=_DIALECT) for one in node.expression.find_all(exp.Literal)]
    if node.expression.find(exp.Null, exp.Boolean):
        literals += [one.sql() for one in node.expression.find_all(exp.Null, exp.Boolean)]
    if node.expression.find(exp.AggFunc, exp.Window) is None:
        return set(), literals
    scoped = node.source if isinstance(node.source, exp.Expression) else node.expression
    return {(table.name, ROWS) for table in scoped.find_all(exp.Table)}, literals

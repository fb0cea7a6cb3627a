"""The column types that all rooms expect, whatever engine the rows come from."""

from __future__ import annotations

import pyarrow as pa

__all__ = ["plain", "plain_schema"]


def plain(table: pa.Table) -> pa.Table:
    """Give columns the types that all rooms expect.

    Strings of whatever make become ``string``, times become microseconds in naive UTC,
    and whole numbers that an engine hands out in another width or as decimals become
    ``int64``. Every column may hold nulls. The metadata of fields stay.
    """
    schema = plain_schema(table.schema)
    if schema.equals(table.schema):
        return table
    columns = [_cast(table[field.name], field.type) for field in schema]
    return pa.table(columns, schema=schema)


def plain_schema(schema: pa.Schema) -> pa.Schema:
    """Return the schema that `plain` gives a table of this one."""
    fields = [field.with_type(_plain_type(field.type)).with_nullable(True) for field in schema]
    return pa.schema(fields, metadata=schema.metadata)


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
    if pa.types.is_signed_integer(kind):
        return pa.int64()
    if pa.types.is_decimal(kind) and kind.scale == 0:
        return pa.int64()
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pa.list_(_plain_type(kind.value_type))
    return kind

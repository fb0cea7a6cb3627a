"""Read a table of items or users: an id, and any attributes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import ColumnsError, plural
from openkitchen.schema import infer_attributes, split_sets, with_kind
from openkitchen.sources.blocks import Block, Extract
from openkitchen.sources.contract import MISSING, doubled
from openkitchen.sources.faults import Faults, flags, one_array
from openkitchen.sources.ids import read_id_values
from openkitchen.sources.mapping import renamed
from openkitchen.sources.rejected import Rejected
from openkitchen.sources.table_rows import TableRows, named_columns, needed
from openkitchen.sources.values import NUMBER, SETS, as_text, read_values

__all__ = ["read_attributes"]

_KIND = b"openkitchen.kind"  # see `openkitchen.schema.with_kind`
_NO_NUMBER = ("nan", "NaN", "NA", "N/A", "null", "NULL", "None", "\\N")
_INTEGER = r"^-?(0|[1-9]\d{0,17})$"
_PADDED = r"^[+-]?0\d"


def read_attributes(extract: Extract, id_column: str, columns: Mapping[str, str]) -> TableRows:
    """Read a table of items or users.

    Rows without an id are rejected, as are all but the first with the same id. Text
    columns that hold only numbers become numbers; those that hold sets, lists.

    Parameters
    ----------
    extract
        The opened table.
    id_column
        ``item_id`` or ``user_id``.
    columns
        Their name → our name.

    Raises
    ------
    ColumnsError
        There is no id column, or two columns end up with the same name.
    """
    named = named_columns(extract, columns)
    found = needed(extract, named, (id_column,))
    names = {theirs: ours for ours, theirs in named.items()} | {found[id_column]: id_column}
    ours = _names(extract, names)
    tables: list[pa.Table] = []
    rejected: list[Rejected] = []
    seen: set[str] = set()
    failed = 0
    for block in extract.read([name for name in extract.header if name]):
        kept, refused = _with_new_ids(block, extract, found[id_column], seen)
        kept, count = _without_faults(kept, extract.faulty)
        tables.append(kept.rename_columns(ours))
        rejected += refused
        failed += count
    if not tables:
        tables = [pa.table({name: pa.array([], pa.string()) for name in ours})]
    together = pa.concat_tables(tables, promote_options="permissive")
    rows = _typed(together, id_column)
    told = (f"{plural(failed, 'value')} of failed formulas read as missing",) if failed else ()
    notes = tuple(f"{extract.name}: {note}" for note in (*extract.notes, *told))
    return TableRows(rows, tuple(rejected), rows.num_rows + len(rejected), notes)


def _names(extract: Extract, names: Mapping[str, str]) -> list[str]:
    ours = renamed([name for name in extract.header if name], names)
    twice = doubled(ours)
    if twice:
        theirs = next(name for name, our in names.items() if our == twice[0])
        raise ColumnsError(
            f"{theirs!r} and {twice[0]!r} would both be {twice[0]!r}",
            file=extract.name,
            column=twice[0],
            hint="Remove or rename one of the two.",
        )
    return list(ours)


def _with_new_ids(
    block: Block, extract: Extract, column: str, seen: set[str]
) -> tuple[pa.Table, list[Rejected]]:
    faults = Faults(block, extract.name)
    faults.add_header_again()
    came = one_array(block.rows[column])
    faults.add_words(extract.faulty, column, came)
    read = read_id_values(came, MISSING)
    ids = read.values
    faults.add_values(read.bad, column, came, "no id; expected one id")
    faults.add(flags(pc.is_null(ids)), column, "no value; expected an id")
    again = np.zeros(len(ids), bool)
    for row, value in enumerate(ids.to_pylist()):
        if faults.at_all[row]:
            continue
        again[row] = value in seen
        seen.add(value)
    faults.add_values(again, column, ids, "there already; expected each id once, the first is kept")
    at = block.rows.schema.get_field_index(column)
    rows = block.rows.set_column(at, column, ids)
    rejected = sorted((*block.rejected, *faults.rejected()), key=lambda row: row.line)
    return rows.filter(pa.array(~faults.at_all)), rejected


def _without_faults(rows: pa.Table, faulty: Mapping[str, str]) -> tuple[pa.Table, int]:
    """Read text that stands for a fault as no value; return how many there were."""
    count, words = 0, pa.array(list(faulty), pa.string())
    for place, column in enumerate(rows.columns if faulty else ()):
        hit = pc.is_in(column, words)
        if found := pc.sum(hit).as_py():
            count += found
            rows = rows.set_column(place, rows.field(place), pc.if_else(hit, None, column))
    return rows, count


def _typed(rows: pa.Table, id_column: str) -> pa.Table:
    """Put the id first, tell numbers from text and write sets as lists."""
    names = [id_column, *(name for name in rows.column_names if name != id_column)]
    declared = {
        field.name: field.metadata[_KIND].decode()
        for field in rows.schema
        if field.name != id_column and _KIND in (field.metadata or {})
    }
    columns = {name: _column(rows[name], declared.get(name, "")) for name in names[1:]}
    table = with_kind(pa.table({id_column: rows[id_column], **columns}), declared)
    for attribute in infer_attributes(table, id_column):
        if attribute.kind == "set":
            at = table.schema.get_field_index(attribute.name)
            field = table.schema.field(at).with_type(SETS)
            table = table.set_column(at, field, split_sets(table[attribute.name]))
    return table.combine_chunks()


def _column(column: pa.ChunkedArray, declared: str) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_floating(kind):
        return pc.if_else(pc.is_finite(column), column, None)
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return column
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return split_sets(column)
    text = read_values(as_text(one_array(column)), "string").values
    as_it_is = declared in {"category", "text", "set"}
    return pa.chunked_array([text if as_it_is else _number_or_text(text)])


def _number_or_text(text: pa.Array) -> pa.Array:
    stripped = pc.utf8_trim_whitespace(text)
    unknown = pc.is_in(stripped, pa.array(_NO_NUMBER))
    known = pc.if_else(unknown, None, stripped)
    filled = pc.drop_null(known)
    if not len(filled) or not pc.all(pc.match_substring_regex(filled, NUMBER)).as_py():
        return text
    if pc.all(pc.match_substring_regex(filled, _INTEGER)).as_py():
        return known.cast(pa.int64())
    if pc.any(pc.match_substring_regex(filled, _PADDED)).as_py():
        return text
    number = pc.utf8_ltrim(known, "+").cast(pa.float64())
    return pc.if_else(pc.is_finite(number), number, None)

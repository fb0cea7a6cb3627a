"""From a people file to a file of persons, without a workspace."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from openkitchen.engine import connect
from openkitchen.errors import ColumnsError, InputError, UnknownName
from openkitchen.identity.linking.costs import Costs
from openkitchen.identity.linking.linking import Decisions, Linked, Progress, link
from openkitchen.identity.linking.own_ids import own_id
from openkitchen.identity.linking.standard import ID
from openkitchen.identity.pairwise import pairwise_of_columns
from openkitchen.sources.faults import one_array
from openkitchen.sources.files import whole_file
from openkitchen.sources.mapping import refuse_doubled
from openkitchen.sources.opening import open_file
from openkitchen.sources.rejected import Rejected, refuse_too_many
from openkitchen.sources.values import as_text

__all__ = ["link_file", "read_decisions", "read_people", "write_table"]

_ACCEPT, _REJECT = "accept", "reject"


def link_file(
    people: Path,
    id_column: str | None,
    out: Path,
    costs: Costs | None = None,
    decisions: Path | None = None,
    pairs: Path | None = None,
    one_each: str | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    truth: str | None = None,
) -> Linked:
    """Read records, link them, write persons.

    Parameters
    ----------
    people
        CSV and its kin, JSON lines, Parquet or .xlsx, also in a gzip: one row per record.
    id_column
        The column with the record's own id; without it, the only one in which every row
        has a value of its own.
    out
        Where to write ``record_id,person_id,probability``: Parquet if it ends in
        ``.parquet``, else CSV. An older file is replaced as a whole or not at all.
    costs, one_each, seed, progress
        As in `link`.
    decisions
        A file with ``record_id_l,record_id_r,decision``; ``accept`` or ``reject``.
    pairs
        Where to write the pairs that were weighed, with the weight of each comparison.
    truth
        A column that says which person each record truly is, where that is known. It is
        not looked at in linking; what was found is compared with it.

    Raises
    ------
    FileUnreadable, ColumnsError, InputError, UnknownName
        A file cannot be read, or has not the columns that are asked for.
    """
    table = read_people(people)
    decided = read_decisions(decisions) if decisions else None
    labels = _labels(table, truth)
    if truth:
        table = table.drop_columns([truth])
    id_column = id_column or own_id(table)
    linked = link(table, id_column, costs, decided, one_each, seed, progress)
    if labels is not None:
        judged = pairwise_of_columns(table[id_column], linked.table, labels)
        linked = replace(linked, judged=judged)
    write_table(linked.table, Path(out))
    if pairs:
        write_table(linked.pairs, Path(pairs))
    return linked


def _labels(table: pa.Table, truth: str | None) -> pa.ChunkedArray | None:
    if truth is None:
        return None
    if truth not in table.column_names:
        raise UnknownName("column", truth, table.column_names)
    return table[truth]


def read_people(path: Path) -> pa.Table:
    """Read a table of any columns as text; empty, or a formula that has failed, is null."""
    extract = open_file(Path(path))
    refuse_doubled(extract.header, file=extract.name)
    names = [name for name in extract.header if name]
    tables: list[pa.Table] = []
    rejected: list[Rejected] = []
    for block in extract.read(names):
        columns = [_text(one_array(block.rows[name]), extract.faulty) for name in names]
        tables.append(pa.table(columns, names=names))
        rejected += block.rejected
    read = sum(table.num_rows for table in tables) + len(rejected)
    refuse_too_many(rejected, read, 0.0, hint="Mend the rows and try again; nothing was written.")
    if not tables:
        raise InputError("there are no rows after the header", file=extract.name)
    return pa.concat_tables(tables).rename_columns([name.strip() for name in names])


def read_decisions(path: Path) -> Decisions:
    """Read what people decided about pairs of records."""
    table = read_people(path)
    needed = [f"{ID}_l", f"{ID}_r", "decision"]
    missing = [name for name in needed if name not in table.column_names]
    if missing:
        raise ColumnsError.missing(missing, table.column_names, file=str(path))
    together: list[tuple[str, str]] = []
    apart: list[tuple[str, str]] = []
    for line, row in enumerate(table.select(needed).to_pylist(), 2):
        word = (row["decision"] or "").lower()
        if word not in {_ACCEPT, _REJECT}:
            raise InputError(
                f"{row['decision']!r} is no decision",
                file=str(path),
                line=line,
                column="decision",
                expected=f"{_ACCEPT} or {_REJECT}",
            )
        (together if word == _ACCEPT else apart).append((row[needed[0]], row[needed[1]]))
    return Decisions(tuple(together), tuple(apart))


def write_table(table: pa.Table, out: Path) -> None:
    """Write a table, as a whole or not at all: Parquet, or CSV with empty for null."""
    with whole_file(out) as part:
        if out.suffix.lower() == ".parquet":
            pq.write_table(table, part)
            return
        with connect() as connection:
            connection.execute("SET preserve_insertion_order = true")
            connection.register("written", table)
            target = str(part).replace("'", "''")
            connection.execute(
                f"COPY (SELECT * FROM written) TO '{target}' (FORMAT csv, HEADER true)"
            )


def _text(column: pa.Array, faulty: Collection[str]) -> pa.Array:
    import pyarrow.compute as pc

    text = pc.utf8_trim_whitespace(as_text(column))
    return pc.if_else(pc.is_in(text, pa.array(["", *faulty], pa.string())), None, text)

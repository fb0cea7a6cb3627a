"""From a file of edges to a file with the identity map, without a workspace."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openkitchen.engine import connect
from openkitchen.errors import ColumnsError, InputError
from openkitchen.identity.counts import IdentityCounts, count_identities
from openkitchen.identity.edges import EDGE_TYPES
from openkitchen.identity.guard import Guard
from openkitchen.identity.resolving import PERSON, resolve
from openkitchen.schema.columns import COUNT, CUSTOMER, VISITOR
from openkitchen.sources import ColumnRule
from openkitchen.sources.blocks import Extract, Lines
from openkitchen.sources.contract import KNOWN_TYPES
from openkitchen.sources.files import whole_file
from openkitchen.sources.mapping import find_columns, refuse_doubled
from openkitchen.sources.opening import open_file
from openkitchen.sources.rejected import Rejected, refuse_too_many
from openkitchen.sources.rows import Demands, take

__all__ = ["read_edges", "resolve_file", "write_map"]

_NEEDED = (VISITOR, CUSTOMER)
ID = "record_id"


def resolve_file(
    edges: Path, out: Path, guard: Guard | None = None, people: Path | None = None
) -> IdentityCounts:
    """Read edges, resolve them, write the identity map.

    Parameters
    ----------
    edges
        CSV, JSON lines, Parquet or .xlsx, also in a gzip: ``visitor_id``, ``customer_id`` and,
        if known, ``evidence``, ``first_seen``, ``last_seen``, ``count``. An empty
        ``customer_id`` lists a visitor who was never seen with a customer.
    out
        Where to write ``visitor_id,user_id,customer_id,status``: Parquet if it ends in
        ``.parquet``, else CSV. An older file is replaced as a whole or not at all.
    guard
        As in `resolve`.
    people
        Customers that are one person: ``record_id,person_id``, as
        `openkitchen.identity.linking.link_file` writes them.

    Raises
    ------
    ColumnsError
        A column is missing, or there twice.
    FileUnreadable
        The file is missing, empty or of no known kind.
    TooManyRejected
        A row cannot be used; the message says in which line and column. Nothing is written.
    """
    persons = _read_persons(people) if people else None
    identity_map = resolve(read_edges(edges), guard, persons)
    write_map(identity_map, out)
    return count_identities(identity_map)


def read_edges(path: Path) -> pa.Table:
    """Read a file of edges; every row must be usable (see `resolve_file`)."""
    path = Path(path)
    extract = open_file(path, wanted=_NEEDED)
    refuse_doubled(extract.header, file=extract.name)
    found = find_columns(list(EDGE_TYPES), extract.header, file=extract.name)
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        raise ColumnsError.missing(missing, extract.header, file=extract.name)
    rules = tuple(
        ColumnRule(theirs, ours, KNOWN_TYPES[ours], required=ours == VISITOR)
        for ours, theirs in found.items()
    )
    tables: list[pa.Table] = []
    rejected: list[Rejected] = []
    read = 0
    for taken in take(extract, Demands(rules)):
        tables.append(taken.rows)
        rejected += [*taken.rejected, *_without_evidence(taken.rows, taken.lines, found, extract)]
        read += taken.rows.num_rows + len(taken.rejected)
    refuse_too_many(rejected, read, 0.0, hint="Mend the rows and try again; nothing was written.")
    if not read:
        raise InputError(
            "there are no rows after the header",
            file=extract.name,
            expected="at least one pair of visitor_id and customer_id",
        )
    return pa.concat_tables(tables)


def _read_persons(path: Path) -> pa.Table:
    from openkitchen.identity.linking.files import read_people

    table = read_people(path)
    missing = [name for name in (ID, PERSON) if name not in table.column_names]
    if missing:
        raise ColumnsError.missing(missing, table.column_names, file=str(path))
    return pa.table([table[ID], table[PERSON]], names=[CUSTOMER, PERSON])


def write_map(identity_map: pa.Table, out: Path) -> None:
    """Write an identity map, as a whole or not at all: Parquet, or CSV with empty for null."""
    with whole_file(Path(out)) as part:
        if Path(out).suffix.lower() == ".parquet":
            pq.write_table(identity_map, part)
            return
        with connect() as connection:
            connection.register("identity_map", identity_map)
            target = str(part).replace("'", "''")
            connection.execute(
                f"COPY (SELECT * FROM identity_map ORDER BY visitor_id) TO '{target}' "
                "(FORMAT csv, HEADER true)"
            )


def _without_evidence(
    rows: pa.Table, lines: Lines, found: Mapping[str, str], extract: Extract
) -> list[Rejected]:
    if COUNT not in found:
        return []
    low = pc.indices_nonzero(pc.fill_null(pc.less(rows[COUNT], 1), False)).to_pylist()
    return [
        Rejected(
            extract.name,
            int(lines[row]),
            found[COUNT],
            f"{rows[COUNT][row].as_py()} is no count; expected a whole number of at least 1",
            "",
        )
        for row in low
    ]

"""What has been received, as typed rows: selected by the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from openkitchen.errors import FileUnreadable, InputError
from openkitchen.schema.columns import TIME
from openkitchen.sources.contract import Role, Source
from openkitchen.sources.ledger import Counted, counted
from openkitchen.sources.times import local_days
from openkitchen.sources.typed_schema import typed_schema
from openkitchen.store import ReceiptRow, Store, receipts

__all__ = ["Received", "ReceivedSource", "received", "rows_by_receipt"]


@dataclass(frozen=True, slots=True)
class ReceivedSource:
    """The rows of one source that count.

    Parameters
    ----------
    source
        The source.
    rows
        Our columns, typed; in the order of receiving, then of the file.
    receipts
        The receipts that the rows come from.
    """

    source: Source
    rows: pa.Table
    receipts: tuple[ReceiptRow, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """The rows of all sources that count.

    Parameters
    ----------
    sources
        In the order in which they are declared; those without rows are among them.
    """

    sources: tuple[ReceivedSource, ...]

    def of_role(self, role: Role) -> list[ReceivedSource]:
        """Return the sources of one role."""
        return [one for one in self.sources if one.source.role == role]


def received(sources: Mapping[str, Source], store: Store, typed: Path) -> Received:
    """Read the typed rows that count.

    Parameters
    ----------
    sources
        The declared sources.
    store
        Holds the ledger of receipts.
    typed
        The folder of typed rows.

    Raises
    ------
    FileUnreadable
        A file of typed rows is gone or damaged.
    InputError
        A file was received under a contract that has changed since.
    """
    return Received(tuple(_one(source, store, Path(typed)) for source in sources.values()))


def rows_by_receipt(
    source: Source, store: Store, typed: Path
) -> Iterator[tuple[ReceiptRow, pa.Table]]:
    """Yield the receipts of a source whose rows count, each with its rows."""
    schema = typed_schema(source)
    for one in counted(source, receipts(store, source.name)):
        yield one.receipt, _rows(one, source, Path(typed), schema)


def _one(source: Source, store: Store, typed: Path) -> ReceivedSource:
    current = counted(source, receipts(store, source.name))
    schema = typed_schema(source)
    tables = [schema.empty_table(), *(_rows(one, source, typed, schema) for one in current)]
    return ReceivedSource(source, pa.concat_tables(tables), tuple(one.receipt for one in current))


def _rows(one: Counted, source: Source, typed: Path, schema: pa.Schema) -> pa.Table:
    path = typed / one.receipt.typed
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise FileUnreadable(
            f"the typed rows of {one.receipt.file} cannot be read: {error}",
            file=str(path),
            hint=f"Receive {one.receipt.file} again; its rows are then written anew.",
        ) from error
    table = _as_declared(table, one, schema)
    if not one.without or TIME not in table.column_names:
        return table
    days = local_days(table[TIME], source.timezone)
    gone = np.isin(days.to_numpy(), np.array(sorted(one.without), "datetime64[D]"))
    return table.filter(pa.array(~gone))


def _as_declared(table: pa.Table, one: Counted, schema: pa.Schema) -> pa.Table:
    columns = []
    for field in schema:
        if field.name not in table.column_names:
            columns.append(pa.nulls(table.num_rows, field.type))
            continue
        column = table[field.name]
        if column.type != field.type:
            raise InputError(
                f"{field.name!r} was received as {column.type} and is declared {field.type} now",
                file=one.receipt.file,
                column=field.name,
                hint=f"Receive {one.receipt.file} again; it is then read under the new contract.",
            )
        columns.append(column)
    return pa.table(columns, schema=schema)

"""What has been received, as typed rows: selected by the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from openkitchen.sources.contract import Role, Source
from openkitchen.sources.ledger import counted
from openkitchen.sources.typed_files import TypedFiles, open_typed
from openkitchen.store import ReceiptRow, Store, receipts

__all__ = ["Received", "ReceivedSource", "received", "rows_by_receipt"]


@dataclass(frozen=True)
class ReceivedSource:
    """The rows of one source that count.

    Parameters
    ----------
    source
        The source.
    held
        The rows: our columns, typed; in the order of receiving, then of the file. In memory,
        or in files that are read when `rows` is asked for.
    receipts
        The receipts that the rows come from.
    """

    source: Source
    held: pa.Table | TypedFiles
    receipts: tuple[ReceiptRow, ...]

    @cached_property
    def rows(self) -> pa.Table:
        """All rows, in memory."""
        return self.held.read() if isinstance(self.held, TypedFiles) else self.held

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self.held.schema.names)

    @property
    def n_rows(self) -> int:
        """How many rows there are; told from the files' headers where those suffice."""
        if not isinstance(self.held, TypedFiles) or any(f.without for f in self.held.files):
            return int(self.rows.num_rows)
        return sum(file.n_rows for file in self.held.files)


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
    for one in counted(source, receipts(store, source.name)):
        yield one.receipt, open_typed(source, [one], Path(typed)).read()


def _one(source: Source, store: Store, typed: Path) -> ReceivedSource:
    current = counted(source, receipts(store, source.name))
    files = open_typed(source, current, typed)
    return ReceivedSource(source, files, tuple(one.receipt for one in current))

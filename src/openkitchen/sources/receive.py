"""Receive delivered files: keep them, read them, and write a receipt for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from openkitchen.errors import InputError, OpenKitchenError, UnknownName
from openkitchen.sources.contract import Source
from openkitchen.sources.days import days_declared
from openkitchen.sources.deliveries import (
    Delivered,
    copy_to,
    find_deliveries,
    fingerprint,
    name_in,
    tell_sources,
)
from openkitchen.sources.files import clear_leftovers
from openkitchen.sources.intake import take_in
from openkitchen.sources.ledger import COUNTED, counted
from openkitchen.sources.receipts import Receipts, told_of
from openkitchen.sources.repacked import repacked
from openkitchen.sources.statuses import received_before, rows_of_days, with_status
from openkitchen.sources.table_address import is_table_name
from openkitchen.sources.typed_schema import CONTRACT_KEY, contract_mark
from openkitchen.store import ReceiptRow, Store, add_receipt, receipts

__all__ = ["receive"]

Progress = Callable[[str, int, int], None]

_DIGITS = 16


def receive(
    paths: Iterable[Path | str],
    sources: Mapping[str, Source],
    *,
    raw: Path,
    typed: Path,
    store: Store,
    source: str | None = None,
    piped_name: str = "",
    progress: Progress | None = None,
    now: datetime | None = None,
) -> Receipts:
    """Take in delivered files, one receipt each; receiving a file twice changes nothing.

    For each file, in this order: the original goes to ``<raw>/<source>/``, its typed rows
    and rejected rows to ``<typed>/<source>/``, and the receipt into the ledger. Each is
    written as a whole or not at all, and the receipt last; so whatever stops the work, a
    file has a receipt with all that belongs to it, or none and is read when it is
    received again. A file that cannot be taken in never stops the others.

    Parameters
    ----------
    paths
        Files, zips of files, mails with attachments (``.eml``), folders, which are walked in
        order of name, and as text ``-`` for standard input, addresses in object storage
        (``s3://bucket/prefix/``) and of tables (``postgresql://host/database#table``).
    sources
        The declared sources.
    raw, typed
        Folders for the original files and the typed rows.
    store
        Holds the ledger.
    source
        The source of all these files; without it each file's name tells.
    piped_name
        What to call the file that comes from standard input.
    progress
        Called with ``"receive"``, files done, files in all.
    now
        The moment of receiving; the clock's time by default. Events more than a day
        after it are rejected.

    Raises
    ------
    UnknownName
        There is no source of the given name.
    InputError
        There is no file, or none of the files belongs to a source.
    StoreError
        The ledger cannot be written.
    """
    if source is not None and source not in sources:
        raise UnknownName("source", source, sources)
    moment = _naive(now or datetime.now(UTC))
    work = _Work(sources, Path(raw), Path(typed), store, source, moment)
    with TemporaryDirectory(prefix="openkitchen-") as scratch:
        return work.receive_all(find_deliveries(paths, Path(scratch), piped_name), progress)


def _told(work: _Work, deliveries: Sequence[Delivered]) -> list[tuple[Delivered, Source | str]]:
    if not deliveries:
        raise InputError("there is no file to receive", hint="Name files, or folders with files.")
    told = [(delivered, one) for delivered in deliveries for one in work.tell(delivered)]
    if not any(isinstance(one, Source) for _, one in told):
        raise InputError(str(told[0][1]), file=deliveries[0].file)
    return told


@dataclass(slots=True)
class _Work:
    sources: Mapping[str, Source]
    raw: Path
    typed: Path
    store: Store
    given: str | None
    now: datetime
    ledgers: dict[str, list[ReceiptRow]] = field(default_factory=dict)

    def receive_all(self, deliveries: Sequence[Delivered], progress: Progress | None) -> Receipts:
        """Receive one file after the other."""
        rows = []
        told = _told(self, deliveries)
        for done, (delivered, one) in enumerate(told, start=1):
            rows.append(self.receive(delivered, one))
            if progress is not None:
                progress("receive", done, len(told))
        return Receipts(tuple(rows), self._replaced(rows))

    def _replaced(self, rows: Sequence[ReceiptRow]) -> int:
        """Count the rows of this call that do not count, for a later file has their days."""
        new = {row.id: row for row in rows if row.status in COUNTED}
        gone = sum(row.rows for row in new.values())
        for name in {row.source for row in new.values()}:
            source = self.sources[name]
            for one in counted(source, self.ledger(source)):
                if one.receipt.id in new:
                    gone -= one.receipt.rows - rows_of_days(
                        self.typed / one.receipt.typed, one.without, source.timezone
                    )
        return gone

    def tell(self, delivered: Delivered) -> Sequence[Source | str]:
        """Return the file's sources, or why it has none."""
        if delivered.fault:
            return [delivered.fault]
        try:
            return tell_sources(delivered, self.sources, self.given)
        except OpenKitchenError as error:
            return [told_of(error, delivered.file, hint=True)]

    def receive(self, delivered: Delivered, source: Source | str) -> ReceiptRow:
        if isinstance(source, str):
            return _refused(delivered.file, source, self.now)
        try:
            sha256, size = fingerprint(delivered)
        except OpenKitchenError as error:
            return _refused(delivered.file, told_of(error, delivered.file, hint=True), self.now)
        file = name_in(delivered, source)
        row = ReceiptRow(
            source.name,
            file,
            sha256,
            self.now,
            status="new",
            channel=delivered.channel or (source.promised.channel if source.promised else ""),
            bytes=size,
            days=days_declared(source.day, file),
        )
        kept = self._kept(row)
        before, same_name = received_before(row, self.ledger(source), source)
        if before is not None:
            if not self._complete(before, kept):
                copy_to(delivered, kept)
                self._read(row, kept, source)
            if not self._outdated(before, source):
                return self._resent(row, before, same_name=same_name)
        elif (same := self._packed_anew(delivered, row, source)) is not None:
            told = any(_same_resend(old, row) for old in self.ledger(source))
            return self._resent(row, same, same_name=told)
        copy_to(delivered, kept)
        return self._new(row, kept, source)

    def ledger(self, source: Source) -> list[ReceiptRow]:
        """Return the receipts of a source, those of this call included."""
        if source.name not in self.ledgers:
            self.ledgers[source.name] = receipts(self.store, source.name)
            clear_leftovers(self.raw / source.name)
            clear_leftovers(self.typed / source.name)
        return self.ledgers[source.name]

    def _new(self, row: ReceiptRow, kept: Path, source: Source) -> ReceiptRow:
        ledger = self.ledger(source)
        row, fault = self._read(row, kept, source)
        if fault:
            row = replace(row, status="rejected", note="; ".join(n for n in (fault, row.note) if n))
            again = [r for r in ledger if _same_refusal(r, row)]
            return again[-1] if again else self._keep(row)
        return self._keep(with_status(row, source, ledger, self.typed))

    def _read(self, row: ReceiptRow, kept: Path, source: Source) -> tuple[ReceiptRow, str]:
        """Write the typed and rejected rows; return the filled receipt, and any fault."""
        stem = f"{source.name}/{row.sha256[:_DIGITS]}"
        intake = take_in(kept, row.file, source, self.typed / stem, self.now)
        filled = replace(
            row,
            header=intake.header,
            days=intake.days or self._moment_of(row),
            rows=intake.rows,
            rejected=intake.rejected,
            first_event=intake.first_event,
            last_event=intake.last_event,
            note="; ".join(intake.notes),
            typed=f"{stem}.parquet" if intake.rows and not intake.fault else "",
        )
        return filled, intake.fault

    def _moment_of(self, row: ReceiptRow) -> tuple[date, ...]:
        """Return the day of a table that states none: the one on which it was read."""
        return (self.now.date(),) if is_table_name(row.file) else ()

    def _resent(self, row: ReceiptRow, before: ReceiptRow, *, same_name: bool) -> ReceiptRow:
        note = f"the same as {before.file}, received {before.received_at:%Y-%m-%d %H:%M}"
        again = replace(row, status="resend", days=before.days, header=before.header, note=note)
        return replace(again, id=before.id) if same_name else self._keep(again)

    def _keep(self, row: ReceiptRow) -> ReceiptRow:
        kept = replace(row, id=add_receipt(self.store, row))
        self.ledgers[row.source].append(kept)
        return kept

    def _kept(self, row: ReceiptRow) -> Path:
        name = PurePosixPath(row.file).name
        return self.raw / row.source / f"{row.sha256[:_DIGITS]}-{name}"

    def _packed_anew(
        self, delivered: Delivered, row: ReceiptRow, source: Source
    ) -> ReceiptRow | None:
        current = [one.receipt for one in counted(source, self.ledger(source))]
        same = repacked(delivered, row, current, self._kept)
        if same is None or not self._complete(same, self._kept(same)):
            return None
        return None if self._outdated(same, source) else same

    def _complete(self, before: ReceiptRow, kept: Path) -> bool:
        rows = self.typed / before.typed
        return kept.is_file() and (not before.typed or rows.is_file())

    def _outdated(self, before: ReceiptRow, source: Source) -> bool:
        """Tell whether rows that count whole were read under another contract."""
        current = {
            one.receipt.id for one in counted(source, self.ledger(source)) if not one.without
        }
        if before.id not in current:
            return False
        try:
            metadata = pq.read_schema(self.typed / before.typed).metadata or {}
        except (OSError, pa.ArrowException):
            return True
        return metadata.get(CONTRACT_KEY, b"").decode() != contract_mark(source)


def _same_refusal(old: ReceiptRow, row: ReceiptRow) -> bool:
    parts = ("sha256", "file", "status", "note")
    return all(getattr(old, part) == getattr(row, part) for part in parts)


def _same_resend(old: ReceiptRow, row: ReceiptRow) -> bool:
    return (old.sha256, old.file, old.status) == (row.sha256, row.file, "resend")


def _refused(file: str, why: str, now: datetime) -> ReceiptRow:
    return ReceiptRow("", file, "", now, status="rejected", note=why)


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment

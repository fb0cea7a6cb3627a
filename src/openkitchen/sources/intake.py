"""Read one delivered file under its contract; write its typed rows and its rejected ones."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openkitchen.errors import OpenKitchenError, plural
from openkitchen.schema.columns import TIME
from openkitchen.sources.contract import Source
from openkitchen.sources.days import days_declared
from openkitchen.sources.demands import demands_of
from openkitchen.sources.files import whole_file
from openkitchen.sources.opening import open_delivered
from openkitchen.sources.packing import Packed, only_member
from openkitchen.sources.receipts import told_of
from openkitchen.sources.refusals import Reasons
from openkitchen.sources.rejected import REJECTED_COLUMNS, Rejected
from openkitchen.sources.rows import DAY, Taken, take
from openkitchen.sources.times import local_days
from openkitchen.sources.typed_schema import CONTRACT_KEY, contract_mark, typed_schema

__all__ = ["Intake", "take_in"]


_LONG_AGO = datetime(1990, 1, 1)


@dataclass(slots=True)
class Intake:
    """What was read of a file.

    Parameters
    ----------
    header
        Its column names.
    days
        The days that it covers.
    rows, rejected
        Counts.
    first_event, last_event
        Naive UTC.
    notes
        What a person should know.
    fault
        Why the file as a whole is refused; empty when it is not.
    shown_twice, shown_never
        Rows whose time the clocks of the zone show twice, or never.
    reasons
        Why rows were rejected.
    """

    header: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    rows: int = 0
    rejected: int = 0
    first_event: datetime | None = None
    last_event: datetime | None = None
    notes: list[str] = field(default_factory=list)
    fault: str = ""
    shown_twice: int = 0
    shown_never: int = 0
    reasons: Reasons = field(default_factory=Reasons)


def take_in(
    kept: Path, file: str, source: Source, typed: Path, now: datetime | None = None
) -> Intake:
    """Read a file; write ``<typed>.parquet`` and ``<typed>.rejected.csv``, each as a whole.

    A file that is refused as a whole leaves no typed rows; its rejected rows are written
    all the same. Nothing is written where there are no rows.

    Parameters
    ----------
    kept
        The file as it came.
    file
        Its name for the receipt.
    source
        With the contract.
    typed
        Where to write, without suffix.
    now
        See `demands_of`.
    """
    intake = Intake(days=days_declared(source.day, file))
    try:
        with ExitStack() as writing:
            _read(kept, file, source, typed, now, intake, writing)
    except OpenKitchenError as error:
        intake.fault = told_of(error, file, hint=True)
        intake.rows = intake.rejected = 0
    return intake


class _Refused(Exception):
    """Leaves the block in which typed rows are written, so that none are kept; says why."""


def _read(
    kept: Path,
    file: str,
    source: Source,
    typed: Path,
    now: datetime | None,
    intake: Intake,
    writing: ExitStack,
) -> None:
    extract = open_delivered(Packed(kept, only_member(kept, file), file), source)
    intake.header = extract.header
    if not extract.header and next(iter(extract.read(())), None) is None:
        return
    intake.notes += extract.notes
    asked = demands_of(source, extract.header, intake.days, now, file=file)
    intake.notes += asked.notes
    days: set[date] = set()
    refused = writing.enter_context(_rejected_file(typed.with_name(f"{typed.name}.rejected.csv")))
    try:
        with _typed_file(typed.with_name(f"{typed.name}.parquet"), source) as rows:
            for taken in take(extract, asked.demands):
                refused.write(taken.rejected)
                rows.write(taken)
                _count(taken, source, intake, days)
            _judge(intake, source)
    except _Refused as reason:
        intake.fault = str(reason)
    if not intake.days:
        intake.days = tuple(sorted(days))
    intake.notes += _clock_notes(intake, source)
    if intake.first_event and intake.first_event < _LONG_AGO:
        intake.notes.append(
            f"the first event is of {intake.first_event:%Y-%m-%d}; if that cannot be, state "
            "`earliest` in sources.yml"
        )


def _clock_notes(intake: Intake, source: Source) -> list[str]:
    """Say how many times were read by a rule because the clocks changed."""
    told = (
        (intake.shown_twice, "comes twice, when clocks go back", "the first of the two"),
        (intake.shown_never, "clocks leave out when they go forward", "the moment after it"),
    )
    return [
        f"{n:,} row{'s lie' if n > 1 else ' lies'} in the hour that {which} in {source.timezone}; "
        f"read as {how}"
        for n, which, how in told
        if n
    ]


def _count(taken: Taken, source: Source, intake: Intake, days: set[date]) -> None:
    intake.rows += taken.rows.num_rows
    intake.rejected += len(taken.rejected)
    intake.reasons.add(taken.rejected)
    intake.shown_twice += taken.shown_twice
    intake.shown_never += taken.shown_never
    if not taken.rows.num_rows:
        return
    if TIME in taken.rows.column_names:
        ends = pc.min_max(taken.rows[TIME]).as_py()
        if ends["min"] is not None:
            intake.first_event = min(intake.first_event or ends["min"], ends["min"])
            intake.last_event = max(intake.last_event or ends["max"], ends["max"])
    column = DAY if DAY in taken.rows.column_names else TIME
    if not intake.days and column in taken.rows.column_names:
        found = local_days(taken.rows[column], source.timezone)
        days.update(day for day in pc.unique(found).to_pylist() if day is not None)


def _judge(intake: Intake, source: Source) -> None:
    read = intake.rows + intake.rejected
    if not read:
        raise _Refused
    if source.refuses(intake.rejected, read):
        raise _Refused(
            f"{intake.rejected:,} of {plural(read, 'row')} "
            f"{'was' if intake.rejected == 1 else 'were'} rejected, more than "
            f"{source.limit_in_words}: nothing of the file counts; {intake.reasons.words(source)}"
        )
    if read and not intake.rows:
        raise _Refused(
            f"{'the only row was' if read == 1 else f'all {read:,} rows were'} rejected: "
            "nothing of the file counts; "
            f"{intake.reasons.words(source)}"
        )


class _TypedFile:
    def __init__(self, writer: pq.ParquetWriter, schema: pa.Schema) -> None:
        self.writer, self.schema = writer, schema

    def write(self, taken: Taken) -> None:
        """Write typed rows; a column that the file does not have is null."""
        if not taken.rows.num_rows:
            return
        length = taken.rows.num_rows
        names = set(taken.rows.column_names)
        columns: list[Any] = [
            taken.rows[field.name] if field.name in names else pa.nulls(length, field.type)
            for field in self.schema
        ]
        self.writer.write_table(pa.table(columns, schema=self.schema))


@contextmanager
def _typed_file(path: Path, source: Source) -> Iterator[_TypedFile]:
    schema = typed_schema(source).with_metadata({CONTRACT_KEY: contract_mark(source).encode()})
    with whole_file(path) as part, pq.ParquetWriter(part, schema, compression="zstd") as writer:
        yield _TypedFile(writer, schema)


class _RejectedFile:
    def __init__(self, opened: TextIO) -> None:
        self.writer = csv.writer(opened, lineterminator="\n")
        self.writer.writerow(REJECTED_COLUMNS)
        self.count = 0

    def write(self, rows: tuple[Rejected, ...]) -> None:
        """Write rejected rows."""
        self.count += len(rows)
        self.writer.writerows((r.file, r.line, r.column, r.reason, r.raw) for r in rows)


@contextmanager
def _rejected_file(path: Path) -> Iterator[_RejectedFile]:
    """Write rejected rows; no row, no file."""
    with (
        whole_file(path) as part,
        part.open("w", encoding="utf-8", errors="backslashreplace", newline="") as opened,
    ):
        rejected = _RejectedFile(opened)
        yield rejected
    if not rejected.count:
        path.unlink(missing_ok=True)

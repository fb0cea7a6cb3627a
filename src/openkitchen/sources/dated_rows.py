"""Received rows in files, and the days (UTC) that each file holds."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from openkitchen.engine import ParquetPart, ParquetRows
from openkitchen.schema.columns import TIME
from openkitchen.sources.files import sha256_of

__all__ = ["DatedFile", "DatedRows", "Day", "digest"]

Day = date | None
"""A day (UTC); ``None`` for events without a time."""


@dataclass(frozen=True)
class DatedRows:
    """Events in files.

    Parameters
    ----------
    rows
        All of them.
    """

    rows: ParquetRows

    @cached_property
    def files(self) -> tuple[DatedFile, ...]:
        """What each file holds, read off its header, and its content's digest."""
        found = [
            DatedFile(path, part.query, *_span(path), sha256_of(path)[0])
            for part in self.rows.parts
            for path in part.paths
        ]
        return tuple(sorted(found, key=lambda file: (file.digest, file.query)))

    def made_of(self, day: Day) -> list[str]:
        """Return what a day's rows are read from; the same list means the same rows."""
        return [file.name for file in self.files if file.touches(day, day)]

    def between(
        self, first: Day, last: Day, *, but: str = "", files: Collection[str] | None = None
    ) -> ParquetRows:
        """Return the rows from a day to another.

        Parameters
        ----------
        first, last
            Both included; ``None`` for both means the rows without a time.
        but
            A condition in SQL for rows that are left out, which calls a row ``part``.
        files
            Names of the files whose rows count, see `DatedFile`; all of them by default.
        """
        if first is None or last is None:
            when = f'part."{TIME}" IS NULL'
        else:
            begin, end = (datetime.combine(one, datetime.min.time()) for one in (first, last))
            end += timedelta(1)
            when = f"part.\"{TIME}\" >= TIMESTAMP '{begin}' AND part.\"{TIME}\" < TIMESTAMP '{end}'"
        if but:
            when = f"{when} AND NOT ({but})"
        held = {
            file.path
            for file in self.files
            if file.touches(first, last) and (files is None or file.name in files)
        }
        return ParquetRows(self.rows.schema, tuple(_cut(self.rows.parts, held, when)))

    def since(self, made_of: Sequence[str]) -> list[DatedFile] | None:
        """Return the files that came since; ``None`` where some of those before are gone.

        Parameters
        ----------
        made_of
            The names of the files that there were, see `DatedFile`.
        """
        left = Counter(made_of)
        came = []
        for file in self.files:
            if left[file.name]:
                left[file.name] -= 1
            else:
                came.append(file)
        return came if len(made_of) + len(came) == len(self.files) else None

    def inside(self, files: Collection[DatedFile]) -> ParquetRows:
        """Return the rows of some of the files."""
        held = {file.path for file in files}
        return ParquetRows(self.rows.schema, tuple(_cut(self.rows.parts, held, "TRUE")))


@dataclass(frozen=True, slots=True)
class DatedFile:
    """A file, and the days that it may hold.

    Parameters
    ----------
    path
        Where it lies.
    query
        What is taken from it.
    first, last
        The first and the last day of its times; ``None`` when it has none.
    undated
        Whether some rows may be without a time.
    digest
        Of its content.
    """

    path: Path
    query: str
    first: Day
    last: Day
    undated: bool
    digest: str

    @property
    def name(self) -> str:
        """Its content and what is taken from it: the same name means the same rows."""
        return f"{self.digest} {self.query}"

    def touches(self, first: Day, last: Day) -> bool:
        """Say whether it may hold rows from a day to another; ``None``: without a time."""
        if first is None or last is None:
            return self.undated
        return (
            self.first is not None
            and self.last is not None
            and (self.first <= last and self.last >= first)
        )


def digest(*parts: object) -> str:
    """Return a digest of what is given: texts, numbers, lists of them, and tables."""
    found = hashlib.sha256()
    for part in parts:
        if isinstance(part, pa.Table):
            whole = part.combine_chunks().replace_schema_metadata()
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, whole.schema) as writer:
                writer.write_table(whole)
            found.update(sink.getvalue())
        else:
            found.update(repr(part).encode())
        found.update(b"\x1e")
    return found.hexdigest()[:32]


def _cut(parts: tuple[ParquetPart, ...], held: set[Path], when: str) -> Iterator[ParquetPart]:
    for part in parts:
        paths = tuple(path for path in part.paths if path in held)
        if paths:
            query = f"SELECT part.* FROM ({part.query}) AS part WHERE {when}"
            yield replace(part, paths=paths, query=query)


def _span(path: Path) -> tuple[Day, Day, bool]:
    """Return the first and last day of a file's times, and whether some rows may have none."""
    header = pq.read_metadata(path)
    names = header.schema.to_arrow_schema().names
    if TIME not in names:
        return None, None, header.num_rows > 0
    at = names.index(TIME)
    lows: list[datetime] = []
    highs: list[datetime] = []
    undated = False
    for group in range(header.num_row_groups):
        told = header.row_group(group).column(at).statistics
        if told is None or told.null_count is None:
            return date.min, date.max, True
        undated |= told.null_count > 0
        if told.has_min_max:
            lows.append(told.min)
            highs.append(told.max)
    if not lows:
        return None, None, undated
    return min(lows).date(), max(highs).date(), undated

"""Draft a column contract from a file that nobody has described."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from openkitchen.errors import FileUnreadable, InputError
from openkitchen.schema.columns import EVENT_TYPE, TIME
from openkitchen.sources.blocks import Extract
from openkitchen.sources.contract import MISSING, ColumnRule, Source
from openkitchen.sources.demands import demands_of
from openkitchen.sources.drafts import Draft, Trial
from openkitchen.sources.file_names import NameRule, name_rule
from openkitchen.sources.guesses import Guess, guess_columns, guess_role
from openkitchen.sources.mapping import refuse_doubled
from openkitchen.sources.profiles import Profile, profile
from openkitchen.sources.rows import take
from openkitchen.sources.sample import Sample, find_sample
from openkitchen.sources.times import read_times
from openkitchen.sources.values import NUMBER

__all__ = ["infer_source"]

_LOOKED_AT = 500_000
_COMMA = re.compile(r"[+-]?\d+,(\d\d?|\d{4,})")
"""A number with a decimal comma; with three digits behind it may be one of thousands."""


def infer_source(
    path: Path | str, name: str = "", now: datetime | None = None, *, sheet: str = ""
) -> Draft:
    """Draft a source from one of its files.

    Roles, types, missing words, decimal sign and day rule are told from names and values.
    The draft is then tried on the same rows, so that it says what it would reject.

    Parameters
    ----------
    path
        Any file that can be received, a mail, or as text the address of a table
        (``postgresql://host/database#table``) or of an object (``s3://bucket/file``).
    name
        What to call the source; the beginning of the file's name by default.
    now
        For the trial: events more than a day after this are rejected.
    sheet
        The sheet of a workbook; without it the first one with a table.

    Raises
    ------
    FileUnreadable
        It cannot be read, or has no rows.
    ColumnsError
        Its header names a column twice.
    InputError
        A sheet is asked for of a file that is no workbook.
    """
    with TemporaryDirectory(prefix="openkitchen-") as scratch:
        return _infer(replace(find_sample(path, Path(scratch)), sheet=sheet), name, now)


def _infer(sample: Sample, name: str, now: datetime | None) -> Draft:
    extract, header = _opened(sample)
    if sample.sheet and not extract.sheet:
        raise InputError(
            f"is no workbook, and so has no sheet {sample.sheet!r}",
            file=extract.name,
            hint="Leave out --sheet.",
        )
    refuse_doubled(extract.header, file=extract.name)
    rows, broken, whole = _first_rows(extract)
    if not rows.num_rows:
        raise FileUnreadable("there are no rows to learn from", file=extract.name)
    profiles = _profiles(extract, rows)
    if extract.dated and sample.decimal != "," and any(map(_comma_in_text, profiles)):
        return _infer(replace(sample, decimal=","), name, now)
    role, certain = guess_role(profiles)
    guesses, doubts = guess_columns(role, profiles)
    if not certain:
        doubts.insert(0, f"the role is taken to be {role}; the columns do not say it clearly")
    named = name_rule(sample.name, _moments(profiles, guesses))
    source = _source(named, name, role, guesses, profiles, header)
    source = replace(source, sheet=extract.sheet)
    source, notes = _with_missing(source, profiles)
    doubts += [*notes, *_doubts(source, guesses, profiles), *named.doubts]
    doubts += sample.doubts
    trial = _try(extract, source, broken, now)
    event_types = _event_types(guesses, profiles)
    seen = rows.num_rows + broken
    return Draft(
        source, tuple(guesses), tuple(doubts), tuple(extract.notes), seen, whole, trial, event_types
    )


def _profiles(extract: Extract, rows: pa.Table) -> list[Profile]:
    return [
        profile(name, rows[name], extract.faulty, dated=extract.dated)
        for name in extract.header
        if name
    ]


def _comma_in_text(one: Profile) -> bool:
    """Tell whether some numbers are text with a decimal comma, and the others are numbers."""
    some = (*one.odd, *(value for value, _ in one.common))
    return one.commas + one.numbers > 0.9 and any(map(_COMMA.fullmatch, some))


def _opened(sample: Sample) -> tuple[Extract, tuple[str, ...]]:
    """Open a file; name the columns by their place when its first line is no header."""
    extract = sample.opened()
    if not _headless(extract):
        return extract, ()
    header = tuple(f"column_{place}" for place in range(1, len(extract.header) + 1))
    return sample.opened(header), header


def _headless(extract: Extract) -> bool:
    """Tell whether the header looks like data: a number or a time above its like."""
    names = [name for name in extract.header if name]
    values = pa.array(names, pa.string())
    times = read_times(values).is_valid().to_pylist()
    return any(re.match(NUMBER, n) or time for n, time in zip(names, times, strict=True))


def _first_rows(extract: Extract) -> tuple[pa.Table, int, bool]:
    """Return rows, how many lines were broken, and whether that is all of the file."""
    tables: list[pa.Table] = []
    broken = rows = 0
    for block in extract.read([name for name in extract.header if name]):
        if rows >= _LOOKED_AT:
            return pa.concat_tables(tables, promote_options="permissive"), broken, False
        tables.append(block.rows)
        rows += block.rows.num_rows
        broken += len(block.rejected)
    if not tables:
        return pa.table({}), broken, True
    return pa.concat_tables(tables, promote_options="permissive"), broken, True


def _source(
    named: NameRule,
    name: str,
    role: str,
    guesses: Sequence[Guess],
    profiles: Sequence[Profile],
    header: tuple[str, ...],
) -> Source:
    commas = [p for p in profiles if p.commas > 0.5]
    points = [p for p in profiles if p.numbers > 0.5 and not p.integral]
    return Source(
        name or named.called or "source",
        role,  # type: ignore[arg-type]
        named.glob,
        tuple(ColumnRule(g.theirs, g.ours, g.type, format=g.format) for g in guesses),
        day=named.day,
        decimal="," if commas and not points else ".",
        header=header,
    )


def _moments(
    profiles: Sequence[Profile], guesses: Sequence[Guess]
) -> tuple[datetime, datetime] | None:
    """Return the first and the last time of the events; ``None`` where they have none."""
    of = {guess.theirs for guess in guesses if guess.ours == TIME}
    for one in profiles:
        if one.name in of and one.first is not None and one.last is not None:
            return one.first, one.last
    return None


def _with_missing(source: Source, profiles: Sequence[Profile]) -> tuple[Source, list[str]]:
    words = Counter(word for one in profiles for word in one.missing)
    if not words:
        return source, []
    listed = ", ".join(repr(word) for word in words)
    note = f"{listed}: taken to mean no value (`missing`)"
    return replace(source, missing=(*MISSING, *words)), [note]


def _doubts(source: Source, guesses: Sequence[Guess], profiles: Sequence[Profile]) -> list[str]:
    doubts = []
    for guess, one in zip(guesses, profiles, strict=True):
        where = f"{guess.theirs!r}"
        if guess.type == "timestamp" and one.also:
            doubts.append(f"{where}: read as {one.format}; {' and '.join(one.also)} fit as well")
        if guess.type == "timestamp" and not one.zoned:
            doubts.append(f"{where}: its times state no zone; they are taken for UTC (`timezone`)")
        if guess.type == "number" and one.odd:
            said = ", ".join(map(repr, one.odd))
            doubts.append(f"{where}: some values are no numbers, such as {said}")
        if not one.filled:
            doubts.append(f"{where}: has no value in any row")
    if source.header:
        doubts.append("the file has no header: name the columns under `header` and `theirs`")
    lacking = source.lacks()
    return doubts + [f"no column was found for {n}, which {source.role} need" for n in lacking]


def _try(extract: Extract, source: Source, broken: int, now: datetime | None) -> Trial | None:
    """Read the file under the draft; ``None`` where a needed column is missing."""
    if source.lacks():
        return None
    asked = demands_of(source, extract.header, (), now, file=extract.name)
    received = 0
    reasons: Counter[str] = Counter()
    for taken in take(extract, asked.demands):
        received += taken.rows.num_rows
        for row in taken.rejected:
            gist = re.sub(r"^'.*?' is ", "", row.reason, flags=re.DOTALL)
            reasons[f"{row.column}: {gist}" if row.column else gist] += 1
        if received + sum(reasons.values()) >= _LOOKED_AT + broken:
            break
    return Trial(received, sum(reasons.values()), tuple(reasons.most_common(5)))


def _event_types(
    guesses: Sequence[Guess], profiles: Sequence[Profile]
) -> tuple[tuple[str, int], ...]:
    of = {guess.theirs for guess in guesses if guess.ours == EVENT_TYPE}
    return next((one.common for one in profiles if one.name in of), ())

"""What a source's contract demands of a file whose header is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from openkitchen.errors import ColumnsError, listing
from openkitchen.sources.contract import ColumnRule, Source
from openkitchen.sources.mapping import find_columns, refuse_doubled
from openkitchen.sources.rows import DAY, Demands, day_from_now
from openkitchen.sources.times import end_of, start_of

__all__ = ["demands_of"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The demands, and notes on columns that are not there."""

    demands: Demands
    notes: tuple[str, ...]


def demands_of(
    source: Source,
    header: Sequence[str],
    days: Sequence[date],
    now: datetime | None,
    *,
    file: str,
) -> Asked:
    """Find the columns of a contract in a header.

    Parameters
    ----------
    source
        With the contract.
    header
        Of the file.
    days
        The days that the file's name states; events more than a day after the last one
        are rejected.
    now
        Events more than a day after this are rejected too; the clock's time by default.
    file
        Its name, for messages.

    Raises
    ------
    ColumnsError
        A required column is missing, or the header names one twice.
    """
    refuse_doubled(header, file=file)
    theirs = list(dict.fromkeys(rule.theirs for rule in source.columns))
    if source.day.source == "column" and source.day.column not in theirs:
        theirs.append(source.day.column)
    found = find_columns(theirs, header, file=file)
    rules, notes = _rules(source, found)
    absent = _absent(source, rules, header, file)
    notes += [f"no column {' or '.join(map(repr, names))}" for names in absent]
    if source.day.source == "column":
        if source.day.column not in found:
            raise ColumnsError.missing([source.day.column], list(header), file=file)
        rules[DAY] = ColumnRule(found[source.day.column], DAY, "timestamp", required=True)
    latest, latest_is = _latest(source, days, now)
    return Asked(
        Demands(
            tuple(rules.values()),
            any_of=source.identifying,
            constants=source.constants,
            **({"earliest": start_of(source.earliest, source.timezone)} if source.earliest else {}),
            latest=latest,
            latest_is=latest_is,
            missing=source.missing,
            decimal=source.decimal,
            timezone=source.timezone,
        ),
        tuple(notes),
    )


def _rules(source: Source, found: Mapping[str, str]) -> tuple[dict[str, ColumnRule], list[str]]:
    """Return the rule for each of our columns: the first of those whose column is there."""
    rules: dict[str, ColumnRule] = {}
    notes: list[str] = []
    for rule in source.columns:
        if rule.theirs not in found:
            continue
        if rule.ours in rules:
            other = rules[rule.ours].theirs
            notes.append(f"{rule.ours} is read from {other!r}, not from {rule.theirs!r}")
            continue
        required = source.is_required(rule)
        rules[rule.ours] = replace(rule, theirs=found[rule.theirs], required=required)
    return rules, notes


def _absent(
    source: Source, rules: dict[str, ColumnRule], header: Sequence[str], file: str
) -> list[list[str]]:
    """Return their names of the optional columns that are not there."""
    names: dict[str, list[str]] = {}
    required: list[str] = []
    for rule in source.columns:
        if rule.ours not in rules:
            names.setdefault(rule.ours, []).append(rule.theirs)
            if source.is_required(rule):
                required.append(rule.theirs)
    ids = source.identifying
    if ids and not any(name in rules or name in source.constants for name in ids):
        required += [theirs for name in ids for theirs in names.get(name, [])]
    if required:
        raise ColumnsError(
            f"no column {', '.join(map(repr, dict.fromkeys(required)))}",
            file=file,
            column=required[0],
            expected=f"the contract's columns among the ones found: {listing(header)}",
            hint=f"Ask the provider, or correct the contract of {source.name!r} in sources.yml. If "
            "the file has no header, list the names of its columns there under `header`.",
        )
    return list(names.values())


def _latest(source: Source, days: Sequence[date], now: datetime | None) -> tuple[datetime, str]:
    latest = day_from_now(now)
    if days:
        delivered = end_of(max(days), source.timezone) + timedelta(days=1)
        if delivered < latest:
            return delivered, "a day after the delivered one"
    return latest, "a day from now"

"""Read ``sources.yml``: the sources of a workspace."""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal
from zoneinfo import available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from openkitchen.errors import FileUnreadable, SettingsError, listing
from openkitchen.schema.columns import TIME
from openkitchen.sources.contract import (
    DAY_PATTERN,
    KNOWN_TYPES,
    MISSING,
    ColumnRule,
    ColumnType,
    DayRule,
    Promise,
    Role,
    Source,
    doubled,
)
from openkitchen.sources.id_forms import form_fault
from openkitchen.sources.ids import ID_COLUMNS

__all__ = ["read_sources"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class _Column(_Strict):
    theirs: str = Field(min_length=1)
    ours: str = Field(min_length=1)
    type: ColumnType = "string"
    meaning: str = ""
    distinct_from: str = Field("", alias="not")
    required: bool | None = None
    format: str = ""
    unit: str = ""


class _Promise(_Strict):
    start: date
    end: date | None = None
    cadence: Literal["daily", "weekly", "monthly", "once"] = "daily"
    retention_months: int | None = Field(None, gt=0)
    channel: str = ""


class _Day(_Strict):
    source: Literal["name", "column", "folder", "none"] = Field("none", alias="from")
    pattern: str = DAY_PATTERN
    column: str = ""


class _Source(_Strict):
    role: Role
    files: str | tuple[str, ...]
    columns: tuple[_Column, ...] = Field(min_length=1)
    promised: _Promise | None = None
    day: _Day = _Day()
    timezone: str = "UTC"
    constants: dict[str, str | int | float | bool] = {}
    separator: str | None = None
    encoding: str | None = None
    decimal: str = Field(".", min_length=1, max_length=1)
    missing: tuple[str, ...] = MISSING
    reject_limit: float = Field(0.1, ge=0)
    earliest: date | None = None
    header: tuple[str, ...] = ()
    owner: str = ""
    sheet: str = ""


_MODELS: dict[str, type[BaseModel]] = {
    "columns": _Column,
    "promised": _Promise,
    "day": _Day,
}


def read_sources(path: Path) -> dict[str, Source]:
    """Read the declared sources.

    Parameters
    ----------
    path
        A YAML file: one entry for each source, as the template of a workspace shows.

    Returns
    -------
    Name → source, in the order of the file; empty when none is declared.

    Raises
    ------
    FileUnreadable
        The file is missing or no YAML.
    SettingsError
        A key is unknown, missing or impossible; names the file, the source and the key.
    """
    path = Path(path)
    declared = _load(path)
    return {name: _source(name, entry, path) for name, entry in declared.items()}


def _load(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8-sig")
        declared = yaml.load(text, Loader=_NoDoubles)  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise FileUnreadable(
            "cannot be read" if path.exists() else "there is no such file",
            file=str(path),
            hint="A workspace has it as conf/base/sources.yml.",
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise FileUnreadable(
            f"is no valid YAML: {getattr(error, 'problem', None) or error}",
            file=str(path),
            line=mark.line + 1 if mark else None,
        ) from error
    if declared is None:
        return {}
    wrong = ""
    if isinstance(declared, dict):
        odd = [n for n, e in declared.items() if not (isinstance(n, str) and isinstance(e, dict))]
        wrong = f"source {odd[0]!r} has no keys; " if odd else ""
    if wrong or not isinstance(declared, dict):
        raise SettingsError(
            f"{path}: {wrong}expected one entry for each source: its name, a colon, and its keys "
            "below",
            hint=f"The keys of a source are {', '.join(_keys(_Source))}.",
        )
    return declared


class _NoDoubles(yaml.SafeLoader):
    """Refuses a key that is written twice; YAML would keep the last one silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Construct a mapping whose keys are all different."""
        twice = doubled(str(key.value) for key, _ in node.value)
        if twice:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {twice[0]!r} is written twice", node.start_mark
            )
        return super().construct_mapping(node, deep)


def _source(name: str, entry: Mapping[str, Any], path: Path) -> Source:
    try:
        read = _Source.model_validate(entry)
    except ValidationError as error:
        raise _wrong(error, name, path) from error
    source = Source(
        name,
        columns=tuple(ColumnRule(**column.model_dump()) for column in read.columns),
        promised=Promise(**read.promised.model_dump()) if read.promised else None,
        day=DayRule(**read.day.model_dump()),
        **read.model_dump(exclude={"columns", "promised", "day"}),
    )
    for key, fault, hint in _faults(source):
        raise SettingsError(f"{path}: source {name!r}, {key}: {fault}", hint=hint)
    return source


def _wrong(error: ValidationError, name: str, path: Path) -> SettingsError:
    found = error.errors(include_url=False)
    first = min(found, key=lambda one: one["type"] != "extra_forbidden")
    place = [part for part in first["loc"] if part not in {"str", "tuple[str, ...]"}]
    key = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in place).lstrip(".")
    message, hint = str(first["msg"]), ""
    model = _MODELS.get(str(place[0]), _Source) if len(place) > 1 else _Source
    if first["type"] == "extra_forbidden":
        message = f"there is no such key; there are {', '.join(_keys(model))}"
        close = difflib.get_close_matches(str(place[-1]), _keys(model), n=1)
        hint = f"Did you mean {close[0]!r}?" if close else ""
    elif first["type"] == "missing":
        message = "this key is missing"
        hint = f"The keys here are {', '.join(_keys(model))}."
    else:
        given = first.get("input")
        message = f"{given!r} is not possible: {message[:1].lower()}{message[1:]}"
        if isinstance(given, bool) and first["type"] == "string_type":
            words = "yes, on or true" if given else "no, off or false"
            hint = f"YAML reads {words} as a truth value; write it in quotes."
    return SettingsError(f"{path}: source {name!r}, {key}: {message}", hint=hint)


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _faults(source: Source) -> Iterable[tuple[str, str, str]]:
    """Yield key, fault and hint of what is wrong with a source as a whole."""
    for name in source.lacks():
        yield (
            "columns",
            f"the role {source.role} needs a column {name}",
            f"Named are {listing(source.ours)}.",
        )
    yield from _column_faults(source)
    if source.timezone not in available_timezones():
        close = difflib.get_close_matches(source.timezone, available_timezones(), n=2)
        yield (
            "timezone",
            f"there is no zone {source.timezone!r}",
            f"Did you mean {' or '.join(close)}?" if close else "Such as Europe/Berlin or UTC.",
        )
    yield from _day_faults(source)
    if source.reject_limit > 1 and source.reject_limit != int(source.reject_limit):
        yield (
            "reject_limit",
            f"{source.reject_limit} is neither a share nor a number of rows",
            "Write a share from 0 to 1, or a whole number of rows.",
        )
    yield from _header_faults(source)
    if TIME in source.constants:
        yield "constants", "a time cannot be the same for all rows", "Map a column."


def _column_faults(source: Source) -> Iterable[tuple[str, str, str]]:
    types: dict[str, str] = {}
    for rule in source.columns:
        if types.setdefault(rule.ours, rule.type) != rule.type:
            yield (
                f"columns, {rule.theirs}",
                f"{rule.ours!r} is {types[rule.ours]} and {rule.type}",
                "Give all their names of one column the same type.",
            )
        if rule.ours in source.constants:
            yield (
                f"columns, {rule.theirs}",
                f"{rule.ours!r} is a constant too",
                "Keep the column or the constant.",
            )
    for name in doubled(rule.theirs for rule in source.columns):
        yield "columns", f"their {name!r} is named more than once", "Map each column once."
    for rule in source.columns:
        known = KNOWN_TYPES.get(rule.ours)
        if known and rule.type not in (known, *(("category",) if known == "string" else ())):
            yield (
                f"columns, {rule.theirs}",
                f"{rule.ours} is always {known}, not {rule.type}",
                f"Write type: {known}.",
            )
        fault = form_fault(rule.format) if rule.ours in ID_COLUMNS and rule.format else ""
        if fault:
            yield (
                f"columns, {rule.theirs}, format",
                fault,
                'Write lower, upper, or their frame and ours, such as "acc-{} = TN{}".',
            )


def _header_faults(source: Source) -> Iterable[tuple[str, str, str]]:
    for name in doubled(source.header):
        yield "header", f"{name!r} stands there twice", "Give each column a name of its own."
    absent = [r.theirs for r in source.columns if source.header and r.theirs not in source.header]
    if absent and not any(r.theirs in source.header for r in source.columns):
        yield (
            "header",
            f"none of the columns is named in it: {listing(absent)}",
            "List the names of all columns of the file in their order.",
        )


def _day_faults(source: Source) -> Iterable[tuple[str, str, str]]:
    try:
        re.compile(source.day.pattern)
    except re.error as error:
        yield "day.pattern", f"{source.day.pattern!r} is no pattern: {error}", ""
    if source.day.source == "column" and not source.day.column:
        yield "day.column", "this key is missing", "Name their column that holds the day."

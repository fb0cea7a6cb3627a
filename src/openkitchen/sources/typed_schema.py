"""The schema of a source's typed rows, and a mark of the contract behind it."""

from __future__ import annotations

import hashlib

import pyarrow as pa

from openkitchen.schema import with_kind
from openkitchen.sources.contract import KNOWN_TYPES, ColumnType, Source
from openkitchen.sources.values import ARROW_TYPES

__all__ = ["CONTRACT_KEY", "contract_mark", "typed_schema"]

CONTRACT_KEY = b"openkitchen.contract"

_KINDS: dict[ColumnType, str] = {
    "category": "category",
    "boolean": "category",
    "set": "set",
    "number": "number",
    "integer": "number",
    "text": "text",
}


def typed_schema(source: Source) -> pa.Schema:
    """Return our columns with their types; attributes carry their declared kind."""
    types: dict[str, ColumnType] = {rule.ours: rule.type for rule in source.columns}
    types |= {name: KNOWN_TYPES.get(name, "string") for name in source.constants}
    empty = pa.schema([(name, ARROW_TYPES[kind]) for name, kind in types.items()]).empty_table()
    kinds = {
        name: _KINDS[kind]
        for name, kind in types.items()
        if name not in KNOWN_TYPES and kind in _KINDS
    }
    return with_kind(empty, kinds).schema


def contract_mark(source: Source) -> str:
    """Return a fingerprint of all that decides how a file's rows are read."""
    parts: tuple[object, ...] = (
        source.role,
        [(r.theirs, r.ours, r.type, source.is_required(r), r.format) for r in source.columns],
        sorted((name, str(value)) for name, value in source.constants.items()),
        source.timezone,
        source.separator,
        source.encoding,
        source.decimal,
        source.missing,
        source.day.source,
        source.day.pattern,
        source.day.column,
        source.reject_limit,
    )
    added = {"earliest": source.earliest, "header": source.header, "sheet": source.sheet}
    if stated := {name: value for name, value in added.items() if value}:
        parts = (*parts, stated)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]

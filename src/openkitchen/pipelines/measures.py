"""How many, how different, from where to where: the measured part of the dictionary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.sources.findings.track import Track

__all__ = ["Measures", "measured", "measured_raw"]

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Measures:
    """What was counted of a column.

    Parameters
    ----------
    type
        Of its values.
    rows, distinct, missing
        Rows; different values; share of rows without one.
    low, high, example
        The smallest, the largest, and the commonest value, as text.
    """

    type: str
    rows: int
    distinct: int
    missing: float
    low: str
    high: str
    example: str


def measured(table: pa.Table) -> dict[str, Measures]:
    """Measure the columns of a table; sets are measured by their elements."""
    return {
        name: _measure(column, field.type)
        for name, column, field in zip(table.column_names, table.columns, table.schema, strict=True)
    }


def measured_raw(track: Track) -> dict[str, Measures]:
    """Measure the delivered columns of a source, over all deliveries that have them."""
    return {name: _raw(track, name) for name in track.headers}


def _measure(column: pa.ChunkedArray, kind: pa.DataType) -> Measures:
    if pa.types.is_floating(kind):  # what is no number is not there
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
    known = column.drop_null()
    missing = column.null_count / len(column) if len(column) else 0.0
    if pa.types.is_list(kind):
        known = pc.list_flatten(known)
        shown = f"set of {_word(kind.value_type)}"
    else:
        shown = _word(kind)
    counted = pc.value_counts(known.combine_chunks() if len(known) else pa.array([], known.type))
    if not len(counted):
        return Measures(shown, len(column), 0, missing, "", "", "")
    values, counts = counted.field("values"), counted.field("counts")
    ends = pc.min_max(values).as_py()
    commonest = values[int(np.argmax(counts.to_numpy()))].as_py()
    return Measures(
        shown,
        len(column),
        len(values),
        missing,
        _short(ends["min"]),
        _short(ends["max"]),
        _short(commonest),
    )


def _raw(track: Track, name: str) -> Measures:
    profiles = [p for p in track.series(name) if p is not None]
    rows = sum(p.rows for p in profiles)
    classes: Counter[str] = Counter()
    common: Counter[str] = Counter()
    for p in profiles:
        classes.update(p.classes)
        common.update(p.common)
    filled = [p for p in profiles if p.filled]
    numeric = bool(filled) and all(p.grid is not None for p in filled)
    lows, highs = [p.low for p in filled], [p.high for p in filled]
    hashes = [p.hashes for p in filled]
    example = common.most_common(1)[0][0] if common else ""
    stated = next((p.stated for p in profiles if p.stated), "")
    return Measures(
        stated or (classes.most_common(1)[0][0] if classes else "empty"),
        rows,
        len(np.unique(np.concatenate(hashes))) if hashes else 0,
        1 - sum(p.filled for p in profiles) / rows if rows else 0.0,
        _short(min(lows, key=float if numeric else str)) if lows else "",
        _short(max(highs, key=float if numeric else str)) if highs else "",
        _short(example),
    )


def _word(kind: pa.DataType) -> str:
    words: Mapping[str, str] = {
        "string": "text",
        "double": "number",
        "int64": "whole number",
        "bool": "truth value",
        "timestamp[us]": "time",
    }
    return words.get(str(kind), str(kind))


def _short(value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, float) and "e+" in text:
        text = f"{value:.0f}"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

"""What one column looks like in one delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.sources.findings.dates import written_days
from openkitchen.sources.values import pointed

__all__ = ["CLASSES", "FILLERS", "TESTERS", "Profile", "profile_of"]

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_CLASSES = (
    ("padded number", r"^0\d+$"),
    ("whole number", r"^[+-]?\d+$"),
    ("decimal number", _NUMBER),
    ("date and time", r"^\d{4}[-/]\d{2}[-/]\d{2}[T ]\d{2}:\d{2}"),
    ("date year-month-day", r"^\d{4}[-/]\d{1,2}[-/]\d{1,2}$"),
    ("date with dots", r"^\d{1,2}\.\d{1,2}\.\d{2,4}( \d{1,2}:\d{2}.*)?$"),
    ("date with slashes", r"^\d{1,2}/\d{1,2}/\d{2,4}( \d{1,2}:\d{2}.*)?$"),
    ("truth value", r"^(?i:true|false)$"),
)
CLASSES = (*(name for name, _ in _CLASSES), "text")
NUMERIC = ("padded number", "whole number", "decimal number")
_GRID = np.linspace(0.01, 0.99, 99)
_COMMON = 60
FILLERS = (
    *("undefined", "unknown", "none", "null", "nil", "n/a", "na", "nan", "anonymous", "guest"),
    *("(not set)", "not set", "-", "--", "?", "0", "-1", "xxx", "tbd", "missing", "default"),
    *("00000000-0000-0000-0000-000000000000", "00000000000000000000000000000000"),
)
"""Words that systems write in an id column where there is no id."""
TESTERS = (
    r"(?i)(^|[^a-z])(test(er|user|kunde|account|customer|ing)?\d*|dummy\d*|asdf+|qwerty|foo|foobar"
    r"|do[ -]?not[ -]?use|qa[-_ ]?(user|test|bot)\d*)($|[^a-z])"
)
"""What names and addresses of testers look like."""
_SHAPES = (r"\d", r"[a-z]", r"[A-Z]", r"[^0-9A-Za-z]")
_SPELT = "CASE WHEN v IN (lower(v), upper(v)) THEN hash(trim({})) END"
_NORMAL = r"regexp_replace(regexp_replace(lower(trim(v)), '\.0+$', ''), '^[a-z_:#/-]*0*', '')"

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Profile:
    """One column of one delivery.

    Parameters
    ----------
    rows, filled, distinct
        Rows; those with a value; distinct values.
    classes
        How many distinct values are written as each class of `CLASSES`.
    stated
        The type that the file itself states (Parquet), else empty.
    hashes, normal
        Hashes of the distinct values as they are, and without case, blanks, a leading
        word, leading zeros and a trailing ``.0``; ordered.
    spelt, caseless
        Hashes of the distinct values in small or in capital letters alone, without the blanks
        around them: as they are, and in small letters; ordered.
    shapes
        How many distinct values have each shape: length and kinds of characters.
    common
        The commonest values with their counts.
    grid
        The 1st to 99th centile of the numbers; ``None`` unless nearly all are numbers.
    low, high
        The smallest and the largest value: by size for numbers, else by the alphabet.
    marked
        Values that are fillers or read like accounts of testers, with their counts.
    days
        For dates: how often each day occurs, written year-month-day.
    class_rows
        How many rows hold a value of each class.
    """

    rows: int
    filled: int
    distinct: int
    classes: Mapping[str, int]
    stated: str
    hashes: Hashes
    normal: Hashes
    shapes: Mapping[int, int]
    common: Mapping[str, int]
    grid: npt.NDArray[np.float64] | None
    low: str = ""
    high: str = ""
    marked: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[str, int] = field(default_factory=dict)
    class_rows: Mapping[str, int] = field(default_factory=dict)
    spelt: Hashes = field(default_factory=lambda: np.array([], np.uint64))
    caseless: Hashes = field(default_factory=lambda: np.array([], np.uint64))

    @property
    def missing(self) -> float:
        """Share of rows without a value."""
        return 1 - self.filled / self.rows if self.rows else 0.0

    @property
    def main_class(self) -> str:
        """The class of most distinct values."""
        return max(CLASSES, key=lambda name: self.classes.get(name, 0))

    def share(self, name: str) -> float:
        """Share of distinct values in a class."""
        return self.classes.get(name, 0) / self.distinct if self.distinct else 0.0


def profile_of(
    column: pa.ChunkedArray,
    stated: str,
    database: duckdb.DuckDBPyConnection,
    decimal: str = ".",
) -> Profile:
    """Look at the values of a column, given as text with null for no value.

    Numbers are read with this sign before decimals.
    """
    known = column.drop_null().combine_chunks()
    counted = pc.value_counts(known)
    values, counts = counted.field("values"), counted.field("counts").to_numpy()
    database.register("_values", pa.table({"v": values}))
    try:
        spelt, caseless = _SPELT.format("v"), _SPELT.format("lower(v)")
        hashed = database.sql(
            f"SELECT hash(v) AS h, hash({_NORMAL}) AS n, {spelt} AS s, {caseless} AS c FROM _values"
        )
        both = hashed.to_arrow_table()
    finally:
        database.unregister("_values")
    texts = pointed(pc.utf8_trim_whitespace(values), decimal)
    classes, code = _classified(texts)
    order = np.argsort(-counts, kind="stable")[:_COMMON]
    common = {values[int(at)].as_py(): int(counts[at]) for at in order}
    return Profile(
        len(column),
        len(known),
        len(values),
        classes,
        stated,
        np.unique(both["h"].to_numpy()),
        np.unique(both["n"].to_numpy()),
        _shapes(values),
        common,
        _grid(texts, counts, code),
        *_ends(texts, code),
        _marked(values, counts),
        _days(values, counts),
        _rows_of_classes(code, counts),
        np.unique(both["s"].drop_null().to_numpy()),
        np.unique(both["c"].drop_null().to_numpy()),
    )


def _classified(text: pa.Array) -> tuple[dict[str, int], npt.NDArray[np.int64]]:
    code = np.full(len(text), len(_CLASSES))
    open_ = np.ones(len(text), bool)
    for at, (_, pattern) in enumerate(_CLASSES):
        hit = pc.match_substring_regex(text, pattern).to_numpy(zero_copy_only=False) & open_
        code[hit] = at
        open_ &= ~hit
    found = np.bincount(code, minlength=len(CLASSES))
    return {name: int(n) for name, n in zip(CLASSES, found, strict=True) if n}, code


def _ends(values: pa.Array, code: npt.NDArray[np.int64]) -> tuple[str, str]:
    if not len(values):
        return "", ""
    numeric = code < len(NUMERIC)
    if numeric.mean() < 0.9:
        ends = pc.min_max(values).as_py()
        return str(ends["min"]), str(ends["max"])
    numbers = values.filter(pa.array(numeric))
    sizes = pc.utf8_ltrim(numbers, "+").cast(pa.float64())
    order = pc.sort_indices(sizes)
    return str(numbers[order[0].as_py()]), str(numbers[order[-1].as_py()])


def _marked(values: pa.Array, counts: npt.NDArray[np.int64]) -> dict[str, int]:
    low = pc.utf8_lower(pc.utf8_trim_whitespace(values))
    hit = pc.or_(
        pc.is_in(low, pa.array(FILLERS, pa.string())), pc.match_substring_regex(values, TESTERS)
    )
    at = pc.indices_nonzero(hit).to_numpy()
    return {values[int(i)].as_py(): int(counts[i]) for i in at[:1000]}


def _shapes(values: pa.Array) -> dict[int, int]:
    shape = np.minimum(pc.utf8_length(values).to_numpy(zero_copy_only=False), 200) * 16
    for bit, pattern in enumerate(_SHAPES):
        has = pc.match_substring_regex(values, pattern).to_numpy(zero_copy_only=False)
        shape = shape + (has.astype(np.int64) << bit)
    kinds, counts = np.unique(shape, return_counts=True)
    return dict(zip(kinds.tolist(), counts.tolist(), strict=True))


def _grid(
    values: pa.Array, counts: npt.NDArray[np.int64], code: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64] | None:
    numeric = code < len(NUMERIC)
    if not len(values) or counts[numeric].sum() < 0.9 * counts.sum():
        return None
    text = values.filter(pa.array(numeric))
    numbers = pc.utf8_ltrim(text, "+").cast(pa.float64()).to_numpy(zero_copy_only=False)
    order = np.argsort(numbers, kind="stable")
    below = np.cumsum(counts[numeric][order])
    at = np.searchsorted(below, _GRID * below[-1])
    return numbers[order][np.minimum(at, len(order) - 1)]


def _rows_of_classes(code: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> dict[str, int]:
    found = np.bincount(code, weights=counts, minlength=len(CLASSES)).astype(int).tolist()
    return {name: n for name, n in zip(CLASSES, found, strict=True) if n}


def _days(values: pa.Array, counts: npt.NDArray[np.int64]) -> dict[str, int]:
    """Count the days of a column of which more than half is dates."""
    days = written_days(values)
    if days.null_count >= 0.5 * len(values):
        return {}
    table = pa.table({"day": days, "n": counts}).filter(pc.is_valid(days))
    table = table.group_by("day").aggregate([("n", "sum")])
    return dict(zip(table["day"].to_pylist(), table["n_sum"].to_pylist(), strict=True))

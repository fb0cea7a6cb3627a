"""Write the values of a sheet's cells as the text that a clean CSV would have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

__all__ = ["FAULTY", "UNCOMPUTED", "cell_text"]

UNCOMPUTED = "=…"
"""Stands for a formula whose value is not in the file."""
_ERRORS = (
    *("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"),
    *("#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#GETTING_DATA"),
)
FAULTY: Mapping[str, str] = {
    **dict.fromkeys(_ERRORS, "what a failed formula shows"),
    UNCOMPUTED: "a formula that was never computed",
}
"""Text of cells that hold no value → what it is."""

_LINE_END = "_x000D_"


def cell_text(value: object, decimal: str = ".") -> str | None:
    """Write the value of a cell.

    Dates are ISO 8601, a date alone where the time is midnight; whole numbers have no point.

    Parameters
    ----------
    value
        As openpyxl gives it.
    decimal
        The sign before decimals.

    Returns
    -------
    ``None`` for an empty cell, or one of blanks alone.
    """
    match value:
        case None:
            return None
        case str():
            return _plain(value)
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _number(value).replace(".", decimal)
        case datetime():
            return _moment(value)
        case timedelta():
            return _duration(value)
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _plain(text: str) -> str | None:
    """Give back line ends that the file has as a code, as Excel writes those of Windows."""
    bare = text.strip()
    if not bare or bare in FAULTY:
        return bare or None
    if _LINE_END in text:
        text = text.replace(f"{_LINE_END}\n", "\n").replace(_LINE_END, "\n")
    return text


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _moment(value: datetime) -> str:
    if value.time() == time():
        return value.date().isoformat()
    return value.isoformat(" ")


def _duration(value: timedelta) -> str:
    sign = "-" if value < timedelta() else ""
    seconds = abs(value).total_seconds()
    rest = f"{seconds % 60:06.3f}".removesuffix(".000")
    return f"{sign}{int(seconds // 3600):02d}:{int(seconds // 60 % 60):02d}:{rest}"

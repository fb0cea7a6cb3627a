"""Tell why a record cannot be a row."""

from __future__ import annotations

from collections.abc import Sequence

from openkitchen.sources.records import Record
from openkitchen.sources.rows import LONGEST_FIELD

__all__ = ["fault_of", "is_utf8"]


def fault_of(record: Record, header: Sequence[str], raw: bytes) -> tuple[str, str] | None:
    """Return the column at fault (empty for the row as a whole) and the reason.

    Parameters
    ----------
    record
        Its fields, or what broke it.
    header
        The column names.
    raw
        The record as it came.

    Returns
    -------
    ``None`` when it can be a row.
    """
    if record.fault:
        return "", f"{record.fault}; expected quotes around a whole field, inner ones doubled"
    count = len(record.fields)
    if count != len(header):
        noun = "field" if count == 1 else "fields"
        return "", f"{count} {noun}; expected {len(header)}, as in the header"
    if len(raw) <= LONGEST_FIELD and b"\0" not in raw and is_utf8(raw):
        return None
    for name, field in zip(header, record.fields, strict=True):
        if len(field) > LONGEST_FIELD:
            return name, f"a field of {len(field):,} bytes; expected at most {LONGEST_FIELD:,}"
        if b"\0" in field:
            return name, "a NUL character; expected text"
        if not is_utf8(field):
            return name, "bytes that are no text in this encoding; expected UTF-8"
    return None


def is_utf8(data: bytes) -> bool:
    """Tell whether bytes are valid UTF-8."""
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

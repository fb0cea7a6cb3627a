"""Times are kept as naive UTC, the same in both kinds of database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import overload

__all__ = ["naive_utc"]


@overload
def naive_utc(moment: datetime) -> datetime: ...
@overload
def naive_utc(moment: None) -> None: ...
def naive_utc(moment: datetime | None) -> datetime | None:
    """Return the moment in UTC without a zone; one without a zone is taken to be UTC."""
    if moment is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(UTC).replace(tzinfo=None)

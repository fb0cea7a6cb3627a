"""Moments as requests tell them: epoch seconds, or ISO 8601."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from openkitchen.errors import SettingsError

__all__ = ["LATEST_SECONDS", "moment_of"]

LATEST_SECONDS = 1e11
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment_of(value: float | str, name: str = "timestamp") -> datetime:
    """Read a moment; without a zone it is UTC.

    Parameters
    ----------
    value
        Epoch seconds, as a number or written out, or ISO 8601.
    name
        What it is called, for messages.

    Raises
    ------
    SettingsError
        When it is no time, or one before 1970 or after the year 5138.
    """
    if isinstance(value, bool):
        raise _no_time(name, str(value))
    if isinstance(value, str):
        try:
            seconds = float(value)
        except ValueError:
            return _written(value, name)
    else:
        seconds = value
    if not (math.isfinite(seconds) and 0 <= seconds < LATEST_SECONDS):
        raise SettingsError(
            f"{name} is not in seconds since 1970", hint="Milliseconds? Divide by 1,000."
        )
    return _EPOCH + timedelta(seconds=seconds)


def _written(text: str, name: str) -> datetime:
    try:
        told = datetime.fromisoformat(text)
        told = (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _no_time(name, text) from error
    if not 0 <= (told - _EPOCH).total_seconds() < LATEST_SECONDS:
        raise _no_time(name, text)
    return told


def _no_time(name: str, text: str) -> SettingsError:
    return SettingsError(
        f"{name} is no time: {text[:40]!r}",
        hint="Write epoch seconds, or 2026-08-31T12:00:00 (UTC), from 1970 on.",
    )

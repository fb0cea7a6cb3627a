"""Read what was typed: moments, ``key=value`` pairs, ids in a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from openkitchen.errors import SettingsError

__all__ = ["moment", "numbers", "pairs", "several", "whole_numbers"]


def moment(text: str | None) -> datetime | None:
    """Read epoch seconds or ISO 8601 as a naive UTC time; ``None`` stays ``None``."""
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        return _iso(text)
    try:
        return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError) as error:
        raise _no_time(text) from error


def pairs(given: Sequence[str], option: str) -> dict[str, str]:
    """Read ``["a=b", …]`` as a mapping; the first ``=`` separates."""
    read: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        name, value = name.strip(), value.strip()
        if not (equals and name and value):
            raise SettingsError(
                f"{option} {text!r} cannot be read",
                hint=f"Write it as {option} name=value, once for each pair.",
            )
        if name in read:
            raise SettingsError(f"{option} {name}=… is given twice", hint="Keep one of them.")
        read[name] = value
    return read


def numbers(given: Sequence[str], option: str) -> dict[str, float]:
    """Read ``["a=1", …]`` as names and numbers; zero or more each."""
    read: dict[str, float] = {}
    for name, text in pairs(given, option).items():
        try:
            read[name] = float(text)
        except ValueError:
            read[name] = -1.0
        if not 0 <= read[name] < float("inf"):
            raise SettingsError(
                f"{option} {name}={text}: {text!r} is no weight", hint="Give zero or more."
            )
    return read


def whole_numbers(text: str, option: str) -> tuple[int, ...]:
    """Read ``5,10`` as numbers above zero; nothing as none."""
    read = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isdigit() and int(part) for part in read):
        raise SettingsError(f"{option} {text!r} cannot be read", hint=f"Write {option} 5,10")
    return tuple(dict.fromkeys(int(part) for part in read))


def several(given: Sequence[str], option: str) -> dict[str, str]:
    """Read ``["a=b,c=d", "e=f"]`` as a mapping: commas part pairs in a row."""
    return pairs([pair for text in given for pair in text.split(",")], option)


def _iso(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise _no_time(text) from error
    return read.astimezone(UTC).replace(tzinfo=None) if read.tzinfo else read


def _no_time(text: str) -> SettingsError:
    return SettingsError(
        f"{text!r} is no time",
        hint="Write it as epoch seconds, or as 2026-08-31 or 2026-08-31T12:00:00 (UTC).",
    )

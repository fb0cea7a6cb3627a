"""Events of the native API: one, a batch, or one per line; all are kept, or none."""

from __future__ import annotations

import math
import uuid
from asyncio import shield, to_thread, wait_for, wrap_future
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from openkitchen.errors import InputError, SettingsError, StoreError, listing
from openkitchen.serving.moments import moment_of
from openkitchen.store import EventRow

__all__ = ["MOST_EVENTS", "Accepted", "EventIn", "read_events", "take_events"]

MOST_EVENTS = 10_000
_LONGEST = 256
_SHORT = 16_384
_WAIT_SECONDS = 30.0
_GZIP = b"\x1f\x8b"
_KNOWN = (
    "user_id",
    "item_id",
    "timestamp",
    "event_id",
    "event_type",
    "event_value",
    "session_id",
    "properties",
)


@dataclass(frozen=True, slots=True)
class EventIn:
    """An event as it comes in.

    Parameters
    ----------
    user_id, session_id
        Who; one of them is needed.
    item_id
        What.
    timestamp
        Epoch seconds or ISO 8601; now by default.
    event_id
        Its id: an event that is sent again is kept once. Made up by default.
    event_type, event_value, properties
        What was done, how much of it, whatever else.
    """

    item_id: str | None = None
    user_id: str | None = None
    session_id: str | None = None
    timestamp: float | str | None = None
    event_id: str | None = None
    event_type: str | None = None
    event_value: float | None = None
    properties: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of events: how many came, how many were new."""

    received: int
    new: int


def read_events(body: bytes, kind: str, scope: str) -> list[EventRow]:
    """Read events: a JSON object, a list of them, ``{"events": [...]}``, or one per line.

    Parameters
    ----------
    body
        As sent.
    kind
        The media type; with ``ndjson`` or ``jsonl`` in it, one event per line.
    scope
        What the events count for.

    Raises
    ------
    InputError
        When one is not as expected; the message names its place, from 1.
    """
    now = datetime.now(UTC)
    lines = "ndjson" in kind or "jsonl" in kind
    given = _lines(body) if lines else _documents(body)
    if len(given) > MOST_EVENTS:
        raise InputError(f"{len(given):,} events at once", expected=f"{MOST_EVENTS:,} or fewer")
    return [_event(one, place, scope, now) for place, one in enumerate(given, 1)]


async def take_events(
    body: bytes, kind: str, scope: str, order: Callable[[Sequence[EventRow]], Future[int]]
) -> Accepted:
    """Read events and keep them; they are durable when this returns.

    Parameters
    ----------
    body, kind, scope
        See `read_events`.
    order
        Orders rows to be kept; see `openkitchen.serving.personalize.Backend.order_events`.

    Raises
    ------
    InputError
        When an event is not as expected.
    StoreBusy
        When too many wait already.
    StoreError
        When they could not be kept in time. Some may be kept later: send them again with
        the same ids.
    """
    long = len(body) > _SHORT
    rows = await (to_thread(read_events, body, kind, scope) if long else _now(body, kind, scope))
    if not rows:
        return Accepted(0, 0)
    try:
        return Accepted(len(rows), await wait_for(shield(wrap_future(order(rows))), _WAIT_SECONDS))
    except TimeoutError as error:
        raise StoreError(
            "the events were not kept in time", hint="Send them again, with the same ids."
        ) from error


async def _now(body: bytes, kind: str, scope: str) -> list[EventRow]:
    return read_events(body, kind, scope)


def _lines(body: bytes) -> list[Any]:
    return [_json(line, n) for n, line in enumerate(body.splitlines(), 1) if line.strip()]


def _documents(body: bytes) -> list[Any]:
    found = _json(body, None)
    if isinstance(found, dict) and isinstance(found.get("events"), list):
        found = found["events"]
    return found if isinstance(found, list) else [found]


def _json(text: bytes, line: int | None) -> Any:
    try:
        return orjson.loads(text)
    except ValueError as error:
        raise InputError(f"no JSON: {error}", line=line, hint=_hint(text, line)) from error


def _hint(text: bytes, line: int | None) -> str:
    """Say what a body may be that is no JSON document."""
    if text.startswith(_GZIP):
        return "It is packed: send it as it is."
    try:
        text.decode()
    except UnicodeDecodeError:
        return "Send it in UTF-8."
    if line is None and b"\n" in text.strip():
        return "One event per line? Send content-type: application/x-ndjson."
    return ""


def _event(given: Any, place: int, scope: str, now: datetime) -> EventRow:
    if not isinstance(given, dict):
        raise _wrong(place, "it is no JSON object")
    strange = [name for name in given if name not in _KNOWN]
    if strange:
        raise _wrong(place, f"there is no field {strange[0]!r}; there are {listing(_KNOWN)}")
    texts = {
        name: _text(given, name, place)
        for name in ("user_id", "item_id", "event_id", "event_type", "session_id")
    }
    if not texts["user_id"] and not texts["session_id"]:
        raise _wrong(place, "user_id and session_id are both missing")
    if not texts["item_id"]:
        raise _wrong(place, "item_id is missing")
    properties = given.get("properties")
    if properties is not None and not isinstance(properties, dict):
        raise _wrong(place, "properties is no JSON object")
    return EventRow(
        scope=scope,
        event_id=texts["event_id"] or str(uuid.uuid4()),
        happened_at=_moment(given.get("timestamp"), place, now),
        received_at=now,
        user_id=texts["user_id"] or None,
        session_id=texts["session_id"] or None,
        item_id=texts["item_id"],
        event_type=texts["event_type"] or None,
        event_value=_number(given.get("event_value"), place),
        properties=properties,
    )


def _text(given: dict[str, Any], name: str, place: int) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise _wrong(place, f"{name} is no text")
    if len(str(value)) > _LONGEST:
        raise _wrong(place, f"{name} is longer than {_LONGEST} characters")
    if "\0" in str(value):
        raise _wrong(place, f"{name} holds a NUL character")
    return str(value)


def _number(value: Any, place: int) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise _wrong(place, "event_value is no number")
    return float(value)


def _moment(value: Any, place: int, now: datetime) -> datetime:
    if value is None:
        return now
    if not isinstance(value, (str, int, float)):
        raise _wrong(place, "timestamp is no time")
    try:
        return moment_of(value)
    except SettingsError as error:
        raise _wrong(place, error.message) from error


def _wrong(place: int, what: str) -> InputError:
    return InputError(f"event {place:,}: {what}", hint="Nothing of this request was kept.")

"""Whom a question is about, and when: a user as known, or a history that the request brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

import pyarrow as pa
from pydantic import AfterValidator, ConfigDict

from openkitchen.errors import ModelError, SettingsError
from openkitchen.models import GlassBox
from openkitchen.schema.columns import EVENT_TYPE, EVENT_VALUE, ITEM, TIME, USER, WEIGHT
from openkitchen.serving.kitchen import Kitchen
from openkitchen.serving.live import Standing
from openkitchen.serving.moments import moment_of

__all__ = ["ANYBODY", "MOST_HISTORY", "Case", "Context", "Had", "UserId", "case_of", "on_device"]

ANYBODY = "somebody whose history was told"
"""The id of a user whom the request does not name."""

MOST_HISTORY = 10_000
_STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("it holds a NUL character")
    return text


UserId = Annotated[str, AfterValidator(_without_nul)]
"""The id of a user in a request: what any database can hold."""
_SECONDS_A_DAY = 86_400.0
_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Had:
    """An event of a history that a request brings; the order counts where no time is told."""

    item_id: str
    timestamp: float | str | None = None
    event_type: str | None = None
    event_value: float | None = None
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the situation; hour, weekday and month follow from the moment."""

    device: str | None = None
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a score depends on beside the item.

    Parameters
    ----------
    kitchen
        The model, for the device that was named.
    user_id
        Who; `ANYBODY` when nobody was named.
    standing
        The history and the moment.
    known_user
        Whether anything is known of them: from training, since, or from the request.
    left_out
        Items of the told history that the model does not know.
    """

    kitchen: Kitchen
    user_id: str
    standing: Standing
    known_user: bool
    left_out: tuple[str, ...] = ()


def case_of(
    kitchen: Kitchen,
    user_id: str | None = None,
    history: Sequence[Had] | None = None,
    at: float | str | None = None,
    context: Context | None = None,
) -> Case:
    """Gather whom a question is about, and when.

    Parameters
    ----------
    kitchen
        What is served.
    user_id
        Who asks; ``None``: somebody whom nobody knows.
    history
        Events to score instead of those that are known; ``None``: those that are known.
    at
        The moment of scoring: what happened after it is not known then.
    context
        The situation.

    Raises
    ------
    SettingsError
        When a moment cannot be read, or the history is too long.
    ModelError, UnknownName
        When a device is named that the model knows nothing of.
    """
    device = None if context is None else context.device
    served = kitchen if device is None else on_device(kitchen, device)
    moment = None if at is None else moment_of(at, "at").replace(tzinfo=None)
    user = ANYBODY if user_id is None else user_id
    if history is None:
        now = kitchen.standing(user)
        if moment is not None:
            now = replace(now, at=moment)
        return Case(served, user, now, kitchen.knows_user(user))
    if len(history) > MOST_HISTORY:
        raise SettingsError(
            f"a history of {len(history):,} events", hint=f"Send the latest {MOST_HISTORY:,}."
        )
    known = kitchen.model.known
    codes = known.items.find([one.item_id for one in history])
    kept = [one for one, code in zip(history, codes.tolist(), strict=True) if code >= 0]
    strange = [one.item_id for one, c in zip(history, codes.tolist(), strict=True) if c < 0]
    told = Standing(_table(kitchen, user, kept, moment), moment or _end(kitchen, kept))
    by_name = bool(known.users.find([user])[0] >= 0)
    return Case(served, user, told, by_name or bool(kept), tuple(dict.fromkeys(strange)))


def on_device(kitchen: Kitchen, device: str) -> Kitchen:
    """Return the same kitchen, making lists for people on a device.

    Raises
    ------
    ModelError, UnknownName
        When the model knows nothing of devices, or not of this one.
    """
    model = kitchen.model
    if not isinstance(model, GlassBox):
        raise ModelError(
            "this model knows nothing of devices", hint="A glass box can; ask without a device."
        )
    there = model.on_device(device)  # refuses devices that it does not know
    return kitchen.workshop.once(("device", device), lambda: replace(kitchen, model=there))


def _end(kitchen: Kitchen, history: Sequence[Had]) -> datetime | None:
    """Return the end of the data, or of the told history where that is later."""
    events = kitchen.model.known.events
    if not events.dated:
        return None
    told = [_naive(one) for one in history if one.timestamp is not None]
    return max([_EPOCH + timedelta(seconds=events.end * _SECONDS_A_DAY), *told])


def _table(
    kitchen: Kitchen, user: str, history: Sequence[Had], moment: datetime | None
) -> pa.Table:
    """Write a told history as interactions; events without a time are just over, in order."""
    dated = kitchen.model.known.events.dated
    now = moment or _end(kitchen, history) or _EPOCH
    times = [
        now - timedelta(microseconds=len(history) - place) if one.timestamp is None else _naive(one)
        for place, one in enumerate(history)
    ]
    weights = {} if kitchen.live is None else kitchen.live.weights
    columns = {
        USER: pa.array([user] * len(history), pa.string()),
        ITEM: pa.array([one.item_id for one in history], pa.string()),
        TIME: pa.array([t if dated else None for t in times], pa.timestamp("us")),
        WEIGHT: pa.array([weights.get(one.event_type or "", 1.0) for one in history], pa.float64()),
        EVENT_TYPE: pa.array([one.event_type for one in history], pa.string()),
        EVENT_VALUE: pa.array([one.event_value for one in history], pa.float64()),
    }
    return pa.table(columns)


def _naive(one: Had) -> datetime:
    assert one.timestamp is not None  # noqa: S101 - the callers look
    return moment_of(one.timestamp).replace(tzinfo=None)

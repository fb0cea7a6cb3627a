"""Everything that can be asked of a server; `Client.ask` and `AsyncClient.ask` send it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from openkitchen.client import answers

__all__ = [
    "Event",
    "Question",
    "cold_policy",
    "cold_start",
    "explain",
    "forget",
    "info",
    "levers",
    "put_events",
    "rank",
    "receipt",
    "recommend",
    "similar",
    "weights",
    "what_if",
    "why_not",
]

Answer_co = TypeVar("Answer_co", covariant=True)

Moment = datetime | float | str | None


@dataclass(frozen=True, slots=True)
class Question(Generic[Answer_co]):
    """A request, with the kind of its answer.

    Parameters
    ----------
    answer
        The record that the answer is read as.
    method, path
        Of HTTP.
    params, body
        What goes along; ``None`` is left out.
    """

    answer: type[Answer_co]
    method: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True, slots=True)
class Event:
    """An event to be kept, or one of a history that a question brings.

    Parameters
    ----------
    item_id
        What.
    user_id, session_id
        Who; one of them is needed for events to be kept, none in a history.
    timestamp
        A datetime (UTC where it has no zone), epoch seconds or ISO 8601; now by default.
    event_id
        Its id: sent again, it is kept once. Name it, so that you may try again.
    event_type, event_value, properties
        What was done, how much of it, whatever else.
    """

    item_id: str
    user_id: str | None = None
    session_id: str | None = None
    timestamp: Moment = None
    event_id: str | None = None
    event_type: str | None = None
    event_value: float | None = None
    properties: Mapping[str, Any] | None = None


def recommend(
    user_id: str | None = None,
    k: int = 10,
    *,
    history: Sequence[Event] | None = None,
    at: Moment = None,
    device: str | None = None,
    filter: str | None = None,  # noqa: A002 - as the API calls it
    filter_values: Mapping[str, str] | None = None,
    include_seen: bool = False,
    diversity: float | None = None,
    explain: bool = False,
    terms: int | None = None,
) -> Question[answers.Recommended]:
    """Ask for a list.

    Parameters
    ----------
    user_id
        Whose; without, somebody whom nobody knows.
    k
        Length of the list, up to 1,000; with reasons up to 100.
    history
        Events to score instead of those that are known.
    at
        The moment: a datetime (UTC where it has no zone), epoch seconds or ISO 8601.
    device
        The device that it is for.
    filter, filter_values
        An expression of the filter language, and values for its parameters.
    include_seen
        Also what the user had.
    diversity
        How strongly the list is re-ranked for variety, from 0 to 1.
    explain
        Add the reasons.
    terms
        How many terms of each reason, the largest; the others come as one number.
    """
    body = _told(
        user_id=user_id,
        k=k,
        history=_history(history),
        at=at,
        context=_context(device),
        filter=filter,
        filter_values=filter_values,
        include_seen=include_seen,
        diversity=diversity,
        explain=explain,
        terms=terms,
    )
    return Question(answers.Recommended, "POST", "/v1/recommendations", body=body)


def rank(
    items: Sequence[str],
    user_id: str | None = None,
    *,
    history: Sequence[Event] | None = None,
    at: Moment = None,
    device: str | None = None,
    explain: bool = False,
    terms: int | None = None,
) -> Question[answers.Ranked]:
    """Ask in which order somebody would like given items; see `recommend`."""
    body = _told(
        items=list(items),
        user_id=user_id,
        history=_history(history),
        at=at,
        context=_context(device),
        explain=explain,
        terms=terms,
    )
    return Question(answers.Ranked, "POST", "/v1/rank", body=body)


def similar(item_id: str, k: int = 10) -> Question[answers.Similar]:
    """Ask which items the model treats like one."""
    return _get(answers.Similar, "similar", item_id, k=k)


def explain(
    user_id: str, item_id: str, *, at: Moment = None, device: str | None = None
) -> Question[answers.Explained]:
    """Ask why an item has its score."""
    return _get(answers.Explained, "explain", user_id, item_id, at=at, device=device)


def why_not(
    user_id: str,
    item_id: str,
    k: int = 10,
    *,
    at: Moment = None,
    device: str | None = None,
) -> Question[answers.Missing]:
    """Ask what keeps an item out of a list."""
    return _get(answers.Missing, "why-not", user_id, item_id, k=k, at=at, device=device)


def what_if(
    *,
    forget_user: str | None = None,
    user_id: str | None = None,
    without: Sequence[str] | None = None,
    drop: str | None = None,
    item_id: str | None = None,
    set: Mapping[str, str | None] | None = None,  # noqa: A002 - as the API calls it
    k: int = 10,
) -> Question[answers.WhatIf]:
    """Ask what if the data were different: one of four questions.

    Parameters
    ----------
    forget_user
        What if this user had never been there?
    user_id, without
        What if this user had not had these items?
    drop
        What if this feature were not known?
    item_id, set
        What if this item had these attributes?
    k
        Length of the lists that are compared.
    """
    if forget_user is not None:
        body: dict[str, Any] = {"kind": "forget-user", "user_id": forget_user}
    elif without is not None:
        body = {"kind": "history", "user_id": user_id, "without": list(without)}
    elif drop is not None:
        body = {"kind": "drop", "feature": drop}
    else:
        body = {"kind": "item", "item_id": item_id, "set": dict(set or {})}
    return Question(answers.WhatIf, "POST", "/v1/what-if", {"k": k}, body)


def levers(item_id: str, k: int = 10) -> Question[answers.Levers]:
    """Ask which change of an item's attributes would show it more often; may take minutes."""
    return _get(answers.Levers, "levers", item_id, k=k)


def weights(feature: str | None = None, most: int = 100) -> Question[answers.Weights]:
    """Ask what the model learned."""
    return _get(answers.Weights, "weights", feature=feature, most=most)


def cold_start(k: int = 10) -> Question[answers.ColdStart]:
    """Ask what a brand-new user gets."""
    return _get(answers.ColdStart, "cold-start", k=k)


def cold_policy(k: int = 10) -> Question[answers.ColdPolicy]:
    """Ask what becomes of new users and new items."""
    return _get(answers.ColdPolicy, "cold-start", "policy", k=k)


def info() -> Question[answers.Info]:
    """Ask what is served."""
    return _get(answers.Info, "info")


def put_events(events: Sequence[Event]) -> Question[answers.Accepted]:
    """Put events in; all are kept, durably, or none."""
    body = [_event(one) for one in events]
    return Question(answers.Accepted, "POST", "/v1/events", body=body)


def forget(user_id: str) -> Question[answers.ForgetReceipt]:
    """Have a person forgotten."""
    path = f"/v1/users/{quote(user_id, safe='')}"
    return Question(answers.ForgetReceipt, "DELETE", path)


def receipt(number: str) -> Question[answers.ForgetReceipt]:
    """Ask for the receipt of somebody who was forgotten."""
    return _get(answers.ForgetReceipt, "forgotten", number)


def _get(answer: type[Answer_co], *parts: str, **params: Any) -> Question[Answer_co]:
    path = "/".join(quote(part, safe="") for part in parts)
    return Question(answer, "GET", f"/v1/{path}", _told(**params))


def _told(**given: Any) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


def _context(device: str | None) -> dict[str, str] | None:
    return None if device is None else {"device": device}


def _event(one: Event) -> dict[str, Any]:
    return _told(**{name: getattr(one, name) for name in Event.__slots__})


def _history(events: Sequence[Event] | None) -> list[dict[str, Any]] | None:
    if events is None:
        return None
    asked = ("item_id", "timestamp", "event_type", "event_value")
    return [_told(**{name: getattr(one, name) for name in asked}) for one in events]

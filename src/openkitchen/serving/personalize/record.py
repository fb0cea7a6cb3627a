"""Keep what was served, and explain it later: the same model, history and moment again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from openkitchen.errors import StoreBusy, UnknownName
from openkitchen.explain import Term, explain
from openkitchen.models import GlassBox
from openkitchen.reporting import told_by_title
from openkitchen.serving.live import Standing
from openkitchen.serving.personalize.arns import key_of
from openkitchen.serving.personalize.backend import Backend, Call
from openkitchen.serving.personalize.context import on_this
from openkitchen.serving.personalize.lists import POPULAR, Place, alone_with, likeness_of
from openkitchen.serving.personalize.reasons import all_terms
from openkitchen.serving.personalize.targets import Target, trained
from openkitchen.store import ServedRow, insert_served, resource, served

__all__ = ["ExplainedItem", "ExplainedList", "explanation_of", "keep"]

if TYPE_CHECKING:
    from openkitchen.serving.personalize.runtime import Asked, Made

_MOST = 100
_RECENT = 1000


@dataclass(frozen=True, slots=True)
class ExplainedItem:
    """An item of a served list, with every term of its score."""

    rank: int
    item_id: str
    title: str
    score: float | None
    terms: tuple[Term, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExplainedList:
    """A list that was served, and why."""

    recommendation_id: str
    served_at: datetime
    asked: str
    version: str
    kind: str
    user_id: str
    item_id: str
    filter: str
    items: tuple[ExplainedItem, ...]


def keep(call: Call, target: Target, made: Made, places: Sequence[Place], asked: Asked) -> str:
    """Keep what is needed to explain a list; return its recommendation id.

    The answer does not wait for the disk: until then the list is found in memory.
    """
    facts = {
        "asked": target.arn,
        "version": target.version.key,
        "version_id": target.version.id,
        "kind": made.kind,
        "user": made.user_id,
        "item": asked.item_id,
        "filter": asked.filter_arn,
        "device": target.device,
        "last_event": made.standing.last_event,
        "publication": target.kitchen.number,
        "last_learned": 0 if target.kitchen.live is None else target.kitchen.live.after,
        "items": [[place.item_id, place.score] for place in places[:_MOST]],
    }
    row = ServedRow(f"{uuid.uuid4()}", datetime.now(UTC).replace(tzinfo=None), facts)
    recent: dict[str, ServedRow] = call.backend.kept.setdefault("served", {})
    recent[row.id] = row
    while len(recent) > _RECENT:
        recent.pop(next(iter(recent)), None)
    with suppress(StoreBusy):  # the list itself does not wait for a slow disk
        call.backend.writes.submit(lambda connection: insert_served(connection, [row]))
    return row.id


def explanation_of(backend: Backend, number: str) -> ExplainedList:
    """Explain a list that was served.

    Raises
    ------
    UnknownName
        When no such list was served, or its model is gone.
    """
    row = backend.kept.get("served", {}).get(number) or served(backend.store, number)
    if row is None:
        raise UnknownName("recommendation", number)
    facts = row.facts
    version = resource(backend.store, key_of(f"arn:aws:personalize:::{facts['version']}"))
    if version is None or facts.get("version_id", version.id) != version.id:
        raise UnknownName("solution version", facts["version"], hint="It was deleted meanwhile.")
    learned = facts.get("last_learned", version.inside.get("last_event"))
    target = trained(backend, version, facts["asked"], facts.get("publication", 0), learned)
    items = _explained(on_this(target, facts.get("device", "")), facts)
    return ExplainedList(
        recommendation_id=number,
        served_at=row.served_at,
        asked=facts["asked"],
        version=facts["version"],
        kind=facts["kind"],
        user_id=facts["user"],
        item_id=facts["item"],
        filter=facts["filter"],
        items=tuple(items),
    )


def _explained(target: Target, facts: dict[str, Any]) -> list[ExplainedItem]:
    kitchen, kind = target.kitchen, facts["kind"]
    if kind == "similar items" and isinstance(kitchen.model, GlassBox):
        return _alike(target, facts)
    if kind == POPULAR:
        standing = Standing()
    elif kind in {"after item", "similar items"}:
        standing = alone_with(kitchen, facts["item"])
    elif facts["last_event"]:
        standing = kitchen.standing(facts["user"], facts["last_event"])
    else:
        standing = Standing()
    return [
        _item(target, facts, standing, rank, item, score)
        for rank, (item, score) in enumerate(facts["items"], 1)
    ]


def _item(
    target: Target,
    facts: dict[str, Any],
    standing: Standing,
    rank: int,
    item: str,
    score: float | None,
) -> ExplainedItem:
    title = target.kitchen.titles[item]
    if score is None:
        told = f"{title} is not known to the model."
        if facts["kind"] == POPULAR:
            told = f"{title} is popular; the model does not know the item that was asked about."
        return ExplainedItem(rank, item, title, None, (), (told,))
    model, user = target.kitchen.scored, facts["user"]
    found = explain(model, user, item, standing.at, history=standing.history)
    words = told_by_title(found, target.kitchen.titles)
    return ExplainedItem(rank, item, title, score, found.terms, words)


def _alike(target: Target, facts: dict[str, Any]) -> list[ExplainedItem]:
    titles = target.kitchen.titles
    ids = [item for item, _ in facts["items"]]
    found = likeness_of(target.kitchen).of_items(facts["item"], ids, _MOST)
    told = found.sentences(titles.__getitem__)
    return [
        ExplainedItem(rank, item, titles[item], score, all_terms(one), (words,))
        for rank, ((item, score), one, words) in enumerate(
            zip(facts["items"], found.items, told, strict=True), 1
        )
    ]

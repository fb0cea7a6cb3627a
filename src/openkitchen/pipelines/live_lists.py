"""Which lists people were shown, and what they chose since."""

from __future__ import annotations

from collections.abc import Iterator

from openkitchen.evaluate import Evaluation
from openkitchen.monitor import Online, ShownList, online_figures
from openkitchen.monitor.online import Chosen
from openkitchen.pipelines.in_use import InUse
from openkitchen.schema.columns import ITEM, USER
from openkitchen.store import EventRow, events_up_to, latest_event, served_lists

__all__ = ["live_figures"]

_LOGGED = "The lists are those that were logged as served."
_TAKEN = (
    "No served list is logged; the lists are those that the served model has for these people, "
    "taken as shown from the end of its data."
)


def live_figures(use: InUse, offline: Evaluation, *, days: int = 7) -> Online:
    """Say how often people chose what they were shown, from events that came in live.

    Choices of what a person had before are no choices, as offline.

    Parameters
    ----------
    use
        What is served.
    offline
        The figures of the test period.
    days
        Days within which a choice counts.
    """
    k = offline.rows[0].k
    events = [*_events(use)]
    chosen = [*_new(use, events)]
    lists = [*_logged(use)]
    basis = _LOGGED if lists else _TAKEN
    if not lists:
        lists = _taken(use, sorted({one.user_id for one in chosen}), k)
    figures = {
        row.metric: (row.value, row.low, row.high)
        for row in offline.rows
        if row.k == k and row.metric in {"hit_rate", "precision"}
    }
    return online_figures(lists, chosen, figures, k=k, days=days, basis=basis)


def _events(use: InUse) -> Iterator[EventRow]:
    live = use.kitchen.live
    scope = "" if live is None else live.scope
    yield from events_up_to(use.store, scope, latest_event(use.store, scope))


def _new(use: InUse, events: list[EventRow]) -> Iterator[Chosen]:
    """Yield the first time that each person chose each item they had not had before."""
    known = use.model.known
    users = known.users.find([one.user_id or "" for one in events]).tolist()
    items = known.items.find([one.item_id or "" for one in events]).tolist()
    had = set(zip(known.events.user.tolist(), known.events.item.tolist(), strict=True))
    for event, user, item in zip(events, users, items, strict=True):
        if event.user_id is None or event.item_id is None or (user, item) in had:
            continue
        yield Chosen(event.user_id, event.item_id, event.happened_at)


def _logged(use: InUse) -> Iterator[ShownList]:
    for row in served_lists(use.store):
        user, items = row.facts.get("user"), row.facts.get("items")
        if user and items and row.facts.get("kind") != "ranking":
            yield ShownList(str(user), row.served_at, tuple(str(item) for item, _ in items))


def _taken(use: InUse, users: list[str], k: int) -> list[ShownList]:
    if not users:
        return []
    by_user: dict[str, list[str]] = {}
    table = use.model.recommend(users, k).table
    for user, item in zip(table[USER].to_pylist(), table[ITEM].to_pylist(), strict=True):
        by_user.setdefault(user, []).append(item)
    return [ShownList(user, use.learned_until, tuple(items)) for user, items in by_user.items()]

"""What is popular just now: recent popularity is fitted anew as events come in.

Every five minutes by the clock the events that came in before count, without any training: with
the half-life, and the kinds of events, that the training chose. All processes of a store count
the same events at the same mark. The fit is made beside the requests; until it is done, they are
answered by the one before. A fit that takes long is made more rarely, so that nine tenths of the
time none is made.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from openkitchen.models import RecentPopularity
from openkitchen.serving.kitchen import Kitchen, kitchen_of
from openkitchen.serving.personalize.backend import Backend
from openkitchen.serving.personalize.evidence import Evidence, gather_tables
from openkitchen.serving.personalize.faults import Fault
from openkitchen.serving.personalize.holdings import dataset_in, files_of
from openkitchen.store import ResourceRow, latest_event

__all__ = ["PERIOD", "as_of", "current", "material"]

PERIOD = 300.0
"""Seconds between two marks."""

_REST = 9.0
"""How many times as long as a fit took none is made."""

_clock: Callable[[], float] = time.time


@dataclass
class _Trend:
    """What one process knows of a trend: the kitchen, what it was made of, and its last mark."""

    kitchen: Kitchen
    made_of: list[Any]
    mark: int = -1
    rests_until: float = 0.0
    done: Future[None] | None = None
    lock: Lock = field(default_factory=Lock)


def material(backend: Backend, group: str, last: int) -> list[Any]:
    """Return what a trend is made of: two fits of the same material are the same."""
    dataset = dataset_in(backend, group, "INTERACTIONS")
    files = [] if dataset is None else [file.name for file in files_of(backend, dataset)]
    return [last, files]


def current(backend: Backend, version: ResourceRow, group: str, trained: Kitchen) -> Kitchen:
    """Return a trend as it is now; what came in since the last mark is looked at beside.

    Parameters
    ----------
    backend, version, group
        What was trained, and on which dataset group.
    trained
        The model as it was trained.
    """
    key = ("trend", version.key, version.id)
    trend: _Trend | None = backend.kept.get(key)
    if trend is None:
        made_of = version.inside.get("material") or [version.inside["last_event"], None]
        trend = backend.kept.setdefault(key, _Trend(trained, made_of))
    now = _clock()
    mark = int(now // PERIOD)
    if trend.mark != mark and now >= trend.rests_until:
        with trend.lock:
            if trend.mark != mark and (trend.done is None or trend.done.done()):
                trend.mark = mark
                trend.done = backend.worker.beside(
                    lambda: _renew(backend, version, group, trend, mark)
                )
    return trend.kitchen


def as_of(
    backend: Backend, version: ResourceRow, group: str, trained: Kitchen, last: int
) -> Kitchen:
    """Return a trend as it was when an event was the last one that counted."""
    if last == version.inside["last_event"]:
        return trained
    trend: _Trend | None = backend.kept.get(("trend", version.key, version.id))
    kitchen = None if trend is None else trend.kitchen
    if kitchen is not None and kitchen.live is not None and kitchen.live.after == last:
        return kitchen
    key = ("trend as of", version.key, version.id)
    held: tuple[int, Kitchen] | None = backend.kept.get(key)
    if held is None or held[0] != last:
        held = backend.kept[key] = (last, _fitted(backend, version, group, last))
    return held[1]


def _renew(backend: Backend, version: ResourceRow, group: str, trend: _Trend, mark: int) -> None:
    before = datetime.fromtimestamp(mark * PERIOD, UTC).replace(tzinfo=None)
    came = latest_event(backend.store, group, before)
    made_of = material(backend, group, max(came, version.inside["last_event"]))
    if made_of == trend.made_of:
        return
    started = time.monotonic()
    try:
        trend.kitchen = _fitted(backend, version, group, made_of[0])
    except Fault:
        return  # there is nothing to learn from any more: what was learned stays
    trend.made_of = made_of
    trend.rests_until = _clock() + _REST * (time.monotonic() - started)


def _fitted(backend: Backend, version: ResourceRow, group: str, last: int) -> Kitchen:
    inside = version.inside
    evidence = Evidence(inside["weights"], inside["least"])
    tables = gather_tables(backend, group, evidence, last)
    model = RecentPopularity(float(inside["settings"]["half_life"])).fit(tables)
    live = backend.live(group, after=last, weights=inside["weights"], least=inside["least"])
    return replace(kitchen_of(model, name=version.key), live=live)

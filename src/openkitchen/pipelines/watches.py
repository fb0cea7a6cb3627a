"""Each watch of the monitor, on what a workspace serves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import InputError
from openkitchen.evaluate import load_evaluations
from openkitchen.models import GlassBox, Progress
from openkitchen.monitor import Watch, detect_drift, overdue, parity, replay_ages, signals_of
from openkitchen.monitor.drift import Drift
from openkitchen.monitor.parity import expected_list
from openkitchen.monitor.signals import Signal, attribute_signals, weeks_of
from openkitchen.monitor.watch import WatchState
from openkitchen.pipelines.in_use import InUse
from openkitchen.pipelines.live_lists import live_figures
from openkitchen.pipelines.monitor_settings import MonitorSettings
from openkitchen.pipelines.page import OURS
from openkitchen.pipelines.receiving import calendar_of
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM, USER
from openkitchen.serving import tailored
from openkitchen.store import events_of

__all__ = ["WATCHES", "Asked"]

_K = 10
_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """How to look.

    Parameters
    ----------
    settings
        How strict.
    today
        The day on which one looks.
    server, key
        A running server to ask, and its key; without, the server's code is asked in this
        process.
    progress
        Told of long work.
    """

    settings: MonitorSettings
    today: date
    server: str = ""
    key: str | None = None
    progress: Progress | None = None


def watch_deliveries(use: InUse, asked: Asked) -> Watch:
    """Look whether everything came that was due."""
    calendar = calendar_of(use.workspace.root)
    promised = [one for one in calendar.sources if one.promise is not None]
    if not promised:
        return Watch(
            "deliveries", "not checkable here", "No source has a promise in conf/base/sources.yml."
        )
    missing = overdue(calendar, asked.today, asked.settings.deliveries)
    if not missing:
        return Watch("deliveries", "fine", f"All {len(promised)} sources are on time.")
    told = [one.sentence() for one in missing]
    return Watch(
        "deliveries",
        "attention",
        f"{told[0]}{f' (and {len(told) - 1} more)' if len(told) > 1 else ''}.",
        tuple(told),
        {"missing": [{"source": m.source, "last": m.last, "late_by": m.late_by} for m in missing]},
    )


def watch_drift(use: InUse, asked: Asked) -> Watch:
    """Hold the last whole week against the weeks that the served model learned from."""
    end = _end_of_weeks(use.known_until)
    week = weeks_of(use.tables.interactions["timestamp"], end)
    learned = weeks_of(pa.chunked_array([[use.learned_until]], pa.timestamp("us")), end)[0]
    signals = signals_of(
        use.interactions,
        week,
        items=use.tables.items,
        users=use.tables.users,
        identity_map=use.identity_map,
    )
    before = min(int(learned), -1)
    signals += _lists(use, week, range(before - asked.settings.drift.reference, before))
    found: Drift = detect_drift(signals, -1, asked.settings.drift, before=before)
    state: WatchState = "attention" if found.alarms else "fine"
    more = tuple(one.sentence() for one in found.alarms)
    return Watch("drift", state, found.sentence(), more, found.to_dict())


def _lists(use: InUse, week: np.ndarray, reference: range) -> list[Signal]:
    """Make signals of the lists that those who were active each week are served."""
    items = use.tables.items
    if items is None:
        return []
    users = use.interactions[USER].cast(pa.string()).combine_chunks().dictionary_encode()
    codes = users.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    late = np.isin(week, [*reference, -1])
    once = np.unique(np.column_stack([week[late], codes[late]]), axis=0)
    people, at = np.unique(once[:, 1], return_inverse=True)
    lists = use.model.recommend(users.dictionary.take(pa.array(people)).to_pylist(), _K).table
    listed = lists[USER].combine_chunks()
    place = pc.index_in(listed, value_set=users.dictionary.take(pa.array(people))).to_numpy()
    starts = np.searchsorted(place, np.arange(len(people) + 1))
    lengths = (starts[1:] - starts[:-1])[at]
    first = np.repeat(starts[at] - np.cumsum(lengths) + lengths, lengths)
    rows = first + np.arange(int(lengths.sum()))
    shown = lists[ITEM].take(pa.array(rows))
    by = (np.repeat(once[:, 1], lengths), np.repeat(once[:, 0], lengths))
    return attribute_signals("lists", items, ITEM, shown, *by)


def watch_staleness(use: InUse, asked: Asked) -> Watch:
    """Replay aged models, and see whether the served one is older than the noise."""
    model, wanted = use.glass_box, asked.settings.staleness

    def fit(tables: Tables) -> GlassBox:
        return GlassBox(model.fitted.settings).fit(tables).with_rules(model.rules)

    told = replay_ages(
        use.tables,
        fit,
        ages=wanted.ages,
        weeks=wanted.weeks,
        metric=wanted.metric,
        k=_K,
        least=wanted.least,
        progress=asked.progress,
    )
    age, stale = use.age_weeks, told.stale_from
    old = f"The served model knows the time up to {use.learned_until:%Y-%m-%d}, {age:.1f} weeks ago"
    figures = told.to_dict() | {"age_weeks": age, "learned_until": use.learned_until}
    if stale is not None and age >= stale:
        row = told.at(age) or told.rows[0]
        found = (
            f"{old}; models of {row.weeks} weeks lose {row.loss:+.3f} of {row.fresh:.3f} "
            f"{told.metric}@{told.k} ({row.low:+.3f} to {row.high:+.3f})."
        )
        return Watch("staleness", "attention", found, tuple(told.sentences()), figures)
    until = "never within the ages replayed" if stale is None else f"after {stale} weeks"
    found = f"{old}; the loss by age leaves the noise {until}."
    return Watch("staleness", "fine", found, tuple(told.sentences()), figures)


def watch_parity(use: InUse, asked: Asked) -> Watch:
    """Hold served lists against those of the library for the same moment."""
    kitchen = use.kitchen
    known = [str(user) for user in use.model.users]
    users = known[:: max(1, len(known) // asked.settings.parity_users)]
    users = users[: asked.settings.parity_users]
    scope = "" if kitchen.live is None else kitchen.live.scope
    later = {
        user: [(e.item_id, e.happened_at) for e in events_of(use.store, scope, user) if e.item_id]
        for user in users
    }
    offline = {user: expected_list(use.model, user, _K, later[user]) for user in users}
    if asked.server:
        served = _asked_for(asked.server, asked.key, users)
    else:
        served = {
            user: [(one.item_id, one.score) for one in tailored.recommend(kitchen, user, _K).items]
            for user in users
        }
    found = parity(served, offline)
    where = f"asked at {asked.server}" if asked.server else "asked in this process"
    figures = {"users": found.users, "alike": found.alike, "asked": asked.server or "in process"}
    state: WatchState = "fine" if found.alike == found.users else "attention"
    return Watch("parity", state, f"{found.sentence().rstrip('.')} ({where}).", (), figures)


def _asked_for(
    server: str, key: str | None, users: list[str]
) -> dict[str, list[tuple[str, float]]]:
    from openkitchen.client import Client, recommend

    with Client(server, key) as client:
        return {
            user: [(one.item_id, one.score) for one in client.ask(recommend(user, _K)).items]
            for user in users
        }


def watch_online(use: InUse, asked: Asked) -> Watch:
    """Set live figures beside those of the test period."""
    evaluations = load_evaluations(_evaluations(use))
    own = evaluations.get(OURS) or next(iter(evaluations.values()))
    found = live_figures(use, own, days=asked.settings.online_days)
    if not found.figures:
        return Watch("online", "not checkable here", found.sentence(), (), found.to_dict())
    state: WatchState = "attention" if found.below else "fine"
    return Watch("online", state, found.sentence(), (), found.to_dict())


def _evaluations(use: InUse) -> Path:
    path = use.shelf.path("evaluations")
    if not path.is_file():
        raise InputError("there are no offline figures yet", hint="openkitchen run")
    return path


def _end_of_weeks(last: datetime) -> int:
    """Return when the last whole day ends, in microseconds since 1970."""
    end = datetime(last.year, last.month, last.day)
    if last - end > timedelta(hours=20):
        end += timedelta(days=1)
    return (end - datetime(1970, 1, 1)).days * _DAY


WATCHES: Mapping[str, Callable[[InUse, Asked], Watch]] = {
    "deliveries": watch_deliveries,
    "drift": watch_drift,
    "staleness": watch_staleness,
    "parity": watch_parity,
    "online": watch_online,
}
"""What the monitor looks at, by name."""

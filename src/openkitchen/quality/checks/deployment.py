"""Checks on what is published, served and kept watch over."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import plural
from openkitchen.models import GlassBox
from openkitchen.quality.checks.judging import judged, not_here, stated
from openkitchen.quality.issue import Evidence, Verdict
from openkitchen.quality.scene import Scene
from openkitchen.schema.columns import ITEM, RANK, TIME, USER

__all__ = [
    "drifted_inputs", "forgotten_people", "offline_online_gap", "outgrown_model", "served_differs",
    "stale_model", "training_serving_skew", "unwatched",
]  # fmt: skip

_MONITOR = Evidence("the monitor", "openkitchen monitor")
_LISTS = Evidence("the lists", "data/07_model_output/recommendations.csv")
_USERS = 300
_UNWATCHED_DAYS = 14


def training_serving_skew(scene: Scene) -> Verdict:
    """Whether what is published has the settings and rules that were judged."""
    bundle, judged_one = scene.bundle, scene.evaluated
    place = Evidence("the bundle", "data/06_models/bundle")
    if bundle.name != judged_one.name:
        found = f"A {judged_one.name} was judged, and a {bundle.name} is published."
        return stated("broken", found, place)
    own, theirs = (getattr(one, "fitted", None) for one in (bundle, judged_one))
    if getattr(own, "settings", None) != getattr(theirs, "settings", None):
        return stated("broken", "The published model has other settings than the judged.", place)
    if bundle.rules != judged_one.rules:
        return stated("broken", "The published model has other rules than the judged.", place)
    return stated("fine", "Settings and rules are those that were judged.", place)


def served_differs(scene: Scene) -> Verdict:
    """Whether the lists that were written are those of the published model."""
    lists = scene.recommendations
    users = lists[USER].unique().to_pylist()
    users = users[:: max(1, len(users) // _USERS)][:_USERS]
    if not users:
        return not_here("No list has been written.", _LISTS)
    k = int(pc.max(lists[RANK]).as_py())
    mine = _by_user(scene.bundle.recommend(users, k).table)
    theirs = _by_user(lists.filter(pc.is_in(lists[USER], value_set=pa.array(users))))
    off = sum(mine.get(user) != theirs.get(user) for user in users)
    found = f"{off:,} of {len(users):,} lists are not those of the published model."
    return judged(off / len(users), 0.0, 0.0, found, _LISTS)


def _by_user(lists: pa.Table) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for user, item in zip(lists[USER].to_pylist(), lists[ITEM].to_pylist(), strict=True):
        found.setdefault(user, []).append(item)
    return found


def _of_monitor(name: str) -> Callable[[Scene], Verdict]:
    """Make a check of one watch of the monitor."""

    def check(scene: Scene) -> Verdict:
        watched = scene.watched
        if watched is None or name not in watched.states:
            return not_here("The monitor has not looked yet: openkitchen monitor.", _MONITOR)
        state, told = watched.states[name], watched.told[name]
        if state == "fine":
            return stated("fine", told, _MONITOR)
        if state == "attention":
            return stated("broken", told, _MONITOR)
        return not_here(told, _MONITOR)

    return check


stale_model = _of_monitor("staleness")
drifted_inputs = _of_monitor("drift")
offline_online_gap = _of_monitor("online")


def unwatched(scene: Scene) -> Verdict:
    """How long nobody has looked whether the model still does what it should."""
    watched = scene.watched
    if watched is None:
        return stated("watch", "The monitor has never looked at this project.", _MONITOR)
    last = pc.max(scene.interactions[TIME]).as_py()
    days = max(0.0, (last - watched.at).total_seconds() / 86_400)
    found = f"The monitor last looked on {watched.at:%Y-%m-%d}; the data go on to {last:%Y-%m-%d}."
    return judged(days, _UNWATCHED_DAYS / 2, _UNWATCHED_DAYS, found, _MONITOR)


def outgrown_model(scene: Scene) -> Verdict:
    """Which share of the events is about items that are no inputs of the model."""
    model = scene.bundle
    if not isinstance(model, GlassBox):
        return not_here(f"The published model is a {model.name}, which keeps no inputs.", _LISTS)
    most = int(model.fitted.settings.max_items or 0)
    taken = model.known.events.item
    if not most or not len(taken):
        return stated("fine", "All items are inputs of the model.", _LISTS)
    events = np.sort(np.bincount(taken))[::-1]
    share = float(events[most:].sum() / events.sum())
    found = (
        f"{min(most, len(events)):,} of {len(events):,} items are inputs; {share:.1%} of the "
        "events are about the others."
    )
    return judged(share, 0.05, 0.25, found, Evidence("the settings", "openkitchen weights"))


def forgotten_people(scene: Scene) -> Verdict:
    """Whether somebody who was forgotten is still in the tables."""
    people = scene.forgotten
    place = Evidence("receipts of forgetting", "openkitchen forget")
    if not people.until:
        return not_here("Nobody has asked to be forgotten.", place)
    rows = scene.interactions
    until = people.moments(rows[USER])
    early = pc.fill_null(pc.less_equal(rows[TIME], until), False)
    left = int(pc.sum(early.cast(pa.int64())).as_py() or 0)
    left += int(
        pc.sum(pc.is_valid(people.moments(scene.users[USER])).cast(pa.int64())).as_py() or 0
    )
    found = (
        f"{plural(left, 'row')} of forgotten people {'is' if left == 1 else 'are'} left "
        "in the tables."
    )
    return judged(float(left), 0.0, 0.0, found, place)

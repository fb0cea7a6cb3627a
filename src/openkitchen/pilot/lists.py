"""What everybody is shown in a week: made once, and kept before any mail goes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from openkitchen.errors import SettingsError
from openkitchen.pilot.design import MOST_ITEMS, draw_list
from openkitchen.pilot.desk import Desk, now_utc
from openkitchen.store import PersonRow, ShownRow, change_pilot, insert_shown, persons, shown_of

__all__ = ["ArmLists", "Cookbook", "Made", "make_lists", "turn_of"]

ArmLists = Callable[[Sequence[str], int], Mapping[str, Sequence[str]]]
"""Takes user ids and a length; returns each one's list, best first."""


@dataclass(frozen=True)
class Cookbook:
    """What lists are made of.

    Parameters
    ----------
    arms
        What each arm recommends.
    titles, details
        What people read of an item, by its id; an item without a title goes by its id.
    """

    arms: tuple[ArmLists, ArmLists]
    titles: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """How many lists were made now, and how many there were; people without any list.

    ``people`` are the ids of all who have a list now and take part.
    """

    new: int
    earlier: int
    empty: tuple[int, ...]
    people: tuple[str, ...]


def make_lists(desk: Desk, week: int, cookbook: Cookbook) -> Made:
    """Make the lists of a week for everybody who takes part and has none yet.

    What somebody was shown in an earlier week is not shown again. All lists of a call are
    kept, or none.

    Raises
    ------
    SettingsError
        When the week lies beyond the planned ones.
    """
    desk.need_open()
    planned = desk.settings.weeks
    if not 1 <= week <= planned:
        raise SettingsError(
            f"week {week} of a pilot of {planned} weeks",
            hint="Close it with: openkitchen pilot close",
        )
    before: dict[str, list[ShownRow]] = defaultdict(list)
    for row in shown_of(desk.store, desk.name):
        before[row.person].append(row)
    active = [row for row in persons(desk.store, desk.name) if row.left_at is None]
    have = {row.id for row in active if any(s.week == week for s in before[row.id])}
    waiting = [row for row in active if row.id not in have]
    rows, empty = _rows(desk, week, cookbook, waiting, before)
    with desk.store.whole() as store, store.writing() as connection:
        insert_shown(connection, rows)
        if rows and desk.row.started_at is None:
            change_pilot(store, desk.name, started_at=now_utc())
    there = have | {row.person for row in rows}
    people = tuple(row.id for row in active if row.id in there)
    return Made(len(waiting) - len(empty), len(have), tuple(empty), people)


def turn_of(row: PersonRow, week: int, design: str) -> int:
    """Return whose arm's turn it is: by person, and week by week where arms alternate."""
    return (row.first_arm + week - 1) % 2 if design == "alternating" else row.first_arm


def _rows(
    desk: Desk,
    week: int,
    cookbook: Cookbook,
    waiting: Sequence[PersonRow],
    before: Mapping[str, Sequence[ShownRow]],
) -> tuple[list[ShownRow], list[int]]:
    settings, now = desk.settings, now_utc()
    k = min(settings.items, MOST_ITEMS)
    longest = k + max((len(before.get(row.id, ())) for row in waiting), default=0)
    users = list(dict.fromkeys(_user(row) for row in waiting))
    offered = [arm(users, longest) for arm in cookbook.arms] if users else [{}, {}]
    rows, empty = [], []
    for row in waiting:
        had = {shown.item_id for shown in before.get(row.id, ())}
        one, other = ([i for i in lists.get(_user(row), ()) if i not in had] for lists in offered)
        rng = np.random.default_rng([settings.seed, week, row.number])
        turn = turn_of(row, week, settings.design)
        slots = draw_list(settings.design, (one, other), k, turn, rng)
        if not slots:
            empty.append(row.number)
        for slot in slots:
            title = cookbook.titles.get(slot.item_id, slot.item_id)
            detail = cookbook.details.get(slot.item_id, "")
            arm = settings.names[slot.arm]
            rows.append(
                ShownRow(row.id, week, slot.rank, slot.item_id, title, detail, arm, slot.place,
                         slot.propensity, slot.credit, now)
            )  # fmt: skip
    return rows, empty


def _user(row: PersonRow) -> str:
    """Return whom models are asked about; somebody without a user id is a stranger to them."""
    return row.user_id or f"pilot:{row.id}"

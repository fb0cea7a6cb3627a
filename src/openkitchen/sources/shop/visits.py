"""Day by day: who comes, on what device, when, and what they look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from openkitchen.sources.shop.devices import Devices
from openkitchen.sources.shop.draws import pick, stream
from openkitchen.sources.shop.people import People
from openkitchen.sources.shop.taste import Choices
from openkitchen.sources.shop.world import World

__all__ = ["ACTIONS", "Day", "Visits", "each_day"]

ACTIONS = ("view", "save", "cook")

_ACTION_SHARES = (0.86, 0.09, 0.05)
_LONGEST = 20
_TWICE = 0.15
_WEEK = np.array([0.95, 0.9, 0.95, 1.0, 1.05, 1.2, 1.25])
_HOURS = np.array([1, 0, 0, 0, 0, 1, 3, 6, 7, 6, 6, 8, 9, 6, 5, 6, 9, 13, 14, 12, 10, 8, 5, 3])
_SLOTS = np.array([0.55, 0.3, 0.15])
_OPENS_LETTER = 0.25
_THURSDAY = 3


@dataclass(frozen=True, slots=True)
class Visits:
    """The visits of one day; arrays run over them.

    Parameters
    ----------
    person, visitor
        Who comes, and with which visitor id.
    starts
        Seconds after midnight.
    events
        How many events each has.
    record
        Record of the customer database that is logged in; −1: none.
    login_at
        Number of the event from which on the login holds.
    wrong
        Whether the login is a stranger's.
    letter
        Record whose newsletter led here; −1: none. ``letter_wrong``: a forwarded one.
    """

    person: NDArray[np.int64]
    visitor: NDArray[np.int64]
    starts: NDArray[np.int64]
    events: NDArray[np.int64]
    record: NDArray[np.int64]
    login_at: NDArray[np.int64]
    wrong: NDArray[np.bool_]
    letter: NDArray[np.int64]
    letter_wrong: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Day:
    """What truly happened on one day; arrays run over its events, visit by visit.

    Parameters
    ----------
    number, date
        Days since the opening, and the calendar day.
    visits
        The visits.
    visit, person, recipe, action
        Of each event: positions of its visit, person, recipe and action.
    seconds
        Seconds after midnight.
    """

    number: int
    date: date
    visits: Visits
    visit: NDArray[np.int64]
    person: NDArray[np.int64]
    recipe: NDArray[np.int64]
    action: NDArray[np.int64]
    seconds: NDArray[np.int64]


def each_day(world: World, choices: Choices) -> Iterator[Day]:
    """Let the shop live day after day; nothing of a day is kept when the next begins."""
    tricked = np.zeros(len(world.devices), bool)
    for number in range(world.days):
        today = world.day(number)
        visits = _visits(number, world, tricked)
        yield _events(number, today, visits, choices, stream(world.seed, "events", number))


def _visits(number: int, world: World, tricked: NDArray[np.bool_]) -> Visits:
    people, devices, settings = world.people, world.devices, world.settings
    rng = stream(world.seed, "visits", number)
    person, starts = _comings(number, people, rng)
    n = len(person)
    events = np.minimum(rng.geometric(1 / settings.events_a_visit, n), _LONGEST)
    member = people.registered[person] <= number
    logs_in = (rng.random(n) < people.login[person]) & member
    login_at = rng.integers(0, 3, n)
    opens = (rng.random(n) < _OPENS_LETTER) & member & people.newsletter[person]
    slots = _slots(devices.of[person], rng)
    visitor = devices.in_use(devices.of[person, slots], number)
    own = devices.records(person, slots)
    record, wrong = _logins(np.where(logs_in, own, -1), visitor, number, devices, tricked)
    letter = np.where(opens & (number % 7 == _THURSDAY), own, -1)
    letter, letter_wrong = _letters(letter, number, world)
    return Visits(
        person=person,
        visitor=visitor,
        starts=starts,
        events=events,
        record=record,
        login_at=np.where(wrong, 0, login_at),
        wrong=wrong,
        letter=letter,
        letter_wrong=letter_wrong,
    )


def _comings(
    number: int, people: People, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Say who comes and when (seconds after midnight); some come twice."""
    chance = np.where(people.start <= number, people.activity * _WEEK[number % 7], 0)
    coming = np.flatnonzero(rng.random(len(people)) < chance)
    again = coming[rng.random(len(coming)) < _TWICE]
    person = np.concatenate([coming, again])
    starts = pick(rng, len(person), _HOURS) * 3600 + rng.integers(0, 3600, len(person))
    order = np.argsort(starts, kind="stable")
    return person[order], starts[order]


def _slots(of: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    ends = np.cumsum(np.where(of >= 0, _SLOTS, 0.0), axis=1)
    slots = (rng.random(len(of)) * ends[:, -1])[:, None] >= ends
    return slots.sum(axis=1)


def _logins(
    record: NDArray[np.int64],
    visitor: NDArray[np.int64],
    number: int,
    devices: Devices,
    tricked: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Let a stranger log in once on the devices that are so fated."""
    due = np.flatnonzero((devices.wrong_on[visitor] <= number) & ~tricked[visitor])
    _, once = np.unique(visitor[due], return_index=True)
    due = due[once]
    tricked[visitor[due]] = True
    record[due] = devices.wrong_record[visitor[due]]
    wrong = np.zeros(len(record), bool)
    wrong[due] = True
    return record, wrong


def _letters(
    letter: NDArray[np.int64], number: int, world: World
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Let some newsletters be read by somebody to whom they were forwarded."""
    rng, people = stream(world.seed, "letters", number), world.people
    forwarded = rng.random(len(letter)) < world.settings.forwarded_newsletters
    others = rng.integers(0, int((people.registered <= number).sum()), len(letter))
    forwarded &= (letter >= 0) & (others != letter)
    return np.where(forwarded, others, letter), forwarded


def _events(
    number: int, today: date, visits: Visits, choices: Choices, rng: np.random.Generator
) -> Day:
    visit = np.repeat(np.arange(len(visits.events)), visits.events)
    first = np.cumsum(visits.events) - visits.events
    place = np.arange(len(visit)) - first[visit]
    gaps = np.where(place > 0, np.minimum(4 + rng.exponential(70, len(visit)), 400), 0)
    gone = np.cumsum(gaps)
    seconds = visits.starts[visit] + (gone - gone[first[visit]]).astype(np.int64)
    return Day(
        number=number,
        date=today,
        visits=visits,
        visit=visit,
        person=visits.person[visit],
        recipe=_recipes(number, today, visits, first, choices, rng),
        action=pick(rng, len(visit), _ACTION_SHARES),
        seconds=np.minimum(seconds, 86_399),
    )


def _recipes(
    number: int,
    today: date,
    visits: Visits,
    first: NDArray[np.int64],
    choices: Choices,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Choose step by step: all first events of the visits, and so on."""
    wheel = choices.open_day(today, number)
    recipe = np.empty(int(visits.events.sum()), np.int64)
    last = np.full(len(visits.events), -1)
    for step in range(int(visits.events.max(initial=0))):
        going = np.flatnonzero(visits.events > step)
        last[going] = choices.choose(wheel, number, visits.person[going], last[going], rng)
        recipe[first[going] + step] = last[going]
    return recipe

"""What people wrote, and what they said about whole lists."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from openkitchen.pilot.analysis import Effect, between_people, paired_effect
from openkitchen.pilot.record import Record
from openkitchen.pilot.settings import PilotSettings

__all__ = ["Quote", "Said", "answer_name", "quotes_of", "said_about_lists"]


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words; the person is a number.

    Parameters
    ----------
    answer
        Name of the answer, as in the sheet for readers.
    person, week
        Who and when.
    item, arm
        About what; empty for words about the whole list, or a list of both arms.
    feel
        The step that was given with it.
    words
        As written.
    """

    answer: str
    person: int
    week: int
    item: str
    arm: str
    feel: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """A question about whole lists: the mean over people, and the arms' difference.

    ``effect`` is ``None`` where lists hold items of both arms, or too few people answered.
    """

    question: str
    mean: float | None
    people: int
    effect: Effect | None


def answer_name(person: int, week: int, rank: int) -> str:
    """Return the name of an answer that tells nobody's identity."""
    return f"p{person}-w{week}-{rank}"


def quotes_of(record: Record, most: int | None = None) -> tuple[Quote, ...]:
    """Return what people wrote, one person after the other, so that no one drowns the others.

    Parameters
    ----------
    record
        What the pilot has gathered.
    most
        How many; all when ``None``.
    """
    number = {row.id: row.number for row in record.people}
    items = {(s.person, s.week, s.rank): s for s in record.shown}
    feels = {
        (a.person, a.week, a.rank): int(a.value) for a in record.answers if a.question == "feel"
    }
    by_person: dict[int, list[Quote]] = defaultdict(list)
    for a in record.answers:
        if a.question not in {"words", "weekly"}:
            continue
        key = (a.person, a.week, a.rank)
        item = items.get(key)
        title, arm = ("", "") if item is None else (item.title, item.arm)
        who = number[a.person]
        name = answer_name(who, a.week, a.rank)
        by_person[who].append(Quote(name, who, a.week, title, arm, feels.get(key), a.value))
    turns: list[Quote] = []
    queues = [by_person[who] for who in sorted(by_person)]
    for turn in range(max(map(len, queues), default=0)):
        turns += [queue[turn] for queue in queues if turn < len(queue)]
    return tuple(turns if most is None else turns[:most])


def said_about_lists(record: Record, settings: PilotSettings) -> tuple[Said, ...]:
    """Return how people found whole lists, and whether one arm's lists were better.

    Parameters
    ----------
    record
        What the pilot has gathered.
    settings
        Which design: interleaved lists are of both arms.
    """
    known = {row.id for row in record.people}
    arm = {(s.person, s.week): settings.names.index(s.arm) for s in record.shown}
    found = []
    for question in ("variety", "surprise", "trust"):
        by: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
        for a in record.answers:
            if a.question == question and a.person in known and (a.person, a.week) in arm:
                by[a.person][arm[a.person, a.week]].append(float(a.value))
        every = [float(np.mean([*one, *other])) for one, other in by.values()]
        mean = float(np.mean(every)) if every else None
        found.append(Said(question, mean, len(every), _effect(list(by.values()), settings.design)))
    return tuple(found)


def _effect(cells: list[tuple[list[float], list[float]]], design: str) -> Effect | None:
    if design == "interleaved":
        return None
    if design == "split":
        one = np.array([np.mean(a) for a, _ in cells if a])
        other = np.array([np.mean(b) for _, b in cells if b])
        return between_people(one, other) if min(len(one), len(other)) > 1 else None
    gaps = np.array([np.mean(a) - np.mean(b) for a, b in cells if a and b])
    return paired_effect(gaps) if len(gaps) > 1 else None

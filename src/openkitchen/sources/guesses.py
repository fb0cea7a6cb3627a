"""Guess which of our columns each column of a file is, by its name and by its values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from openkitchen.schema.columns import (
    CUSTOMER,
    DEVICE,
    EVENT_ID,
    EVENT_TYPE,
    EVENT_VALUE,
    ITEM,
    SESSION,
    TIME,
    USER,
    VISITOR,
)
from openkitchen.sources.contract import KNOWN_TYPES, ColumnType, Role
from openkitchen.sources.name_words import (
    ACTS,
    CATALOGUE,
    CODES,
    IDS,
    MEASURES,
    NOT_OF_EVENTS,
    PEOPLE,
    PERSONAL,
    WORDS,
    parts_of,
    words_of,
)
from openkitchen.sources.profiles import Profile

__all__ = ["Guess", "guess_columns", "guess_role"]

_IDS = (USER, VISITOR, CUSTOMER, ITEM, SESSION, EVENT_ID)
_ONE_FORMAT = 0.99
"""Share of times among the values from which a column of a catalogue is drafted as times."""
_NUMBERS = 0.99
"""Share of numbers among the values from which on a column is drafted as numbers: a row with
anything else is rejected."""
_NO_ACTS = frozenset({"facebook", "newsletter", "playstore"})
_ACTS_ALONE = 2.95
"""The score of kinds of events that only their values show: below that of a telling name."""
_OF_BROWSERS = frozenset(
    {"device", "dev", "client", "gerat", "geraet", "gerate", "geraete", "appareil", "apparaat",
     "dispositivo", "terminal"}
)  # fmt: skip
_NAMING = frozenset(
    {"id", "ids", "uid", "uuid", "guid", "kennung", "nr", "nummer", "identifiant",
     "identificador", "identificativo"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column seems to be.

    Parameters
    ----------
    theirs, ours
        Their name and ours.
    type
        Its type.
    certain
        Whether name and values agree; if not, a person should look.
    why
        What speaks for it.
    format
        As `ColumnRule` has it.
    """

    theirs: str
    ours: str
    type: ColumnType
    certain: bool
    why: str
    format: str = ""


def guess_role(profiles: Sequence[Profile]) -> tuple[Role, bool]:
    """Tell events, people, catalogue or links; and whether that is certain."""
    votes = {"people": 0.0, "catalogue": 0.0, "events": 0.0, "links": 0.0}
    ids = {ours: [p for p in profiles if _score(p, ours) >= 3] for ours in _IDS}
    for one in profiles:
        words = words_of(one.name)
        votes["people"] += bool(words & PEOPLE) * (2 if words & PERSONAL else 0.5)
        votes["catalogue"] += len(words & CATALOGUE) > 0
    times = [p for p in profiles if p.times > 0.8 and _of_events(p)]
    repeated = [p for p in profiles if _like_id(p) and p.unique < 0.9]
    somebody = ids[USER] or ids[VISITOR] or ids[CUSTOMER]
    votes["events"] += 3 * bool(times) + 2 * (len(repeated) >= 2) + 3 * bool(ids[ITEM] and somebody)
    if len(profiles) <= 5 and ids[VISITOR] and ids[CUSTOMER] and not ids[ITEM]:
        votes["links"] += 8
    key = [p for p in profiles if p.unique > 0.9 and _like_id(p)]
    votes["people"] += 2 * any(p in key for p in (*ids[USER], *ids[CUSTOMER]))
    votes["catalogue"] += 3 * any(p in key for p in ids[ITEM])
    described = votes["catalogue"] >= 2 and votes["people"] < votes["catalogue"]
    votes["catalogue"] += 2 * bool(key and described and not somebody)
    ranked = sorted(votes, key=lambda role: -votes[role])
    role: Role = ranked[0]  # type: ignore[assignment]
    return role, votes[ranked[0]] >= votes[ranked[1]] + 2


def guess_columns(role: Role, profiles: Sequence[Profile]) -> tuple[list[Guess], list[str]]:
    """Give each column one of our names, and say what is doubtful.

    Parameters
    ----------
    role
        What the file holds.
    profiles
        Its columns.

    Returns
    -------
    The guesses in the order of the file; and sentences on what a person should decide.
    """
    wanted: dict[Role, tuple[str, ...]] = {
        "events": (TIME, EVENT_ID, *_people_ids(profiles), ITEM, SESSION, EVENT_TYPE, DEVICE,
                   EVENT_VALUE),
        "people": (CUSTOMER if any(_score(p, CUSTOMER) >= 3 for p in profiles) else USER,),
        "catalogue": (ITEM,),
        "links": (VISITOR, CUSTOMER, TIME),
    }  # fmt: skip
    given, doubts = _assign(wanted[role], role, profiles)
    taken = {guess.ours for guess in given.values()}
    guesses = []
    for one in profiles:
        guess = given.get(one.name) or _attribute(one, role, taken)
        taken.add(guess.ours)
        guesses.append(guess)
    return guesses, doubts


def _assign(
    wanted: Sequence[str], role: Role, profiles: Sequence[Profile]
) -> tuple[dict[str, Guess], list[str]]:
    """Give names to columns, the clearest first; a tie goes to the name that is asked first."""
    given: dict[str, Guess] = {}
    doubts: list[str] = []
    open_names = list(wanted)
    key = role in {"people", "catalogue"}
    while open_names:
        free = [p for p in profiles if p.name not in given]
        found = {
            ours: best
            for ours in open_names
            if (best := _best(free, ours, key=key, needed=ours in _needed(role)))
        }
        if not found:
            break
        ours = max(found, key=lambda one: found[one].score)
        best = found[ours]
        open_names.remove(ours)
        given[best.column.name] = _named(best.column, ours, sure=best.sure)
        if not best.sure:
            doubts.append(_doubt(ours, best.column, best.others))
    return given, doubts


@dataclass(frozen=True, slots=True)
class _Best:
    score: float
    column: Profile
    sure: bool
    others: tuple[str, ...]


def _needed(role: Role) -> tuple[str, ...]:
    needed: Mapping[Role, tuple[str, ...]] = {
        "events": (TIME, ITEM, USER),
        "people": (CUSTOMER, USER),
        "catalogue": (ITEM,),
        "links": (VISITOR, CUSTOMER),
    }
    return needed[role]


def _people_ids(profiles: Sequence[Profile]) -> tuple[str, ...]:
    """Return the ids of people that a file seems to have; a user if none is named so."""
    named = [
        ours for ours in (USER, CUSTOMER, VISITOR) if any(_score(p, ours) >= 3 for p in profiles)
    ]
    if USER in named and CUSTOMER in named:
        return tuple(named)
    return tuple(named) or (USER,)


def _best(free: Sequence[Profile], ours: str, *, key: bool, needed: bool) -> _Best | None:
    scored = [(_score(one, ours), one) for one in free]
    scored = [(score + (2 * _as_key(one) if key and score else 0), one) for score, one in scored]
    scored.sort(key=lambda pair: -pair[0])
    scored = [pair for pair in scored if pair[0] > (0.5 if needed else 2.9)]
    if not scored:
        return None
    first, found = scored[0]
    others = tuple(one.name for score, one in scored[1:4] if score > first - 1)
    named = bool(words_of(found.name) & WORDS[ours]) or first >= 3.5
    return _Best(first, found, named and not others, others)


def _as_key(one: Profile) -> float:
    """Return how near a column comes to naming each row: complete, and each value once."""
    return one.unique * one.filled / one.rows


def _doubt(ours: str, found: Profile, others: Iterable[str]) -> str:
    rivals = " or ".join(repr(name) for name in others)
    if rivals:
        return f"{ours} is read from {found.name!r}; it may as well be {rivals}"
    return f"{ours} is read from {found.name!r} by its values alone: its name does not say so"


def _score(one: Profile, ours: str) -> float:
    """Score how much a column looks like one of ours: 3 and more when its name says so."""
    words = words_of(one.name)
    named = 3.0 * bool(words & WORDS[ours]) + 0.5 * (words <= WORDS[ours] | IDS)
    if not one.filled:
        return 0.0
    if ours == TIME:
        hint = 0.5 * bool(words & {"event", "hit", "ts", "timestamp", "time"}) if named else 0.0
        return one.times * (2.0 + named + hint) if one.times > 0.8 and _of_events(one) else 0.0
    if one.times > 0.8 and not (one.numbers > 0.9 and named):
        return 0.0
    if ours == EVENT_TYPE:
        if not 1 <= one.distinct <= 60 or one.numbers > 0.5 or one.separator or one.boolean:
            return 0.0
        values = frozenset().union(*(words_of(value) for value, _ in one.common)) - _NO_ACTS
        acts = _ACTS_ALONE if any(act in word for word in values for act in ACTS) else 0.0
        return max(named * (0 if words & IDS else 1) + acts / 6, acts)
    if ours == DEVICE:
        return named if one.distinct <= 200 and one.numbers < 0.5 and not words & IDS else 0.0
    if ours == EVENT_VALUE:
        unnamed = 3.0 if words == {"column", *re.findall(r"\d+", one.name)} else 0.0
        few = unnamed if one.distinct <= 11 else 0.0
        fits = max(one.numbers, one.commas) > 0.8 and not words & IDS
        return max(named + 0.5, few) if fits else 0.0
    return _id_score(one, ours, named, words)


def _id_score(one: Profile, ours: str, named: float, words: frozenset[str]) -> float:
    if not _like_id(one):
        return 0.0
    if ours == EVENT_ID:
        return (
            named + 1 if one.unique > 0.95 and words & (IDS | {"uuid", "guid"}) and named else 0.0
        )
    if ours == VISITOR and words & _OF_BROWSERS and words & _NAMING:
        named = 3.5
    if _mails(one):
        return 0.1  # people change them, and share them
    if ours == ITEM and one.unique > 0.98 and not named:
        return 0.2
    marked = 0.5 * bool(words & IDS) + 0.6 * (words == {"id"})
    return named + marked + (1.0 if one.unique < 0.9 else 0.5)


def _like_id(one: Profile) -> bool:
    """Tell whether the values may be ids: many different ones, short, and no measurements."""
    many = (
        one.distinct > 20 or one.unique > 0.5 or one.filled < 50 or bool(words_of(one.name) & IDS)
    )
    whole = one.numbers < 0.9 or one.integral
    words = words_of(one.name)
    if words & (CODES - IDS) or one.separator or (words & MEASURES and not words & IDS):
        return False
    if one.times > 0.8 and one.numbers < 0.5:
        return False
    spaced = sum(" " in value for value, _ in one.common) > 0.5 * len(one.common)
    return bool(one.filled and many and whole and one.longest <= 200 and not spaced
                and one.commas < 0.5 and not one.boolean)  # fmt: skip


def _mails(one: Profile) -> bool:
    """Tell whether a column holds e-mail addresses."""
    addresses = sum("@" in value for value, _ in one.common)
    return bool(one.common) and addresses > 0.8 * len(one.common)


def _of_events(one: Profile) -> bool:
    """Tell whether times may be those of events rather than birthdays or days of registration."""
    return not words_of(one.name) & NOT_OF_EVENTS


def _named(one: Profile, ours: str, *, sure: bool) -> Guess:
    kind = KNOWN_TYPES[ours]
    why = "by name and values" if sure else "a guess"
    return Guess(one.name, ours, kind, sure, why, one.format if kind == "timestamp" else "")


def _attribute(one: Profile, role: Role, taken: Iterable[str]) -> Guess:
    ours = re.sub(r"[^a-z0-9]+", "_", " ".join(parts_of(one.name)).lower()).strip("_") or "column"
    while ours in KNOWN_TYPES or ours in set(taken):
        ours += "_2" if ours not in KNOWN_TYPES else "_attribute"
    kind, why, form = _attribute_type(one, role)
    guess = Guess(one.name, ours, kind, True, why, form)
    if role in {"events", "links"} and kind not in {"category", "string"}:
        return replace(guess, type="string", format="", why="not used; kept as it is")
    return guess


def _attribute_type(one: Profile, role: Role) -> tuple[ColumnType, str, str]:
    if not one.filled:
        return "string", "without values", ""
    if one.separator:
        form = "" if one.separator == "|" else one.separator
        return "set", f"elements separated by {one.separator!r}", form
    if one.boolean:
        return "boolean", "two values", ""
    if one.times > 0.8 and (one.numbers < 0.5 or words_of(one.name) & WORDS[TIME]):
        if role == "catalogue" and one.times > _ONE_FORMAT:
            return "timestamp", "dates, all in one format", one.format
        return "text", "dates; kept as text", ""
    coded = one.padded > 0.02 or bool(words_of(one.name) & CODES)
    fits = max(one.numbers, one.commas)
    if fits > _NUMBERS and not coded:
        return "number", "numbers", ""
    if one.distinct <= 200 and one.unique < 0.5:
        return "category", f"{one.distinct:,} different values", ""
    if coded and one.unique < 0.5:
        return "category", "codes", ""
    return "text", f"{one.distinct:,} different values", ""

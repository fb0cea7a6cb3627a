"""How two records are compared, column by column, for Splink.

Each comparison has levels, from the strongest agreement to none. Address columns make one
comparison together: their agreements come together, and counted one by one they would weigh
several times.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Compared", "Level", "compared_columns"]

Role = Literal["person", "household", "trait"]

_ADDRESS = ("street", "house", "postcode", "place", "area")
_MOST_TRAITS = 6


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a comparison.

    Parameters
    ----------
    words
        What it means, for people.
    condition
        When it holds, in SQL over ``<column>_l`` and ``<column>_r``; ``ELSE`` is the rest.
    usual
        How often it is expected among pairs of records of one person: the starting point,
        and the fallback where the data cannot tell.
    frequency
        The column by whose value's frequency its weight is adjusted.
    """

    words: str
    condition: str
    usual: float
    frequency: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison.

    Parameters
    ----------
    name
        What it is called.
    columns
        Standard columns that it looks at.
    role
        ``person``: tells people apart, also those of one household. ``household``: what
        people who live together share. ``trait``: says something about a person.
    unknown
        When nothing can be said, in SQL.
    levels
        From the strongest agreement to none.
    """

    name: str
    columns: tuple[str, ...]
    role: Role
    unknown: str
    levels: tuple[Level, ...]

    def for_splink(self, m: Sequence[float] = (), u: Sequence[float] = ()) -> dict[str, Any]:
        """Return the comparison as Splink's settings have it, with probabilities if given."""
        levels: list[dict[str, Any]] = [
            {"sql_condition": self.unknown, "label_for_charts": "unknown", "is_null_level": True}
        ]
        for at, level in enumerate(self.levels):
            one: dict[str, Any] = {
                "sql_condition": level.condition,
                "label_for_charts": level.words,
                "m_probability": float(m[at]) if len(m) else level.usual,
            }
            if len(u):
                one["u_probability"] = float(u[at])
            if level.frequency:
                one["tf_adjustment_column"] = level.frequency
                one["tf_adjustment_weight"] = 1.0
                one["tf_minimum_u_value"] = 0.0001
            levels.append(one)
        return {"output_column_name": self.name, "comparison_levels": levels}


def compared_columns(columns: Sequence[str], distinct: dict[str, int]) -> list[Compared]:
    """Choose comparisons for the standard columns that a file has.

    Parameters
    ----------
    columns
        Names as `openkitchen.identity.linking.standardise` gives them.
    distinct
        How many different values each has.
    """
    have = list(columns)
    made: list[Compared] = []
    if "given" in have:
        made.append(_name("given", "surname" if "surname" in have else "", "person"))
    if "surname" in have:
        made.append(_name("surname", "given" if "given" in have else "", "household"))
    for name in have:
        kind = name.split("_")[0]
        if kind == "born":
            made.append(_born(name))
        elif kind == "email":
            made.append(_email(name, {"given", "surname"} & set(have)))
        elif kind in {"phone", "code"}:
            made.append(_number(name))
        elif kind == "age" and "born" not in have:
            made.append(_age(name))
        elif kind in {"given", "surname"} and "_" in name:
            made.append(_name(name, "", "person" if kind == "given" else "household"))
    address = [name for name in _ADDRESS if name in have]
    if address:
        made.append(_address(address))
    traits = sorted((n for n in have if n.startswith("is_")), key=lambda n: (-distinct[n], n))
    return made + [_trait(name) for name in traits[:_MOST_TRAITS]]


def _both(name: str) -> tuple[str, str]:
    return f'"{name}_l"', f'"{name}_r"'


def _letters_apart(one: str, two: str, most: int) -> str:
    """Say in SQL that at most so many letters differ; what is cheap to know is asked first."""
    cheap = f"abs(length({one}) - length({two})) <= {most}"
    if most == 1:  # one slip leaves the first or the last letter as it was
        cheap += f" AND (left({one}, 1) = left({two}, 1) OR right({one}, 1) = right({two}, 1))"
    return f"({cheap} AND damerau_levenshtein({one}, {two}) <= {most})"


def _unknown(name: str) -> str:
    one, two = _both(name)
    return f"{one} IS NULL OR {two} IS NULL"


def _name(name: str, other: str, role: Role) -> Compared:
    one, two = _both(name)
    levels = [Level("the same", f"{one} = {two}", 0.75, name)]
    unknown = _unknown(name)
    if other:
        first, second = _both(other)
        turned = f"{one} = {second} AND {first} = {two}"
        nearly = (
            f"jaro_winkler_similarity({one}, {second}) >= 0.88 "
            f"AND jaro_winkler_similarity({first}, {two}) >= 0.88 "
            f"AND jaro_winkler_similarity({one}, {two}) < 0.88"
        )
        if role == "person":
            levels.append(Level("first and last name in each other's place", turned, 0.01))
            levels.append(Level("the same, with a slip of the pen", nearly, 0.01))
        else:
            unknown += f" OR ({turned} AND {one} <> {two}) OR ({nearly})"
    levels += [
        Level(
            "one letter apart, or nearly the same",
            f"jaro_winkler_similarity({one}, {two}) >= 0.92 "
            f"OR (length({one}) > 3 AND {_letters_apart(one, two, 1)})",
            0.12,
        ),
        Level(
            "alike, or one is the beginning of the other",
            f"jaro_winkler_similarity({one}, {two}) >= 0.85 "
            f"OR starts_with({one}, {two}) OR starts_with({two}, {one}) "
            f"OR contains(' ' || {one} || ' ', ' ' || {two} || ' ') "
            f"OR contains(' ' || {two} || ' ', ' ' || {one} || ' ')",
            0.04,
        ),
        Level("a little alike", f"jaro_winkler_similarity({one}, {two}) >= 0.7", 0.02),
        Level("different", "ELSE", 0.06),
    ]
    return Compared(name, (name,), role, unknown, tuple(levels))


def _born(name: str) -> Compared:
    one, two = _both(name)

    def turned(value: str) -> str:
        return f"substr({value}, 1, 5) || substr({value}, 9, 2) || '-' || substr({value}, 6, 2)"

    levels = (
        Level("the same day", f"{one} = {two}", 0.8, name),
        Level("day and month in each other's place", f"{one} = {turned(two)}", 0.03),
        Level("one digit apart", _letters_apart(one, two, 1), 0.08),
        Level(
            "two digits apart, or only the year differs",
            f"{_letters_apart(one, two, 2)} OR substr({one}, 6) = substr({two}, 6)",
            0.03,
        ),
        Level("the same year", f"substr({one}, 1, 4) = substr({two}, 1, 4)", 0.02),
        Level("different", "ELSE", 0.04),
    )
    return Compared(name, (name,), "person", _unknown(name), levels)


def _email(name: str, names: Collection[str]) -> Compared:
    """Compare e-mail addresses; that two are made of the same names says nothing new."""
    one, two = _both(name)
    user, digits = _both(f"user_{name}"), _both(f"digits_{name}")
    same_user = f"{user[0]} = {user[1]} AND length({user[0]}) > 4"
    near = f"{digits[0]} = {digits[1]} AND {_letters_apart(one, two, 2)}"
    by_name = (
        f"({same_user} AND {one} <> {two} AND {digits[0]} = '') "
        f"OR ({user[0]} <> {user[1]} "
        f"AND jaro_winkler_similarity({user[0]}, {user[1]}) >= 0.85 AND NOT ({near}))"
    )
    if len(names) == 2:
        made = _both(f"named_{name}")
        either = f"({made[0]} OR {made[1]}) AND {made[0]} IS NOT NULL AND {made[1]} IS NOT NULL"
        by_name += f" OR ({one} <> {two} AND {same_user} AND {either})"
    if "surname" in names:
        held = f"contains({user[0]}, {_both('surname')[0]})"
        by_name += f" OR ({one} <> {two} AND {held} AND {near})"
    levels = (
        Level("the same", f"{one} = {two}", 0.7, name),
        Level("the same before the @", same_user, 0.08),
        Level("one or two letters apart", near, 0.08),
        Level("different", "ELSE", 0.14),
    )
    return Compared(name, (name,), "person", f"{_unknown(name)} OR {by_name}", levels)


def _number(name: str) -> Compared:
    one, two = _both(name)
    levels = (
        Level("the same", f"{one} = {two}", 0.75, name),
        Level("one digit apart", _letters_apart(one, two, 1), 0.08),
        Level("two digits apart", _letters_apart(one, two, 2), 0.04),
        Level("different", "ELSE", 0.13),
    )
    return Compared(name, (name,), "person", _unknown(name), levels)


def _age(name: str) -> Compared:
    one, two = (f"try_cast({value} AS INTEGER)" for value in _both(name))
    levels = (
        Level("the same", f"{one} = {two}", 0.7),
        Level("a year apart", f"abs({one} - {two}) <= 1", 0.2),
        Level("different", "ELSE", 0.1),
    )
    return Compared(name, (name,), "person", f"{one} IS NULL OR {two} IS NULL", levels)


def _address(columns: Sequence[str]) -> Compared:
    """Count the parts of the address that agree, and those that do not."""
    agree, against, known = [], [], []
    for name in columns:
        one, two = _both(name)
        same = f"{one} = {two}"
        if name in {"street", "place"}:
            same = f"({same} OR jaro_winkler_similarity({one}, {two}) >= 0.9)"
        elif name == "postcode":
            same = f"({same} OR (length({one}) > 3 AND {_letters_apart(one, two, 1)}))"
        agree.append(f"(CASE WHEN {same} THEN 1 ELSE 0 END)")
        said = f"{one} IS NOT NULL AND {two} IS NOT NULL"
        known.append(f"({said})")
        against.append(f"(CASE WHEN {said} AND NOT {same} THEN 1 ELSE 0 END)")
    yes, no = " + ".join(agree), " + ".join(against)
    exact = " AND ".join(f"{_both(n)[0]} = {_both(n)[1]}" for n in columns)
    levels = [Level("the whole address, letter by letter", exact, 0.4)]
    if len(columns) > 1:
        levels.append(Level("all known parts, at least two", f"{no} = 0 AND {yes} >= 2", 0.15))
    several = range(len(columns) - 1, 1, -1)
    levels += [Level(f"{n} parts", f"{yes} >= {n}", 0.12) for n in several]
    levels.append(Level("one part", f"{yes} = 1", 0.15))
    levels.append(Level("nothing", "ELSE", 0.2))
    unknown = f"NOT ({' OR '.join(known)})"
    total = sum(level.usual for level in levels)
    scaled = tuple(Level(one.words, one.condition, one.usual / total) for one in levels)
    return Compared("address", tuple(columns), "household", unknown, scaled)


def _trait(name: str) -> Compared:
    one, two = _both(name)
    levels = (
        Level("the same", f"{one} = {two}", 0.9, name),
        Level("different", "ELSE", 0.1),
    )
    return Compared(name, (name,), "trait", _unknown(name), levels)

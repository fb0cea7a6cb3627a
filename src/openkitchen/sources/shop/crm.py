"""The customer database's weekly dumps: pipe-separated, in the encoding of old Windows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from openkitchen.sources.shop.draws import chances, stream
from openkitchen.sources.shop.people import CULTURES, MEMBERSHIPS
from openkitchen.sources.shop.typos import misspelt
from openkitchen.sources.shop.web import customer_ids
from openkitchen.sources.shop.words import (
    ALLERGENS,
    CITIES,
    CUISINES,
    DIETS,
    FIRST_NAMES,
    LAST_NAMES,
)
from openkitchen.sources.shop.world import World

__all__ = ["ENCODING", "HEADER", "OPTIONAL", "dump_name", "write_dump"]

HEADER = (
    "CUST_NO", "FIRST_NAME", "LAST_NAME", "EMAIL", "BIRTH_DATE", "AGE", "ZIP", "CITY",
    "MEMBERSHIP", "DIET", "ALLERGIES", "CULTURE", "FAV_CUISINES", "HOUSEHOLD", "SHOE_SIZE",
    "NEWSLETTER", "REGISTERED", "EXPORTED",
)  # fmt: skip
OPTIONAL = ("BIRTH_DATE", "AGE", "DIET", "CULTURE", "FAV_CUISINES", "HOUSEHOLD", "SHOE_SIZE")
"""Columns that some customers leave empty."""
ENCODING = "cp1252"

_CHUNK = 100_000
_DAY_AND_MONTH = 0.3
_PLAIN = str.maketrans({"ö": "oe", "ü": "ue", "ë": "e"})


def dump_name(day: date) -> str:
    """Name the customer dump of a day."""
    return f"crm_customers_{day}.psv"


def write_dump(path: Path, number: int, world: World) -> int:
    """Write all records of customers who have registered by a day; return how many."""
    people = world.people
    there = int(np.searchsorted(people.registered, number, side="right"))
    twins = np.flatnonzero(people.twins < there)
    records = np.concatenate([np.arange(there), people.customers + twins])
    exported = f"{world.day(number)}\r\n"
    with path.open("wb") as file:
        file.write(("|".join(HEADER) + "\r\n").encode(ENCODING))
        for start in range(0, len(records), _CHUNK):
            chunk = records[start : start + _CHUNK]
            columns = list(_columns(chunk, world))
            lines = pc.binary_join_element_wise(*columns, exported, "|")
            file.write("".join(lines.to_pylist()).encode(ENCODING))
    return len(records)


def _columns(records: NDArray[np.int64], world: World) -> Iterator[pa.Array]:
    """Yield the columns of some records but the last one; empty where left blank."""
    people, seed = world.people, world.seed
    twin = records >= people.customers
    person = records.copy()
    person[twin] = people.twins[records[twin] - people.customers]
    values = dict(zip(HEADER[:-1], _values(records, person, world), strict=True))
    for at in np.flatnonzero(twin).tolist():
        _misspell(values, at, stream(seed, "typos", int(records[at])))
    for name, column in values.items():
        texts = pa.array(column, pa.string())
        if name in OPTIONAL:
            blank = chances(records, f"blank {name}", seed) < world.settings.blanks
            texts = pc.if_else(pa.array(blank), "", texts)
        yield texts


def _values(
    records: NDArray[np.int64], person: NDArray[np.int64], world: World
) -> Iterator[list[str]]:
    people, seed = world.people, world.seed
    first = _words(FIRST_NAMES, people.first_name[person])
    last = _words(LAST_NAMES, people.last_name[person])
    ages = people.age[person].tolist()
    birthdays = (365 * chances(person, "birthday", seed)).astype(int).tolist()
    streets = (1000 * chances(person, "street", seed)).astype(int).tolist()
    cities = [CITIES[at] for at in people.city[person].tolist()]
    yield customer_ids(records).to_pylist()
    yield first
    yield last
    yield [_email(*name) for name in zip(first, last, person.tolist(), strict=True)]
    yield [_born(world.opened, *age) for age in zip(ages, birthdays, strict=True)]
    yield [str(age) for age in ages]
    yield [f"{city[1]}{at:03d}" for city, at in zip(cities, streets, strict=True)]
    yield [city[0] for city in cities]
    yield _words(MEMBERSHIPS, people.membership[person])
    yield _words(DIETS, people.diet[person])
    yield [_chosen(bits) for bits in people.allergies[person].tolist()]
    yield [culture or "none" for culture in _words(tuple(CULTURES), people.culture[person])]
    yield [_quoted(_words(CUISINES, two[two >= 0])) for two in people.cuisines[person]]
    yield [str(size) for size in people.household[person].tolist()]
    yield [str(size) for size in people.shoe_size[person].tolist()]
    yield ["Y" if on else "N" for on in people.newsletter[person].tolist()]
    yield [str(world.day(day)) for day in people.registered[person].tolist()]


def _words(words: tuple[str, ...], at: NDArray[np.int64]) -> list[str]:
    return [words[one] for one in at.tolist()]


def _email(first: str, last: str, person: int) -> str:
    plain = f"{first}.{last}".lower().translate(_PLAIN)
    return f"{plain}{person}@example.org"


def _born(opened: date, age: int, birthday: int) -> str:
    """Someone of this age on the day of opening has had the birthday of that year."""
    anniversary = date(opened.year - age, opened.month, min(opened.day, 28))
    return str(anniversary - timedelta(days=birthday))


def _chosen(bits: int) -> str:
    return _quoted([name for at, name in enumerate(ALLERGENS) if bits >> at & 1] or ["none"])


def _quoted(values: list[str]) -> str:
    """Several values in one field stand in quotes, for the sign between them is the separator."""
    return f'"{"|".join(values)}"' if len(values) > 1 else "".join(values)


def _misspell(values: dict[str, list[str]], at: int, rng: np.random.Generator) -> None:
    """Change what people write differently when they register a second time."""
    column = ("FIRST_NAME", "LAST_NAME")[int(rng.integers(0, 2))]
    values[column][at] = misspelt(values[column][at], rng)
    values["EMAIL"][at] = values["EMAIL"][at].replace("@example.org", "@example.com")
    if rng.random() < _DAY_AND_MONTH:
        values["BIRTH_DATE"][at] = _turned(values["BIRTH_DATE"][at])


def _turned(born: str) -> str:
    year, month, day = born.split("-")
    return f"{year}-{day}-{month}" if int(day) <= 12 else born

"""A made-up customer file with households, typing errors, moves and gaps, and its truth."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from openkitchen.identity.linking.given_names import GIVEN_NAMES
from openkitchen.sources.shop.words import CITIES, LAST_NAMES

__all__ = ["crm"]

_STREETS = ("Linden", "Garten", "Bahnhof", "Schul", "Berg", "Wald", "Kirch", "Mühlen", "Ring")
_GIVEN = tuple(sorted(name.title() for name in GIVEN_NAMES))
_HOSTS = ("web.de", "gmx.de", "gmail.com")
_PARTS = ("berg", "mann", "hof", "stein", "feld", "bach", "wald", "er", "ner", "ski")
_HEADER = (
    "Nr", "Vorname", "Nachname", "Geb.-Datum", "E-Mail", "Telefon", "Straße", "PLZ", "Ort",
    "Newsletter", "Angelegt",
)  # fmt: skip


def crm(records: int, seed: int = 0, twice: float = 0.15) -> tuple[pa.Table, dict[str, int]]:
    """Make a file of records and say which person each is.

    People live in households of one to four, who share surname, address and often the
    telephone. A share of people is there twice, the second time as people write when they
    register again.
    """
    rng = np.random.default_rng(seed)
    people = _people(int(records / (1 + twice)), rng)
    rows, truth = [], {}
    again = rng.choice(len(people), records - len(people), replace=False)
    for person, fields in [*enumerate(people), *((p, people[p]) for p in again)]:
        number = f"K{len(rows):06d}"
        second = len(rows) >= len(people)
        rows.append((number, *(_again(fields, rng) if second else fields)))
        truth[number] = person
    order = rng.permutation(len(rows))
    columns = zip(*(rows[i] for i in order), strict=True)
    return pa.table([pa.array(c, pa.string()) for c in columns], names=list(_HEADER)), truth


def _people(n: int, rng: np.random.Generator) -> list[tuple[str | None, ...]]:
    people: list[tuple[str | None, ...]] = []
    while len(people) < n:
        last = str(rng.choice(LAST_NAMES))
        if rng.random() < 0.7:
            last = f"{last[:4].title()}{rng.choice(_PARTS)}"
        city, prefix = CITIES[int(rng.integers(len(CITIES)))]
        street = f"{rng.choice(_STREETS)}{rng.choice(('straße', 'weg', 'allee'))}"
        address = f"{street} {rng.integers(1, 150)}"
        postcode = f"{prefix}{rng.integers(0, 1000):03d}"
        home = f"0{rng.integers(30, 999)} {rng.integers(100000, 9999999)}"
        for _ in range(int(rng.choice([1, 2, 3, 4], p=[0.4, 0.3, 0.15, 0.15]))):
            first = str(rng.choice(_GIVEN))
            born = date(1940, 1, 1) + timedelta(days=int(rng.integers(0, 25000)))
            tail, host = rng.choice(["", str(rng.integers(1, 99))]), rng.choice(_HOSTS)
            mail = f"{first}.{last}{tail}@{host}"
            phone = (
                home
                if rng.random() < 0.5
                else f"+49 17{rng.integers(0, 9)} {rng.integers(1000000, 9999999)}"
            )
            people.append(
                (
                    first, last, born.strftime("%d.%m.%Y"), mail.lower(), phone, address, postcode,
                    city, str(rng.choice(["ja", "nein"])), _day(2020, rng),
                )
            )  # fmt: skip
    return people[:n]


def _again(fields: tuple[str | None, ...], rng: np.random.Generator) -> tuple[str | None, ...]:
    first, last, born, mail, phone, street, postcode, city, news, _ = fields
    if rng.random() < 0.3:
        first = _slip(first, rng)
    if rng.random() < 0.2:
        last = _slip(last, rng)
    if rng.random() < 0.08:
        first, last = last, first
    if rng.random() < 0.4 and born:
        day, month, year = born.split(".")
        born = str(rng.choice([f"{year}-{month}-{day}", f"{int(day)}.{int(month)}.{year[2:]}"]))
    elif rng.random() < 0.1:
        born = _slip(born, rng)
    if rng.random() < 0.3:
        mail = f"{rng.integers(10**6)!s}@mail.example"
    if rng.random() < 0.3:
        phone = f"+49 16{rng.integers(0, 9)} {rng.integers(1000000, 9999999)}"
    if rng.random() < 0.25:
        city, prefix = CITIES[int(rng.integers(len(CITIES)))]
        street = f"{rng.choice(_STREETS)}str. {rng.integers(1, 150)}"
        postcode = f"{prefix}{rng.integers(0, 1000):03d}"
    made: list[str | None] = [first, last, born, mail, phone, street, postcode, city, news]
    for at in (2, 3, 4, 5, 6):
        if rng.random() < 0.12:
            made[at] = None
    return (*made, _day(2023, rng))


def _day(year: int, rng: np.random.Generator) -> str:
    return str(date(year, 1, 1) + timedelta(days=int(rng.integers(0, 900))))


def _slip(text: str | None, rng: np.random.Generator) -> str | None:
    if not text or len(text) < 3:
        return text
    at = int(rng.integers(1, len(text) - 1))
    kind = int(rng.integers(3))
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + str(rng.choice(list("aeinrst"))) + text[at:]

"""A customer file as companies have them: people in households, entered several times, with errors.

Names are as unevenly spread as in a country, records are 1 to 5 per person, and every record,
the first one too, may be wrong: letters swapped or lost, nicknames, initials, first and last
name in each other's column, a married name, a moved house, a new e-mail address, a family's
shared one, dates in several formats, day and month turned round, 01.01.1900, nothing at all.
Headers, their order and the habits of writing are those of four languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from benchmarks._crm_words import LANGUAGES, Language

__all__ = ["crm_with_errors"]

_RECORDS = (0.70, 0.18, 0.08, 0.03, 0.01)
_HOUSEHOLD = (0.34, 0.30, 0.16, 0.14, 0.06)


@dataclass(frozen=True)
class _Entry:
    """One record, before it is written in a language's way."""

    given: str | None
    surname: str | None
    born: str | None
    email: str | None
    phone: str | None
    street: str | None
    postcode: str | None
    city: str | None
    gender: str | None


def crm_with_errors(
    people: int, seed: int = 0, language: str = "en"
) -> tuple[pa.Table, str, dict[str, str]]:
    """Make a file.

    Parameters
    ----------
    people
        How many persons; there are about 1.47 records for each.
    seed
        The same seed makes the same file.
    language
        One of ``en``, ``de``, ``fr``, ``es``.

    Returns
    -------
    The table (all columns text, in an order that says nothing), the name of its id column,
    and for each record the person it is.
    """
    words, rng = LANGUAGES[language], np.random.default_rng(seed)
    taken: set[str] = set()
    known = _persons(people, words, rng, taken)
    times = 1 + rng.choice(len(_RECORDS), people, p=_RECORDS)
    entries: list[tuple[int, _Entry]] = []
    for person, count in enumerate(times.tolist()):
        true = known[person]
        for again in range(count):
            if again:
                true = _lived_on(true, words, rng, taken)
            entries.append((person, _with_errors(true, words, rng, first=not again)))
    order = rng.permutation(len(entries))
    numbers = rng.permutation(len(entries)) + 100_000
    rows, truth = [], {}
    for at in order.tolist():
        person, entry = entries[at]
        number = f"{words.prefix}{numbers[at]}"
        truth[number] = str(person)
        rows.append(_row(number, entry, words, rng))
    columns = zip(*rows, strict=True)
    table = pa.table([pa.array(c, pa.string()) for c in columns], names=list(words.header))
    return table, words.header[words.order.index("id")], truth


def _persons(n: int, words: Language, rng: np.random.Generator, taken: set[str]) -> list[_Entry]:
    surnames, made = _surnames(words, rng), []
    while len(made) < n:
        surname = next(surnames)
        street, postcode, city = _address(words, rng)
        home = _phone(words, rng, mobile=False)
        family_mail = f"{_plain(surname)}{rng.integers(1, 99)}@{rng.choice(words.hosts)}"
        size = 1 + int(rng.choice(len(_HOUSEHOLD), p=_HOUSEHOLD))
        elders = date(1938, 1, 1) + timedelta(days=int(rng.integers(0, 21_000)))
        for place in range(size):
            gender = "m" if (rng.random() < 0.5) ^ (place == 1) else "f"
            born = elders + timedelta(days=int(rng.normal(0, 900)))
            if place >= 2:
                born = elders + timedelta(days=int(rng.integers(8_000, 12_500)))
            given = _given(words, gender, rng)
            if given in {other.given for other in made[len(made) - place :]}:
                given = _given(words, gender, rng)  # hardly ever have two of one home one name
            own = surname if place != 1 or rng.random() < 0.8 else next(surnames)
            email = None if rng.random() < 0.1 else _email(given, own, born, words, rng, taken)
            if size > 1 and rng.random() < 0.07:
                email = family_mail
            phone = home if rng.random() < 0.35 else _phone(words, rng, mobile=True)
            made.append(
                _Entry(
                    given, own, str(born), email, phone, street, postcode, city, gender
                )
            )  # fmt: skip
    return made[:n]


def _surnames(words: Language, rng: np.random.Generator) -> Iterator[str]:
    """Draw surnames: some very common, most of them rare, as in any country."""
    common = np.array(words.surnames)
    weights = 1 / np.arange(1, len(common) + 1) ** 0.8
    while True:
        if rng.random() < 0.35:
            yield str(rng.choice(common, p=weights / weights.sum()))
        else:
            parts = [str(rng.choice(part)) for part in words.surname_parts]
            yield "".join(parts).capitalize()


def _given(words: Language, gender: str, rng: np.random.Generator) -> str:
    names = words.men if gender == "m" else words.women
    weights = 1 / (np.arange(len(names)) + 3) ** 0.7
    return str(rng.choice(names, p=weights / weights.sum()))


def _address(words: Language, rng: np.random.Generator) -> tuple[str, str, str]:
    city, prefix = words.cities[min(int(rng.geometric(0.08)) - 1, len(words.cities) - 1)]
    name = f"{rng.choice(words.street_names)}{rng.choice(words.street_ends)}"
    number = str(rng.integers(1, 180))
    street = f"{number} {name}" if words.number_first else f"{name} {number}"
    return street, words.postcode(prefix, rng), city


def _phone(words: Language, rng: np.random.Generator, *, mobile: bool) -> str:
    start = str(rng.choice(words.mobile if mobile else words.landline))
    return f"{start} {rng.integers(1_000_000, 9_999_999)}"


def _email(
    given: str, surname: str, born: date, words: Language, rng: np.random.Generator, taken: set[str]
) -> str:
    """Take an address that nobody has yet, as providers make sure of."""
    one, two = _plain(given), _plain(surname)
    users = (
        f"{one}.{two}", f"{one}{two}", f"{one[0]}{two}", f"{one}.{two}{born.year % 100:02d}",
        f"{two}{one[0]}{rng.integers(1, 999)}", f"{one}{rng.integers(10, 9999)}",
        f"{rng.choice(words.hobbies)}{rng.integers(10, 9999)}",
    )  # fmt: skip
    user, host = users[int(rng.integers(len(users)))], rng.choice(words.hosts)
    address = f"{user}@{host}"
    while address in taken:
        address = f"{user}{rng.integers(1, 9999)}@{host}"
    taken.add(address)
    return address


def _lived_on(true: _Entry, words: Language, rng: np.random.Generator, taken: set[str]) -> _Entry:
    """Let time pass until a person registers again: a move, a marriage, a new address."""
    if rng.random() < 0.20:
        street, postcode, city = _address(words, rng)
        true = replace(true, street=street, postcode=postcode, city=city)
    if rng.random() < 0.25 and true.given and true.surname:
        born = date.fromisoformat(true.born) if true.born else date(1980, 1, 1)
        true = replace(true, email=_email(true.given, true.surname, born, words, rng, taken))
    if rng.random() < 0.25:
        true = replace(true, phone=_phone(words, rng, mobile=True))
    if rng.random() < (0.05 if true.gender == "f" else 0.01):
        true = replace(true, surname=next(_surnames(words, rng)))
    return true


def _with_errors(true: _Entry, words: Language, rng: np.random.Generator, *, first: bool) -> _Entry:
    rate = 0.4 if first else 1.0
    made = {name: getattr(true, name) for name in _Entry.__dataclass_fields__}
    given, surname = str(made["given"]), str(made["surname"])
    if rng.random() < 0.10 * rate and given in words.nicknames:
        given = str(rng.choice(words.nicknames[given]))
    elif rng.random() < 0.02 * rate:
        given = f"{given[0]}."
    elif rng.random() < 0.06 * rate:
        given = _slip(given, rng)
    elif rng.random() < 0.05 * rate:
        given = f"{given} {_given(words, str(made['gender']), rng)}"
    if rng.random() < 0.07 * rate:
        surname = _slip(surname, rng)
    elif rng.random() < 0.02 * rate:
        surname = f"{surname}-{next(_surnames(words, rng))}"
    if rng.random() < 0.03 * rate:
        given, surname = surname, given
    made["given"], made["surname"] = given, surname
    if rng.random() < 0.05 * rate:
        made["born"] = _wrong_date(str(made["born"]), rng)
    _spoil(made, rate, rng)
    return _Entry(**made)


def _spoil(made: dict[str, str | None], rate: float, rng: np.random.Generator) -> None:
    """Mistype what is not a name, and leave things out."""
    for name, slip, gone in (
        ("email", 0.03, 0.12), ("phone", 0.03, 0.15), ("street", 0.05, 0.06),
        ("postcode", 0.03, 0.05), ("city", 0.04, 0.04),
    ):  # fmt: skip
        if made[name] and rng.random() < slip * rate:
            made[name] = _slip(str(made[name]), rng)
        if rng.random() < gone:
            made[name] = None
    for name, gone in (("born", 0.15), ("gender", 0.2), ("given", 0.01), ("surname", 0.002)):
        if rng.random() < gone:
            made[name] = None


def _wrong_date(born: str, rng: np.random.Generator) -> str:
    year, month, day = born.split("-")
    way = rng.random()
    if way < 0.3:
        return "1900-01-01"
    if way < 0.6 and int(day) <= 12:
        return f"{year}-{day}-{month}"
    shifted = date(int(year), int(month), min(int(day), 28))
    if way < 0.8:
        return str(shifted.replace(day=1 + (shifted.day + int(rng.integers(1, 20))) % 28))
    return str(shifted.replace(year=shifted.year + int(rng.choice([-10, -1, 1, 10]))))


def _row(
    number: str, entry: _Entry, words: Language, rng: np.random.Generator
) -> tuple[str | None, ...]:
    """Write an entry in the order and manner of a language's file."""
    year, month, day = (entry.born or "--").split("-", 2)
    formats = words.dates if rng.random() < 0.85 else ("{year}-{month}-{day}",)
    born = str(rng.choice(formats)).format(year=year, month=month, day=day, short=year[2:])
    cells = {
        "id": number,
        "given": entry.given,
        "surname": entry.surname,
        "born": born if entry.born else None,
        "email": entry.email,
        "phone": _written_phone(entry.phone, words, rng),
        "street": _written_street(entry.street, words, rng),
        "postcode": entry.postcode,
        "city": entry.city,
        "gender": words.genders[entry.gender] if entry.gender else None,
        "news": str(rng.choice(words.yes_no)),
        "made": str(date(2015, 1, 1) + timedelta(days=int(rng.integers(0, 4000)))),
    }
    if rng.random() < 0.05:
        for name in ("given", "surname", "city"):
            cells[name] = cells[name].upper() if cells[name] else None
    if rng.random() < 0.03 and cells["given"]:
        cells["given"] = f"{rng.choice(words.titles)} {cells['given']}"
    return tuple(cells[name] for name in words.order)


def _written_phone(phone: str | None, words: Language, rng: np.random.Generator) -> str | None:
    if not phone:
        return None
    way = int(rng.integers(3))
    if way == 0:
        return f"{words.country}{phone.removeprefix('0').replace(' ', '')}"
    return phone.replace(" ", "") if way == 1 else phone.replace(" ", str(rng.choice(["-", "/"])))


def _written_street(street: str | None, words: Language, rng: np.random.Generator) -> str | None:
    if not street or rng.random() < 0.6:
        return street
    for long, short in words.short_streets:
        street = street.replace(long, short)
    return street


def _plain(text: str) -> str:
    table = str.maketrans("äöüéèêçñáíóúëïàùû ", "aoueeecnaioueiauu-")
    return text.lower().translate(table).replace("ß", "ss").replace("-", "").replace("'", "")


def _slip(text: str, rng: np.random.Generator) -> str:
    """Lose, swap, double or mistype a letter, as hands and ears do."""
    if len(text) < 3:
        return text
    at = int(rng.integers(1, len(text) - 1))
    way = int(rng.integers(5))
    if way == 0:
        return text[:at] + text[at + 1 :]
    if way == 1:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if way == 2:
        return text[:at] + text[at] + text[at:]
    near = "0123456789" if text[at].isdigit() else "aeinrstlmo"
    if way == 3:
        return text[:at] + str(rng.choice(list(near))) + text[at + 1 :]
    for heard, written in (("ph", "f"), ("ie", "y"), ("ei", "ai"), ("ck", "k"), ("th", "t")):
        if heard in text.lower():
            return text.lower().replace(heard, written, 1).capitalize()
    return text[:at] + str(rng.choice(list(near))) + text[at:]

"""Write values of people in one way, so that what is the same looks the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.identity.linking.dates import day_first, read_date
from openkitchen.identity.linking.header_words import fold
from openkitchen.identity.linking.made_emails import made_of_names
from openkitchen.identity.linking.names import split_full_name, unswapped
from openkitchen.identity.linking.profile import Column

__all__ = ["ID", "Standard", "standardise"]

ID = "record_id"
_NOTHING = {
    "", "-", "--", ".", "n/a", "na", "nan", "none", "null", "nil", "unknown", "unbekannt", "?",
    "inconnu", "desconocido", "sconosciuto", "nieznany", "keine", "test", "xxx", "x", "k.a.",
}  # fmt: skip
_PHONE_DIGITS = 8
_STREET_WORDS = {
    "street": "st", "strasse": "str", "straat": "str", "road": "rd", "avenue": "av", "ave": "av",
    "drive": "dr", "lane": "ln", "place": "pl", "court": "ct", "crescent": "cres", "square": "sq",
    "boulevard": "bd", "blvd": "bd", "close": "cl", "circuit": "cct", "terrace": "tce",
    "calle": "c", "rue": "r", "avenida": "av", "ulica": "ul", "via": "v", "platz": "pl",
}  # fmt: skip
_NO_BIRTH = {"1900-01-01", "1901-01-01", "1899-12-31", "1899-12-30"}
_PLACEHOLDER_TIMES = 20
_PLACEHOLDER_SHARE = 0.002


@dataclass(frozen=True, slots=True)
class Standard:
    """People, written in one way.

    Parameters
    ----------
    table
        ``record_id`` and one text column for each of ``columns``.
    columns
        Standard column → the columns of the file that it came from.
    swapped
        Records whose first and last name had changed places.
    placeholders
        Values that stand for no value (``1900-01-01``, ``none@none``), by standard column.
    made_emails
        Whether e-mail addresses were left out because they are made of the names.
    """

    table: pa.Table
    columns: dict[str, str]
    swapped: int
    placeholders: dict[str, tuple[str, ...]]
    made_emails: bool = False


def standardise(people: pa.Table, id_column: str, columns: Sequence[Column]) -> Standard:
    """Write a people file in one way.

    Parameters
    ----------
    people
        One row per record, all columns text.
    id_column
        The records' own id.
    columns
        As `openkitchen.identity.linking.profile` tells them.

    Returns
    -------
    Columns, where the file has them: ``given``, ``surname``, ``born``, ``email``, ``phone``,
    ``postcode``, ``house``, ``street``, ``place``, ``area``, ``code``, ``age``; a second one
    of a kind is ``phone_2``; categories keep their names after ``is_``.
    """
    parts: dict[str, pa.Array] = {}
    origin: dict[str, str] = {}
    for column in columns:
        for name, values in _written(column, people[column.name]):
            taken = _free(name, parts)
            parts[taken], origin[taken] = values, column.name
    swapped = 0
    if "given" in parts and "surname" in parts:
        parts["given"], parts["surname"], swapped = unswapped(parts["given"], parts["surname"])
    _fill_house(parts, origin)
    placeholders: dict[str, tuple[str, ...]] = {}
    for name in list(parts):
        if name.split("_")[0] in {"born", "email", "phone", "code"}:
            parts[name], placeholders[name] = _without_placeholders(parts[name])
    made = {"email", "given", "surname"} <= set(parts) and made_of_names(
        parts["email"], parts["given"], parts["surname"]
    )
    if made:
        del parts["email"], origin["email"]
    ids = people[id_column].combine_chunks()
    table = pa.table({ID: ids, **parts})
    odd = {name: values for name, values in placeholders.items() if values and name in parts}
    return Standard(table, origin, swapped, odd, made)


def _written(column: Column, values: pa.ChunkedArray) -> list[tuple[str, pa.Array]]:
    if column.kind == "passed over":
        return []
    if column.kind == "fullname":
        both = _each(values, split_full_name)
        return [(name, _part(both, at)) for at, name in enumerate(("given", "surname"))]
    if column.kind == "street":
        both = _each(values, _street_and_house)
        return [("street", _part(both, 0)), ("from_street", _part(both, 1))]
    if column.kind == "born":
        first = day_first(values.unique().drop_null().to_pylist())
        return [("born", _each(values, lambda text: _born(text, first)))]
    if column.kind == "category":
        return [(_trait(column.name), _each(values, _words))]
    return [(column.kind, _each(values, _WRITERS[column.kind]))]


def _each(values: pa.ChunkedArray, write: Callable[[str], object]) -> pa.Array:
    """Apply a function once to each different value; what says nothing becomes null."""
    encoded = pc.dictionary_encode(values.combine_chunks())
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    new = [
        None if fold(text).strip() in _NOTHING else write(text)
        for text in encoded.dictionary.to_pylist()
    ]
    plain = [None if value in ("", None) else value for value in new]
    kind = pa.list_(pa.string()) if any(isinstance(v, list) for v in plain) else pa.string()
    return pa.array(plain, kind).take(encoded.indices)


def _part(both: pa.Array, at: int) -> pa.Array:
    if not pa.types.is_list(both.type):
        return pa.nulls(len(both), pa.string())
    part = pc.list_element(both, at)
    return pc.if_else(pc.equal(part, ""), None, part)


def _trait(header: str) -> str:
    """Name a category after its header, in letters that stand in any SQL without quotes."""
    return f"is_{re.sub(r'[^0-9a-z]+', '_', fold(header)).strip('_') or 'column'}"


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(text)))


def _name(text: str) -> str:
    return " ".join(re.findall(r"[^\W\d_]+", fold(text).replace("'", "").replace("’", "")))


def _email(text: str) -> str | None:
    plain = re.sub(r"\s+", "", fold(text)).removeprefix("mailto:")
    return plain if "@" in plain else None


def _phone(text: str) -> str | None:
    """Keep the last eight digits: country codes and leading zeros come and go."""
    digits = re.sub(r"\D", "", text)
    return digits[-_PHONE_DIGITS:] if len(digits) >= 6 and len(set(digits)) > 1 else None


def _code(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", fold(text))


def _house(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", fold(text)).lstrip("0")


def _born(text: str, first: bool) -> str | None:
    read = read_date(text, first)
    if read:
        return None if read in _NO_BIRTH else read
    digits = re.sub(r"\D", "", text)
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 else None


def _street_and_house(text: str) -> list[str]:
    plain = re.sub(r"(?<=[a-z])str\b", " str", re.sub(r"strasse\b", " strasse", fold(text)))
    words = re.findall(r"[^\W_]+", plain)
    houses = [word for word in words if word[0].isdigit()]
    names = [_STREET_WORDS.get(word, word) for word in words if not word[0].isdigit()]
    return [" ".join(names), houses[0].lstrip("0") if houses else ""]


_WRITERS: dict[str, Callable[[str], object]] = {
    "given": _name,
    "surname": _name,
    "email": _email,
    "phone": _phone,
    "postcode": _code,
    "house": _house,
    "place": _words,
    "area": _words,
    "code": _code,
    "age": _house,
}


def _free(name: str, taken: dict[str, pa.Array]) -> str:
    place, free = 2, name
    while free in taken:
        free, place = f"{name}_{place}", place + 1
    return free


def _fill_house(parts: dict[str, pa.Array], origin: dict[str, str]) -> None:
    """Take the house number out of the street where no column of its own knows it."""
    found = [name for name in parts if name.startswith("from_street")]
    for name in found:
        values, came = parts.pop(name), origin.pop(name)
        if values.null_count == len(values):
            continue
        if "house" in parts:
            parts["house"] = pc.coalesce(parts["house"], values)
        else:
            parts["house"], origin["house"] = values, came


def _without_placeholders(values: pa.Array) -> tuple[pa.Array, tuple[str, ...]]:
    """Turn values that are far too frequent to be anybody's into null."""
    counts = Counter(value for value in values.to_pylist() if value is not None)
    if not counts:
        return values, ()
    times = np.array(sorted(counts.values()))
    usual = float(np.quantile(times, 0.99))
    most = max(_PLACEHOLDER_TIMES, 8 * usual, _PLACEHOLDER_SHARE * len(values))
    odd = tuple(sorted(value for value, count in counts.items() if count > most))
    if not odd:
        return values, ()
    return pc.if_else(pc.is_in(values, pa.array(odd)), None, values), odd

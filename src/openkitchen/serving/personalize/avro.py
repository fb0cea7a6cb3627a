"""Schemas of datasets, as clients write them: Avro records in JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from openkitchen.errors import listing
from openkitchen.serving.personalize.faults import invalid

__all__ = ["DATASET_TYPES", "Column", "dataset_type", "parse_schema", "required_columns"]

DATASET_TYPES: Final = {
    "INTERACTIONS": ("USER_ID", "ITEM_ID", "TIMESTAMP"),
    "ITEMS": ("ITEM_ID",),
    "USERS": ("USER_ID",),
    "ACTIONS": ("ACTION_ID",),
    "ACTION_INTERACTIONS": ("USER_ID", "ACTION_ID", "TIMESTAMP", "EVENT_TYPE"),
}
"""Types of datasets, with the columns that each needs."""

_OF_DOMAIN: Final = {
    ("ECOMMERCE", "INTERACTIONS"): ("EVENT_TYPE",),
    ("ECOMMERCE", "ITEMS"): ("PRICE", "CATEGORY_L1"),
    ("VIDEO_ON_DEMAND", "INTERACTIONS"): ("EVENT_TYPE",),
    ("VIDEO_ON_DEMAND", "ITEMS"): ("CREATION_TIMESTAMP", "GENRES"),
}
"""What the datasets of a domain's group need beside."""

_TYPES = ("string", "int", "long", "float", "double", "boolean")
_RESERVED: Final = {
    "USER_ID": ("string",),
    "ITEM_ID": ("string",),
    "ACTION_ID": ("string",),
    "TIMESTAMP": ("long",),
    "CREATION_TIMESTAMP": ("long",),
    "EVENT_TYPE": ("string",),
    "EVENT_VALUE": ("float", "double"),
    "RECOMMENDATION_ID": ("string",),
    "IMPRESSION": ("string",),
}
_MOST = 100
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a dataset.

    Parameters
    ----------
    name
        As the schema has it.
    type
        ``string``, ``int``, ``long``, ``float``, ``double`` or ``boolean``.
    nullable
        Whether a cell may be empty.
    categorical
        Whether its texts are categories, ``|`` between several.
    textual
        Whether it holds free text.
    """

    name: str
    type: str
    nullable: bool = False
    categorical: bool = False
    textual: bool = False


def parse_schema(text: str) -> tuple[Column, ...]:
    """Read a schema.

    Raises
    ------
    Fault
        ``InvalidInputException``, saying what is wrong with it.
    """
    try:
        schema = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise invalid(f"The schema is not JSON: {error}") from error
    if not isinstance(schema, dict) or schema.get("type") != "record":
        raise invalid('The schema is not an Avro record: it needs "type": "record"')
    fields = schema.get("fields")
    if not isinstance(fields, list) or not fields:
        raise invalid("The schema has no fields")
    if len(fields) > _MOST:
        raise invalid(f"The schema has {len(fields)} fields, expected {_MOST} or less")
    columns = tuple(_column(field) for field in fields)
    names = [column.name.upper() for column in columns]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise invalid(f"The schema has several fields of the name {listing(doubled)}")
    return columns


def required_columns(kind: str, columns: tuple[Column, ...], domain: str = "") -> None:
    """Check that a schema has what a dataset of this type needs.

    Parameters
    ----------
    kind
        The type of the dataset.
    columns
        The schema.
    domain
        That of the dataset group; empty without.

    Raises
    ------
    Fault
        ``InvalidInputException``, naming the missing columns.
    """
    have = {column.name.upper() for column in columns}
    if "GENRES_L1" in have:  # so the service's own example calls it
        have.add("GENRES")
    needed = (*DATASET_TYPES[kind], *_OF_DOMAIN.get((domain, kind), ()))
    missing = [name for name in needed if name not in have]
    if domain and kind == "USERS" and have == set(DATASET_TYPES[kind]):
        missing.append("a field that says something about users")
    if missing:
        of = f" of the domain {domain}" if domain else ""
        raise invalid(
            f"Schema is missing required fields for a dataset of type {kind}{of}: "
            f"{listing(missing)}",
            f"It has {listing(c.name for c in columns)}.",
        )


def dataset_type(given: str) -> str:
    """Return the type of a dataset in capitals.

    Raises
    ------
    Fault
        ``InvalidInputException``, when there is no such type.
    """
    kind = given.upper()
    if kind not in DATASET_TYPES:
        raise invalid(f"There is no dataset type {given!r}", f"There are {listing(DATASET_TYPES)}.")
    return kind


def _column(field: Any) -> Column:
    if not isinstance(field, dict) or not isinstance(field.get("name"), str) or not field["name"]:
        raise invalid(f"A field of the schema has no name: {json.dumps(field)[:100]}")
    name = field["name"]
    if not _NAME.fullmatch(name):
        raise invalid(
            f"{name[:60]!r} is no name of a field",
            "Letters, digits and _ make one; it starts with no digit.",
        )
    given = field.get("type")
    types = given if isinstance(given, list) else [given]
    plain = [one for one in types if one != "null"]
    if len(plain) != 1 or not isinstance(plain[0], str) or plain[0] not in _TYPES:
        raise invalid(
            f"Field {name} has the type {json.dumps(given)[:100]}",
            f"Expected one of {listing(_TYPES)}, or one of them with null.",
        )
    wanted = _RESERVED.get(name.upper())
    if wanted and plain[0] not in wanted:
        raise invalid(f"Field {name} has the type {plain[0]}, expected {' or '.join(wanted)}")
    return Column(
        name,
        plain[0],
        "null" in types,
        field.get("categorical") is True,
        field.get("textual") is True,
    )

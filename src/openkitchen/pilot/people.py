"""Who takes part: invited, left, deleted."""

from __future__ import annotations

import csv
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from sqlalchemy import Connection

from openkitchen.errors import ColumnsError, FileUnreadable, InputError, UnknownName
from openkitchen.pilot.desk import Desk, now_utc
from openkitchen.pilot.links import Links, new_id
from openkitchen.store import (
    DeletionRow,
    PersonRow,
    add_person,
    deletions,
    end_person,
    erase_participants,
    find_person,
    insert_deletion,
    persons,
    scrub,
)

__all__ = [
    "Guest",
    "Invited",
    "delete_participant",
    "delete_person",
    "find_participant",
    "guests_in",
    "invite",
    "leave",
    "read_guests",
]

ADDRESS, USER, NAME = "address", "user_id", "name"
_MAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,255}")


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is to be invited; without a user id, somebody whom no model knows."""

    address: str
    user_id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """What became of a list of guests.

    Parameters
    ----------
    new
        Who takes part from now on.
    known
        Addresses that took part already, or had left: nothing was changed for them.
    deleted
        How many were passed over since their data were deleted on request.
    """

    new: tuple[PersonRow, ...]
    known: tuple[str, ...]
    deleted: int


def read_guests(path: Path) -> list[Guest]:
    """Read a CSV file with ``address`` and, where known, ``user_id`` and ``name``.

    Raises
    ------
    FileUnreadable, ColumnsError, InputError
        When the file, its columns or an address are not as expected; nobody is invited then.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnreadable(f"it cannot be read: {error}", file=str(path)) from error
    found = next(csv.reader(text.splitlines()), [])
    if ADDRESS not in found:
        raise ColumnsError.missing([ADDRESS], found, file=str(path))
    return guests_in(text, str(path))


def guests_in(text: str, file: str = "") -> list[Guest]:
    """Read people as they were written down: one a line, ``address,user_id,name``.

    Parameters
    ----------
    text
        The lines. The first may name the columns, in any order; all but the address may be
        left out.
    file
        Where they stand, for messages.

    Raises
    ------
    InputError
        When an address is none, or stands there twice; with its line.
    """
    lines = text.splitlines()
    named = ADDRESS in next(csv.reader(lines), [])
    reader = csv.DictReader(lines, None if named else (ADDRESS, USER, NAME))
    guests: dict[str, Guest] = {}
    for row in reader:
        line = reader.line_num
        address = (row.get(ADDRESS) or "").strip()
        if not (address.isascii() and _MAIL.fullmatch(address)):
            raise InputError(
                f"{address!r} is no mail address", file=file, line=line, column=ADDRESS
            )
        if address.lower() in guests:
            raise InputError(f"{address} stands there twice", file=file, line=line)
        rest = ((row.get(column) or "").strip() for column in (USER, NAME))
        guests[address.lower()] = Guest(address, *rest)
    return list(guests.values())


def invite(desk: Desk, guests: Sequence[Guest]) -> Invited:
    """Let people take part; all of them or none.

    Which arm comes first is dealt out in pairs, so that as many people begin with one arm as
    with the other (permuted blocks of two).
    """
    desk.need_open()
    known = {row.address.lower() for row in persons(desk.store, desk.name)}
    gone = {row.digest for row in deletions(desk.store, desk.name)}
    wanted = [guest for guest in guests if guest.address.lower() not in known]
    welcome = [guest for guest in wanted if desk.links.digest(guest.address) not in gone]
    rows, now = [], now_utc()
    with desk.store.whole() as store:
        number = max((row.number for row in persons(store, desk.name)), default=0)
        for guest in welcome:
            number += 1
            row = _person(desk, guest, number, now)
            add_person(store, row)
            rows.append(row)
    met = tuple(guest.address for guest in guests if guest.address.lower() in known)
    return Invited(tuple(rows), met, len(wanted) - len(welcome))


def find_participant(desk: Desk, who: str) -> PersonRow:
    """Return a participant by number, id, address or user id.

    Raises
    ------
    UnknownName
        When there is none, or more than one.
    """
    rows = persons(desk.store, desk.name)
    for told in ("id", "address", "number", "user_id"):
        found = [row for row in rows if str(getattr(row, told)).lower() == who.strip().lower()]
        if len(found) == 1:
            return found[0]
    raise UnknownName(
        "participant",
        who,
        [str(row.number) for row in rows],
        hint="Give the number or the address.",
    )


def leave(desk: Desk, row: PersonRow) -> bool:
    """Let a participant stop: no mails any more, links end; return whether that is new."""
    with desk.store.writing() as connection:
        return end_person(connection, row.id, now_utc())


def delete_person(desk: Desk, row: PersonRow) -> DeletionRow:
    """Delete all that is kept of a participant; return the receipt.

    The receipt knows the address as a keyed digest alone, so that the person is not invited
    again by mistake.
    """
    with desk.store.writing() as connection:
        receipt = delete_participant(connection, row.id, desk.links)
    scrub(desk.store)
    if receipt is None:
        raise UnknownName("participant", str(row.number))
    return receipt


def delete_participant(connection: Connection, person: str, links: Links) -> DeletionRow | None:
    """Delete a participant's rows within a transaction that is at hand; ``None``: nobody."""
    found = find_person(connection, person)
    if found is None:
        return None
    row, _ = found
    removed = erase_participants(connection, [row.id])
    digest = links.digest(row.address)
    receipt = DeletionRow(str(uuid.uuid4()), row.pilot, digest, now_utc(), removed)
    insert_deletion(connection, receipt)
    return receipt


def _person(desk: Desk, guest: Guest, number: int, now: datetime) -> PersonRow:
    pair, seat = divmod(number - 1, 2)
    coin = int(np.random.default_rng([desk.settings.seed, pair]).integers(2))
    first = coin if seat == 0 else 1 - coin
    return PersonRow(
        new_id(), desk.name, number, guest.address, guest.name, guest.user_id, first, now
    )

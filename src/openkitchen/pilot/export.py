"""All that a pilot holds, as files for others: tables, the readers' sheet, one person's data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from openkitchen.pilot.desk import Desk
from openkitchen.pilot.quotes import quotes_of
from openkitchen.pilot.record import record_of
from openkitchen.sources.files import write_whole
from openkitchen.store import (
    AnswerRow,
    MailRow,
    PersonRow,
    ShownRow,
    mails_of,
)

__all__ = ["SHEET", "export_person", "export_pilot", "write_person"]

SHEET = "words.csv"
_PERSONAL = frozenset({"id", "address", "name"})


def export_pilot(desk: Desk, folder: Path, *, addresses: bool = False) -> dict[str, int]:
    """Write ``people.csv``, ``shown.csv``, ``answers.csv``, ``mails.csv`` and ``words.csv``.

    People are numbers in all of them. ``words.csv`` is for two readers: it has neither arms nor
    items' names in the way of who reads blind, and an empty column ``code``.

    Parameters
    ----------
    desk
        The pilot.
    folder
        Made if it is missing; each file is written whole.
    addresses
        Whether ``people.csv`` tells names and addresses.

    Returns
    -------
    File → rows.
    """
    record = record_of(desk)
    number = {row.id: row.number for row in record.people}
    hidden = frozenset({"id"}) if addresses else _PERSONAL
    quotes = quotes_of(record)
    tables: dict[str, tuple[Sequence[str], list[list[Any]]]] = {
        "people.csv": _table(record.people, PersonRow, hidden, {}),
        "shown.csv": _table(record.shown, ShownRow, frozenset(), number),
        "answers.csv": _table(record.answers, AnswerRow, frozenset(), number),
        "mails.csv": _table(mails_of(desk.store, desk.name), MailRow,
                            frozenset({"message_id"}), number),
        SHEET: (("answer", "words", "code"), [[q.answer, q.words, ""] for q in quotes]),
    }  # fmt: skip
    for name, (head, rows) in tables.items():
        write_whole(folder / name, _csv(head, rows))
    return {name: len(rows) for name, (_, rows) in tables.items()}


def export_person(desk: Desk, row: PersonRow) -> dict[str, Any]:
    """Return all that is kept of one participant, for whoever asks for their own data."""
    record = record_of(desk)
    return {
        "pilot": desk.name,
        "person": asdict(row),
        "shown": [asdict(s) for s in record.shown if s.person == row.id],
        "answers": [asdict(a) for a in record.answers if a.person == row.id],
        "mails": [asdict(m) for m in mails_of(desk.store, desk.name) if m.person == row.id],
    }


def write_person(told: dict[str, Any], path: Path) -> None:
    """Write one participant's data as JSON, whole or not at all."""
    write_whole(path, json.dumps(told, indent=2, default=str, ensure_ascii=False).encode())


def _table(
    rows: Iterable[Any], kind: type[Any], hidden: frozenset[str], number: dict[str, int]
) -> tuple[list[str], list[list[Any]]]:
    names = [one.name for one in fields(kind) if one.name not in hidden]
    cells = [
        [number[row.person] if name == "person" else getattr(row, name) for name in names]
        for row in rows
    ]
    return names, cells


def _csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([["" if cell is None else _safe(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8")


def _safe(cell: Any) -> Any:
    """Keep spreadsheets from taking somebody's words for a formula."""
    if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{cell}"
    return cell

"""The data dictionary and the findings as pages of answers, to be drawn in any frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openkitchen.errors import plural
from openkitchen.reporting.answer_page import AnswerPage, Section, Table
from openkitchen.reporting.wording import count, percent
from openkitchen.sources.findings import Findings

__all__ = ["dictionary_answer", "findings_answer"]

_HEAD = (
    *("column", "meaning", "type", "different", "missing", "range", "made of", "rests on"),
    *("owner",),
)


def dictionary_answer(
    sentences: Sequence[str], tables: Sequence[tuple[str, str, Sequence[Any]]]
) -> AnswerPage:
    """Lay the dictionary out, a section for each table.

    Parameters
    ----------
    sentences
        How complete it is.
    tables
        Layer, table and columns of each table.
    """
    sections = tuple(
        Section(
            f"{table} · {layer}",
            "Each row is a column: what it says, what is in it, and what it was made of.",
            table=Table(_HEAD, tuple(_row(column) for column in columns), words=True),
        )
        for layer, table, columns in tables
    )
    title = "What does each column mean, and where does it come from?"
    return AnswerPage(title, f"{plural(len(tables), 'table')}.", tuple(sentences), sections)


def findings_answer(findings: Findings) -> AnswerPage:
    """Lay the findings out, a section for each."""
    sections = []
    for one in findings.findings:
        place = f"{one.source}, {one.column}" if one.column else one.source
        title = f"{one.kind.replace('_', ' ').capitalize()}: {place}"
        message = f"{one.message[:1].upper()}{one.message[1:]}."
        meaning = (
            f"{one.severity.capitalize()}, {one.certainty}, {one.where}. {message} {one.advice}"
        )
        rows = tuple(
            (e.file, str(e.line or ""), ", ".join(f"{k}: {v or '∅'}" for k, v in e.values.items()))
            for e in one.examples
        )
        table = Table(("file", "line", "values"), rows, words=True) if rows else None
        sections.append(Section(title, meaning, table=table))
    unread = tuple(f"Not read: {text}" for text in findings.unread)
    return AnswerPage(
        "What is wrong with the deliveries?", "", (findings.sentence(), *unread), tuple(sections)
    )


def _row(column: Any) -> tuple[str, ...]:
    unit = f" [{column.unit}]" if column.unit else ""
    return (
        column.column,
        f"{column.meaning or 'nobody said'}{unit}",
        column.type,
        count(column.distinct),
        percent(column.missing),
        f"{column.low} – {column.high}" if column.distinct else "",
        ", ".join(column.origins),
        ", ".join(column.provider),
        column.owner,
    )

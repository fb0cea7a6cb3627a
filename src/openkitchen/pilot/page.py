"""The feedback page: what a link opens, and what a tap on it saves. No HTTP in here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import quote

from sqlalchemy import Connection

from openkitchen.pilot.answers import answers_from, field_name
from openkitchen.pilot.drawing import asset_url, template
from openkitchen.pilot.links import Claim
from openkitchen.pilot.settings import PilotSettings, settings_of
from openkitchen.pilot.wording import Wording
from openkitchen.store import (
    AnswerRow,
    PersonRow,
    PilotRow,
    ShownRow,
    end_person,
    find_person,
    put_answers,
    week_of,
)

__all__ = [
    "Choice",
    "Opened",
    "Row",
    "Scale",
    "draw_notice",
    "draw_page",
    "leave_by_link",
    "look_up",
    "save",
]

State = Literal["open", "left", "over", "unknown"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One button: a tap sends ``value``; a tap on a chosen one takes it back."""

    label: str
    value: str
    chosen: bool

    @property
    def sends(self) -> str:
        """What the button sends without script."""
        return "" if self.chosen else self.value


@dataclass(frozen=True, slots=True)
class Scale:
    """A question with buttons."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An item with its questions."""

    rank: int
    title: str
    detail: str
    url: str
    feel: Scale
    reason: Scale
    marks: tuple[Scale, ...]
    words_name: str
    words: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens.

    Parameters
    ----------
    state
        ``open``; ``left`` and ``over``: the link has ended; ``unknown``: nothing is known.
    claim
        Whose link it is.
    settings
        Of the pilot; ``None`` when nothing is known.
    shown, said
        The list, and what was answered about it.
    """

    state: State
    claim: Claim
    settings: PilotSettings | None = None
    shown: tuple[ShownRow, ...] = ()
    said: tuple[AnswerRow, ...] = ()


def look_up(connection: Connection, claim: Claim) -> Opened:
    """Look up what a link that was signed here opens now."""
    found = find_person(connection, claim.person)
    if found is None:
        return Opened("unknown", claim)
    state, settings = _state(*found), settings_of(found[1].settings)
    if state != "open":
        return Opened(state, claim, settings)
    shown, said = week_of(connection, claim.person, claim.week)
    return Opened(state, claim, settings, tuple(shown), tuple(said))


def save(
    connection: Connection, claim: Claim, fields: Sequence[tuple[str, str]], now: datetime
) -> Opened:
    """Keep what was tapped; return what the link opens.

    Raises
    ------
    InputError
        When a field or a value is none of the page's; nothing is kept then.
    """
    opened = look_up(connection, claim)
    if opened.state == "open" and opened.settings is not None:
        ranks = [row.rank for row in opened.shown]
        rows = answers_from(fields, claim.person, claim.week, ranks, opened.settings, now)
        put_answers(connection, rows)
    return opened


def leave_by_link(connection: Connection, claim: Claim, now: datetime) -> PersonRow | None:
    """Let the person of a link leave; return who it is, or ``None`` when nobody is known."""
    found = find_person(connection, claim.person)
    if found is None:
        return None
    end_person(connection, claim.person, now)
    return found[0]


def draw_page(opened: Opened, token: str, *, saved: bool = False) -> str:
    """Draw the page of a link that is open."""
    settings = opened.settings
    assert settings is not None  # noqa: S101 - an open link has a pilot
    answers = {(row.rank, row.question): row.value for row in opened.said}
    words = settings.wording
    weekly = settings.question_of(opened.claim.week) if opened.shown else ""
    return template("feedback.html").render(
        words=words,
        token=token,
        saved=saved,
        rows=[_row(one, answers, settings) for one in opened.shown],
        whole=_whole(answers, words) if opened.shown else (),
        weekly=weekly,
        weekly_name=field_name("weekly", 0),
        weekly_words=answers.get((0, "weekly"), ""),
        style=asset_url("feedback.css"),
        script=asset_url("feedback.js"),
    )


def draw_notice(words: Wording, text: str, *, leave: str = "") -> str:
    """Draw a page that says one thing; with ``leave``, a token, it asks whether to leave."""
    return template("notice.html").render(
        words=words, text=text, token=leave, style=asset_url("feedback.css")
    )


def _state(who: PersonRow, pilot: PilotRow) -> State:
    if who.left_at is not None:
        return "left"
    return "over" if pilot.closed_at is not None else "open"


def _row(one: ShownRow, answers: dict[tuple[int, str], str], settings: PilotSettings) -> Row:
    words, rank = settings.wording, one.rank

    def scale(question: str, label: str, choices: Iterable[tuple[str, str]]) -> Scale:
        said = answers.get((rank, question))
        drawn = tuple(Choice(text, value, value == said) for value, text in choices)
        return Scale(field_name(question, rank), label, drawn)

    url = settings.item_url.replace("{item_id}", quote(one.item_id, safe=""))
    return Row(
        rank,
        one.title,
        one.detail,
        url,
        scale("feel", words.feel, _numbered(words.steps)),
        scale("reason", words.reason, words.reasons.items()),
        (scale("act", words.act, [("yes", words.act)]),
         scale("skip", words.skip, [("yes", words.skip)])),
        field_name("words", rank),
        answers.get((rank, "words"), ""),
    )  # fmt: skip


def _whole(answers: dict[tuple[int, str], str], words: Wording) -> tuple[Scale, ...]:
    scales = []
    for question in ("variety", "surprise", "trust"):
        said = answers.get((0, question))
        drawn = tuple(Choice(text, n, n == said) for n, text in _numbered(words.scale))
        scales.append(Scale(field_name(question, 0), getattr(words, question), drawn))
    return tuple(scales)


def _numbered(labels: Sequence[str]) -> list[tuple[str, str]]:
    return [(str(number), label) for number, label in enumerate(labels, 1)]

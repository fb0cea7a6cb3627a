"""How a pilot stands: people, mails, answers, week by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from openkitchen.errors import plural
from openkitchen.pilot.desk import Desk, now_utc
from openkitchen.pilot.letters import DIGEST, REMINDER
from openkitchen.pilot.mailing import DUE, FAILED, SENDING, SENT
from openkitchen.pilot.record import record_of
from openkitchen.store import (
    AnswerRow,
    MailRow,
    ShownRow,
    deletions,
    mails_of,
)

__all__ = ["Status", "WeekRow", "status_of"]


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week: lists made; mails sent, waiting and refused; reminders; people who answered."""

    week: int
    lists: int
    sent: int
    waiting: int
    refused: int
    reminded: int
    answered: int
    ratings: int


@dataclass(frozen=True, slots=True)
class Status:
    """How a pilot stands.

    Parameters
    ----------
    name, state
        The pilot: ``invited``, ``running`` or ``closed``.
    week, weeks
        The week that it is, and how many were planned.
    people, left, deleted
        Who was invited; who left; whose data were deleted.
    answered
        Who answered at least once.
    last_answer
        When somebody answered last (UTC).
    rows
        Week by week.
    numbers
        People's number, address and state.
    """

    name: str
    state: str
    week: int
    weeks: int
    people: int
    left: int
    deleted: int
    answered: int
    last_answer: datetime | None
    rows: tuple[WeekRow, ...]
    numbers: tuple[tuple[int, str, str, int], ...]

    def sentences(self) -> list[str]:
        """Say it in words."""
        stand = {"invited": "has not begun", "closed": "is closed"}.get(
            self.state, f"is in week {self.week} of {self.weeks}"
        )
        said = [
            f"The pilot {self.name} {stand}: "
            f"{plural(self.people, 'person takes', 'people take')} part or took part, "
            f"{self.answered} have answered, {self.left} left."
        ]
        if self.deleted:
            said.append(f"The data of {self.deleted} were deleted on request.")
        return said

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"sentences": self.sentences(), **asdict(self)}


def status_of(desk: Desk) -> Status:
    """Count what there is of a pilot."""
    record, mails = record_of(desk), mails_of(desk.store, desk.name)
    people, shown, answers = record.people, record.shown, record.answers
    counts = {row.id: 0 for row in people}
    for answer in answers:
        counts[answer.person] += 1
    state = "closed" if desk.row.closed_at else "running" if desk.row.started_at else "invited"
    return Status(
        desk.name,
        state,
        min(desk.week_at(now_utc()), desk.settings.weeks),
        desk.settings.weeks,
        len(people),
        sum(row.left_at is not None for row in people),
        len(deletions(desk.store, desk.name)),
        sum(count > 0 for count in counts.values()),
        max((answer.answered_at for answer in answers), default=None),
        tuple(_week(w, shown, mails, answers) for w in sorted({row.week for row in shown})),
        tuple(
            (row.number, row.address, "left" if row.left_at else "takes part", counts[row.id])
            for row in people
        ),
    )


def _week(
    week: int, shown: Sequence[ShownRow], mails: Sequence[MailRow], answers: Sequence[AnswerRow]
) -> WeekRow:
    states = [m.state for m in mails if (m.week, m.kind) == (week, DIGEST)]
    said = [a for a in answers if a.week == week]
    return WeekRow(
        week,
        len({s.person for s in shown if s.week == week}),
        states.count(SENT),
        states.count(DUE) + states.count(SENDING),
        states.count(FAILED),
        sum(m.state == SENT for m in mails if (m.week, m.kind) == (week, REMINDER)),
        len({a.person for a in said}),
        sum(a.question == "feel" for a in said),
    )

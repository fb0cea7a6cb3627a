"""What happens in a pilot: people are invited, a week's lists are sent, the silent are reminded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openkitchen.pilot.desk import now_utc
from openkitchen.pilot.letters import DIGEST, INVITATION, REMINDER
from openkitchen.pilot.lists import Made, make_lists
from openkitchen.pilot.mailing import Progress, Sent, note_due, send_due, silent_in
from openkitchen.pilot.people import Guest, Invited, invite
from openkitchen.pipelines.pilot import carrier_of, open_pilot
from openkitchen.pipelines.pilot_arms import cookbook_of

__all__ = ["Reminders", "Week", "let_in", "remind_silent", "send_invitations", "send_week"]


@dataclass(frozen=True, slots=True)
class Week:
    """A week's number, its lists, and what became of its mails."""

    number: int
    made: Made
    sent: Sent


@dataclass(frozen=True, slots=True)
class Reminders:
    """A week's number, and what became of its reminders."""

    number: int
    sent: Sent


def let_in(
    folder: Path,
    guests: Sequence[Guest],
    store: str = "",
    file: Path | None = None,
    *,
    mail: bool = True,
) -> Invited:
    """Let people take part; the first call begins the pilot.

    Parameters
    ----------
    folder, store, file
        As in `open_pilot`.
    guests
        Who.
    mail
        Whether an invitation is due to each who is new: `send_invitations` sends it.
    """
    with open_pilot(folder, store, file=file, begin=True) as desk:
        found = invite(desk, guests)
        if mail:
            note_due(desk, INVITATION, 0, [row.id for row in found.new])
    return found


def send_invitations(
    folder: Path,
    store: str = "",
    file: Path | None = None,
    eml: Path | None = None,
    progress: Progress | None = None,
) -> Sent:
    """Send the invitations that are due.

    Parameters
    ----------
    folder, store, file
        As in `open_pilot`.
    eml
        As in `carrier_of`.
    progress
        Told of each mail.
    """
    with open_pilot(folder, store, file=file) as desk:
        return send_due(desk, INVITATION, 0, carrier_of(folder, desk, eml), progress)


def send_week(
    folder: Path,
    week: int | None = None,
    store: str = "",
    file: Path | None = None,
    eml: Path | None = None,
    progress: Progress | None = None,
) -> Week:
    """Make a week's lists and send them; asked again, it sends what is left.

    Parameters
    ----------
    folder, store, file
        As in `open_pilot`.
    week
        Which, from 1; the one that it is when ``None``.
    eml, progress
        As in `send_invitations`.
    """
    with open_pilot(folder, store, file=file) as desk:
        desk.need_open()
        number = week or desk.week_at(now_utc())
        made = make_lists(desk, number, cookbook_of(folder, desk.settings))
        note_due(desk, DIGEST, number, made.people)
        sent = send_due(desk, DIGEST, number, carrier_of(folder, desk, eml), progress)
    return Week(number, made, sent)


def remind_silent(
    folder: Path,
    week: int | None = None,
    store: str = "",
    file: Path | None = None,
    eml: Path | None = None,
    progress: Progress | None = None,
) -> Reminders:
    """Remind, once a week, who got a list and has said nothing about it.

    Parameters
    ----------
    folder, week, store, file, eml, progress
        As in `send_week`.
    """
    with open_pilot(folder, store, file=file) as desk:
        number = week or min(desk.week_at(now_utc()), desk.settings.weeks)
        note_due(desk, REMINDER, number, silent_in(desk, number))
        sent = send_due(desk, REMINDER, number, carrier_of(folder, desk, eml), progress)
    return Reminders(number, sent)

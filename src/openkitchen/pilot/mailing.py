"""The outbox: what is due is noted first, then sent, one mail after the other.

Each mail passes three states, each durable before the next begins: ``due``, ``sending``,
``sent``. A process that is killed leaves at most one mail ``sending``: whether the server took
it cannot be known. It is sent again with the same Message-ID, so that nothing is lost; what is
noted as sent is never sent twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import make_msgid, parseaddr

from openkitchen.errors import ServerError
from openkitchen.pilot.desk import Desk, alone, now_utc
from openkitchen.pilot.letters import DIGEST, REMINDER, write_letter
from openkitchen.pilot.post import Carrier, MailRefused, Session
from openkitchen.store import (
    MailRow,
    PersonRow,
    ShownRow,
    answers_of,
    change_mail,
    find_person,
    insert_mail,
    mails_of,
    persons,
    shown_of,
)

__all__ = ["DUE", "FAILED", "SENDING", "SENT", "Sent", "note_due", "send_due", "silent_in"]

DUE, SENDING, SENT, FAILED = "due", "sending", "sent", "failed"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the mails of one call.

    Parameters
    ----------
    sent
        Mails that were taken now.
    earlier
        Mails of this kind and week that had been sent before.
    uncertain
        Mails that an interrupted call may have sent already, and that were sent again under
        the same Message-ID.
    refused
        Participants' numbers whose mail was refused, with the server's words.
    left
        How many are still due: the server broke off, or asked to come again.
    trouble
        What it said then.
    """

    sent: int
    earlier: int
    uncertain: int
    refused: tuple[tuple[int, str], ...]
    left: int
    trouble: str = ""

    @property
    def complete(self) -> bool:
        """Whether nothing was refused, and nothing is left."""
        return not self.refused and not self.left

    def sentences(self) -> list[str]:
        """Say it in words."""
        said = [f"{self.sent} mails sent now, {self.earlier} before."]
        if self.uncertain:
            said.append(
                f"{self.uncertain} of them may have come twice: an earlier call was cut off. They "
                "bear the same Message-ID."
            )
        said += [f"Participant {number}: the server said {words}" for number, words in self.refused]
        if self.left:
            said.append(f"{self.left} are still due{f': {self.trouble}' if self.trouble else ''}.")
        return said


def note_due(desk: Desk, kind: str, week: int, ids: Iterable[str]) -> int:
    """Note a mail as due for each person; one that was noted before stays as it is."""
    domain = parseaddr(desk.settings.mail.sender)[1].partition("@")[2] or "localhost"
    now, new = now_utc(), 0
    with desk.store.writing() as connection:
        for one in ids:
            number = make_msgid(domain=domain)
            new += insert_mail(connection, MailRow(one, week, kind, DUE, number, now))
    return new


def silent_in(desk: Desk, week: int) -> list[str]:
    """Return who got the list of a week, still takes part, and has said nothing about it."""
    got = {m.person for m in mails_of(desk.store, desk.name) if _is_sent(m, DIGEST, week)}
    spoke = {a.person for a in answers_of(desk.store, desk.name) if a.week == week}
    active = (row.id for row in persons(desk.store, desk.name) if row.left_at is None)
    return [one for one in active if one in got and one not in spoke]


def send_due(
    desk: Desk, kind: str, week: int, carrier: Carrier, progress: Progress | None = None
) -> Sent:
    """Send all mails of a kind and week that are due.

    Who left meanwhile gets none; who answered meanwhile gets no reminder.

    Raises
    ------
    StoreBusy
        When another process sends at the moment.
    ServerError
        When the server cannot be reached at all.
    """
    desk.need_open()
    with alone(desk.folder):
        rows = [m for m in mails_of(desk.store, desk.name) if (m.kind, m.week) == (kind, week)]
        active = {row.id: row for row in persons(desk.store, desk.name) if row.left_at is None}
        quiet = set(silent_in(desk, week)) if kind == REMINDER else set(active)
        due = [m for m in rows if m.state in {DUE, SENDING} and m.person in active
               and m.person in quiet]  # fmt: skip
        earlier = sum(m.state == SENT for m in rows)
        if not due:
            return Sent(0, earlier, 0, (), 0)
        shown = _shown(desk, week) if kind == DIGEST else {}
        with carrier.opened() as session:
            return _sent(desk, due, active, shown, session, earlier, progress)


def _sent(
    desk: Desk,
    due: Sequence[MailRow],
    active: Mapping[str, PersonRow],
    shown: Mapping[str, Sequence[ShownRow]],
    session: Session,
    earlier: int,
    progress: Progress | None,
) -> Sent:
    sent, uncertain, waiting, trouble = 0, 0, 0, ""
    refused, gone = list[tuple[int, str]](), 0
    for at, mail in enumerate(due):
        row = active[mail.person]
        if not _still_there(desk, row):
            gone += 1
            continue
        letter = write_letter(desk, row, mail, shown.get(mail.person, ()))
        change_mail(desk.store, mail, state=SENDING, tries=mail.tries + 1)
        try:
            session.take(f"{desk.name}-week{mail.week}-{mail.kind}-{row.number:04}", letter)
        except MailRefused as error:
            state = FAILED if error.for_good else DUE
            change_mail(desk.store, mail, state=state, note=error.message)
            refused.append((row.number, error.message))
            waiting += not error.for_good
            continue
        except ServerError as error:
            trouble = error.message
            break
        change_mail(desk.store, mail, state=SENT, sent_at=now_utc(), note="")
        sent, uncertain = sent + 1, uncertain + (mail.state == SENDING)
        if progress:
            progress(f"sending ({mail.kind})", at + 1, len(due))
    left = len(due) - sent - gone - len(refused) + waiting
    return Sent(sent, earlier, uncertain, tuple(refused), left, trouble)


def _still_there(desk: Desk, row: PersonRow) -> bool:
    """Look once more: somebody may have left while mails were on their way."""
    with desk.store.reading() as connection:
        found = find_person(connection, row.id)
    return found is not None and found[0].left_at is None


def _shown(desk: Desk, week: int) -> dict[str, list[ShownRow]]:
    by_person: dict[str, list[ShownRow]] = defaultdict(list)
    for row in shown_of(desk.store, desk.name):
        if row.week == week:
            by_person[row.person].append(row)
    return by_person


def _is_sent(mail: MailRow, kind: str, week: int) -> bool:
    return (mail.kind, mail.week, mail.state) == (kind, week, SENT)

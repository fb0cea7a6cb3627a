"""Mails as people get them: text and HTML, a personal link, a way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from openkitchen.pilot.desk import Desk
from openkitchen.pilot.drawing import template
from openkitchen.store import MailRow, PersonRow, ShownRow

__all__ = ["DIGEST", "INVITATION", "REMINDER", "page_url", "write_letter"]

INVITATION, DIGEST, REMINDER = "invitation", "digest", "reminder"
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class _Letter:
    title: str
    greeting: str
    body: str
    items: tuple[tuple[str, str], ...]
    open: str
    url: str
    leave: str
    leave_url: str
    privacy: str


def page_url(desk: Desk, person: str, week: int) -> str:
    """Return the address of somebody's feedback page."""
    return f"{desk.settings.links.rstrip('/')}/p/{desk.links.token(person, week)}"


def write_letter(
    desk: Desk, row: PersonRow, mail: MailRow, shown: Sequence[ShownRow] = ()
) -> EmailMessage:
    """Write one mail.

    Parameters
    ----------
    desk
        The pilot.
    row
        To whom.
    mail
        Which one; its Message-ID stays the same however often it is tried.
    shown
        The items of the week, for a digest.
    """
    letter = _letter(desk, row, mail, shown)
    made = EmailMessage(policy=SMTP)
    made["From"] = desk.settings.mail.sender
    made["To"] = _to(row)
    made["Subject"] = " ".join(letter.title.split())
    made["Date"] = format_datetime(datetime.now(UTC))
    made["Message-ID"] = mail.message_id
    if desk.settings.mail.reply_to:
        made["Reply-To"] = desk.settings.mail.reply_to
    made["List-Unsubscribe"] = f"<{letter.leave_url}>"
    made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(template("mail.txt").render(letter=letter))
    made.add_alternative(template("mail.html").render(letter=letter), subtype="html")
    return made


def _letter(desk: Desk, row: PersonRow, mail: MailRow, shown: Sequence[ShownRow]) -> _Letter:
    words = desk.settings.wording
    url = page_url(desk, row.id, mail.week)
    name = " ".join(row.name.split())[:_LONGEST_NAME]
    return _Letter(
        title=words.title,
        greeting=f"{words.greeting}{f' {name}' if name else ''},",
        body=getattr(words, mail.kind),
        items=tuple((one.title, one.detail) for one in shown),
        open=words.open,
        url=url,
        leave=words.leave,
        leave_url=f"{url}/leave",
        privacy=words.privacy if mail.kind == INVITATION else "",
    )


def _to(row: PersonRow) -> Address | str:
    _, address = parseaddr(row.address)
    name = " ".join(row.name.split())[:_LONGEST_NAME]
    return Address(display_name=name, addr_spec=address or row.address)

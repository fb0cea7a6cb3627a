"""How mails leave: by SMTP, or as files in a folder."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from openkitchen.errors import OpenKitchenError, ServerError
from openkitchen.mail import MailServer, said_by
from openkitchen.sources.files import write_whole

__all__ = ["Carrier", "EmlFolder", "MailRefused", "Session", "SmtpCarrier"]


class MailRefused(OpenKitchenError):
    """One mail was refused; others may still be taken.

    Parameters
    ----------
    message
        What the server said.
    for_good
        Whether it will be refused again; else it may be tried later.
    """

    def __init__(self, message: str, *, for_good: bool) -> None:
        super().__init__(message)
        self.for_good = for_good


class Session(Protocol):
    """Takes mails one after the other."""

    def take(self, name: str, mail: EmailMessage) -> None:
        """Take one mail; when this returns, the receiver answers for it.

        Raises
        ------
        MailRefused
            When this mail is refused.
        ServerError
            When no mail can be sent at the moment.
        """
        ...


class Carrier(Protocol):
    """Opens sessions."""

    def opened(self) -> AbstractContextManager[Session]:
        """Open a session for as long as a block takes."""
        ...


@dataclass(frozen=True, slots=True)
class EmlFolder:
    """Writes each mail to ``<name>.eml``, which mail programs open.

    Parameters
    ----------
    folder
        Made if it is missing.
    """

    folder: Path

    @contextmanager
    def opened(self) -> Iterator[Session]:
        """Open the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        yield self

    def take(self, name: str, mail: EmailMessage) -> None:
        """Write a mail, whole or not at all; written again, it takes its own place."""
        write_whole(self.folder / f"{name}.eml", mail.as_bytes())


@dataclass(frozen=True, slots=True)
class SmtpCarrier:
    """Hands mails to an SMTP server.

    Parameters
    ----------
    server
        Which.
    """

    server: MailServer

    @contextmanager
    def opened(self) -> Iterator[Session]:
        """Connect, and sign in where a name is given."""
        with self.server.connected() as client:
            yield _Open(client, self.server.place)


@dataclass(frozen=True, slots=True)
class _Open:
    client: smtplib.SMTP
    place: str

    def take(self, name: str, mail: EmailMessage) -> None:
        del name
        try:
            self.client.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise _refused(code, words) from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise _refused(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise ServerError(f"{self.place} broke off: {said_by(error)}", hint=_AGAIN) from error


def _refused(code: int, words: bytes | str) -> MailRefused:
    told = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return MailRefused(f"{code} {told}", for_good=code >= 500)


_AGAIN = "Run the same command again: it goes on with the mails that were not taken yet."

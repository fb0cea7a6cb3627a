"""A connection to a mail server, for letters of pilots and alerts of the monitor."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

from openkitchen.errors import ServerError

__all__ = ["MailServer", "Security", "said_by"]

Security = Literal["starttls", "tls", "none"]

_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed in.

    Parameters
    ----------
    host, port
        Of the server.
    security
        ``starttls``, ``tls``, or ``none`` for a server on the same machine.
    username, password
        Empty: the server is not told who we are.
    seconds
        How long to wait for it.
    hint
        Where these settings are to be mended.
    """

    host: str
    port: int = 587
    security: Security = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    seconds: float = _SECONDS
    hint: str = "Look at smtp: in conf/local/credentials.yml."

    @property
    def place(self) -> str:
        """What messages call it."""
        return f"{self.host}:{self.port}"

    @contextmanager
    def connected(self) -> Iterator[smtplib.SMTP]:
        """Connect, secure the line, and sign in where a name is given.

        Raises
        ------
        ServerError
            When the server is not there, or takes not how we come.
        """
        try:
            client = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise self.refusal(error) from error
        try:
            yield client
        finally:
            with suppress(OSError, smtplib.SMTPException):
                client.quit()

    def refusal(self, error: Exception) -> ServerError:
        """Return the error that says that no mail is taken, and why."""
        return ServerError(f"{self.place} takes no mail: {said_by(error)}", hint=self.hint)

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.security == "tls":
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.seconds, context=context
            )
        else:
            client = smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        try:
            if self.security == "starttls":
                client.starttls(context=context)
            if self.username:
                client.login(self.username, self.password)
        except BaseException:
            client.close()
            raise
        return client


def said_by(error: Exception) -> str:
    """Return what an error says, in one line."""
    return " ".join(str(error).split()) or type(error).__name__

"""Tell somebody: by mail, or to an address on the web."""

from __future__ import annotations

import json
import smtplib
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from openkitchen.errors import ServerError, SettingsError
from openkitchen.mail import MailServer, Security
from openkitchen.monitor.addresses import public_address
from openkitchen.monitor.watch import Monitored

__all__ = ["MailTo", "Webhook", "mail_of", "send_mail", "send_webhook"]

_SECONDS = 20.0
_OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class MailTo:
    """Who gets alerts, and by which server.

    Parameters
    ----------
    to, sender
        Addresses.
    host, port
        Of the server.
    security
        ``starttls`` (the default), ``tls``, or ``none`` for a server on the same machine.
    username, password
        Empty: the server is not told who we are.
    """

    to: tuple[str, ...] = ()
    sender: str = ""
    host: str = ""
    port: int = 587
    security: Security = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where alerts are posted as JSON.

    Parameters
    ----------
    url
        ``https://…``; the address must be one of the public network.
    inside
        Allow ``http`` and addresses of the own network; only for receivers that you run.
    """

    url: str = ""
    inside: bool = False


def mail_of(found: Monitored, mail: MailTo, to: Sequence[str] = ()) -> EmailMessage:
    """Write the mail.

    Raises
    ------
    SettingsError
        When there is nobody to write to, or no sender.
    """
    receivers = tuple(to) or mail.to
    if not receivers or not mail.sender:
        raise SettingsError(
            "it is not said who sends alerts to whom",
            hint="conf/base/monitor.yml: mail: {host: …, sender: …, to: [ops@example.com]}",
        )
    made = EmailMessage(policy=SMTP)
    try:
        made["Subject"] = " ".join(found.subject().split())
        made["From"] = mail.sender
        made["To"] = ", ".join(receivers)
    except ValueError as error:
        raise SettingsError(f"no such address: {error}", hint="Write name@example.com.") from error
    made["Date"] = formatdate()
    made["Message-ID"] = make_msgid(
        domain=mail.sender.rpartition("@")[2].strip("> ") or "localhost"
    )
    lines = [*found.sentences(), "", *(f"- {t}" for w in found.attention for t in w.more)]
    made.set_content("\n".join(lines).rstrip() + "\n")
    return made


def send_mail(found: Monitored, mail: MailTo, to: Sequence[str] = ()) -> None:
    """Send an alert by SMTP.

    Raises
    ------
    SettingsError
        When the server, the sender or the receivers are missing.
    ServerError
        When the server takes it not.
    """
    message = mail_of(found, mail, to)
    if not mail.host:
        raise SettingsError(
            "there is no mail server", hint="conf/base/monitor.yml: mail: {host: …, port: 587}"
        )
    server = MailServer(
        mail.host,
        mail.port,
        mail.security,
        mail.username,
        mail.password,
        _SECONDS,
        "Look at mail: in monitor.yml and at smtp: in conf/local/credentials.yml.",
    )
    with server.connected() as client:
        try:
            client.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise server.refusal(error) from error


def send_webhook(found: Monitored, webhook: Webhook) -> None:
    """Post an alert as JSON; redirects are not followed.

    The connection goes to the very address that was looked at, so that a name cannot point
    elsewhere in between.

    Raises
    ------
    SettingsError
        When the address is none, or one of the own network without `Webhook.inside`.
    ServerError
        When nobody answers, or with anything but success.
    """
    target = public_address(webhook.url, inside=webhook.inside)
    body = json.dumps({"text": "\n".join(found.sentences()), **found.to_dict()}, default=str)
    headers = {"Host": target.host, "Content-Type": "application/json; charset=utf-8"}
    connection = _connection(target.name, target.ip, target.port, secure=target.secure)
    try:
        connection.request("POST", target.path, body.encode(), headers)
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise ServerError(
            f"no answer from {urlsplit(webhook.url).hostname}: {error}", hint="Check the address."
        ) from error
    finally:
        connection.close()
    if status not in _OK:
        raise ServerError(
            f"{urlsplit(webhook.url).hostname} answers {status}",
            hint="Does the address take JSON by POST? Redirects are not followed.",
        )


def _connection(name: str, ip: str, port: int, *, secure: bool) -> HTTPConnection:
    """Open a connection to an address; a certificate must be that of the name."""
    if not secure:
        return HTTPConnection(ip, port, timeout=_SECONDS)
    return _Named(name, ip, port)


class _Named(HTTPSConnection):
    """Connects to an address and checks the certificate of a name."""

    def __init__(self, name: str, ip: str, port: int) -> None:
        self._context_of_name = ssl.create_default_context()
        super().__init__(name, port, timeout=_SECONDS, context=self._context_of_name)
        self._ip = ip

    def connect(self) -> None:
        """Connect to the address that was looked at."""
        plain = socket.create_connection((self._ip, self.port), self.timeout)
        self.sock = self._context_of_name.wrap_socket(plain, server_hostname=self.host)

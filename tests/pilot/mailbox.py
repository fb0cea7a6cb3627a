"""A mail server that keeps what it is given, and can be told to refuse."""

import socket
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller

from openkitchen.mail import MailServer
from openkitchen.pilot.post import SmtpCarrier


class Mailbox:
    """What an SMTP server does with mails.

    Parameters
    ----------
    refuse
        Address → what the server says to it, such as ``550 nobody here``.
    after
        Called after each mail was taken, with how many there are.
    """

    def __init__(self, refuse=None, after=None):
        self.refuse = refuse or {}
        self.after = after
        self.mails = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        if self.after:
            self.after(len(self.mails))
        return "250 OK"


@contextmanager
def mail_server(box):
    """Serve a mailbox on a free port; yields what carries mails there."""
    for chance in range(5):
        with socket.socket() as free:  # the controller wants to know its port beforehand
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        controller = Controller(box, hostname="127.0.0.1", port=port)
        try:
            controller.start()
        except OSError:
            if chance == 4:
                raise
            continue
        break
    try:
        yield SmtpCarrier(MailServer("127.0.0.1", port, "none", seconds=10))
    finally:
        controller.stop()

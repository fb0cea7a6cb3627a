"""A mail server is reached as it is stated; what it refuses is said, and no secret with it."""

import smtplib
import socket
from dataclasses import replace

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Debugging

from openkitchen.errors import ServerError
from openkitchen.mail import MailServer, said_by


@pytest.fixture(scope="module")
def server():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Debugging(), hostname="127.0.0.1", port=port)
    controller.start()
    yield MailServer("127.0.0.1", port, "none", seconds=10)
    controller.stop()


def test_it_connects_and_lets_go(server):
    with server.connected() as client:
        assert client.noop()[0] == 250
    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.noop()


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_line_that_cannot_be_secured_is_not_used(server, security):
    with pytest.raises(ServerError, match="takes no mail") as refused:
        replace(server, security=security, hint="Look there.").connected().__enter__()
    assert refused.value.hint == "Look there."


def test_no_secret_is_said(server):
    signed = replace(server, username="ada", password="a secret")
    with pytest.raises(ServerError, match=server.place) as refused, signed.connected():
        pass
    assert "a secret" not in str(refused.value) + repr(signed)


def test_what_an_error_says_takes_one_line():
    assert said_by(OSError("two\n lines")) == "two lines"
    assert said_by(OSError()) == "OSError"

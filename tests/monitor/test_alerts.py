"""Alerts reach a mail server and a web address, and say so when they do not."""

import json
import socket
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from openkitchen.errors import ServerError, SettingsError
from openkitchen.monitor import Monitored, Watch, suggest
from openkitchen.monitor.alerts import MailTo, Webhook, mail_of, send_mail, send_webhook

WATCHES = (
    Watch("deliveries", "attention", "web is 3 days overdue.", ("web (daily) is late",)),
    Watch("drift", "fine", "Nothing moved."),
)
FOUND = Monitored(datetime(2026, 9, 1), "shop", WATCHES, suggest(missing="web"))


class Box(Message):
    def __init__(self):
        super().__init__()
        self.mails = []

    def handle_message(self, message):
        self.mails.append(message)


@pytest.fixture
def post():
    box = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def test_a_mail_arrives(post):
    box, port = post
    mail = MailTo(("ops@example.com",), "kitchen@example.com", "127.0.0.1", port, "none")
    send_mail(FOUND, mail)
    send_mail(FOUND, mail, ["boss@example.com", "me@example.com"])
    first, second = box.mails
    assert first["Subject"] == "shop: deliveries need attention"
    assert first["To"] == "ops@example.com"
    assert second["To"] == "boss@example.com, me@example.com"
    body = first.get_payload()
    assert "web is 3 days overdue." in body
    assert "- web (daily) is late" in body


def test_a_name_breaks_no_header():
    found = Monitored(FOUND.at, "shop\r\nBcc: all@example.com", WATCHES, FOUND.suggestion)
    made = mail_of(found, MailTo(("a@example.com",), "b@example.com"))
    assert made["Bcc"] is None
    assert made["Subject"].startswith("shop Bcc: all@example.com: ")
    with pytest.raises(SettingsError, match="no such address"):
        mail_of(FOUND, MailTo(("a@example.com\nBcc: b@example.com",), "b@example.com"))


def test_mail_without_settings_or_server_is_said():
    with pytest.raises(SettingsError, match="who sends alerts"):
        send_mail(FOUND, MailTo())
    with pytest.raises(SettingsError, match="no mail server"):
        send_mail(FOUND, MailTo(("a@example.com",), "b@example.com"))
    closed = MailTo(("a@example.com",), "b@example.com", "127.0.0.1", 1, "none")
    with pytest.raises(ServerError, match="takes no mail"):
        send_mail(FOUND, closed)
    assert "secret" not in repr(MailTo(password="secret"))


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((self.path, json.loads(body)))
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def web():
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    server.told, server.status = [], 200
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_webhook_is_told(web):
    url = f"http://127.0.0.1:{web.server_port}/hook?a=b"
    send_webhook(FOUND, Webhook(url, inside=True))
    ((path, told),) = web.told
    assert path == "/hook?a=b"
    assert told["attention"] == ["deliveries"]
    assert "3 days overdue" in told["text"]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_anything_but_success_is_said(web, status):
    web.status = status
    url = f"http://127.0.0.1:{web.server_port}/"
    with pytest.raises(ServerError, match=f"answers {status}"):
        send_webhook(FOUND, Webhook(url, inside=True))
    assert len(web.told) == 1  # a redirect is not followed


def test_the_own_network_is_not_spoken_to_unasked(web):
    with pytest.raises(SettingsError, match="own network"):
        send_webhook(FOUND, Webhook(f"https://127.0.0.1:{web.server_port}/"))
    assert not web.told

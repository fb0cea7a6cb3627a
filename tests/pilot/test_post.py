"""Mails leave by SMTP or as files; refusals of one are told from troubles of all."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from tests.pilot.mailbox import Mailbox, mail_server

from openkitchen.errors import ServerError
from openkitchen.mail import MailServer
from openkitchen.pilot.post import EmlFolder, MailRefused, SmtpCarrier


def mail(to="a@example.org"):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "k@example.org", to, "Grüße"
    made.set_content("Wie schmeckt’s?")
    return made


def test_a_server_gets_what_was_written():
    box = Mailbox()
    with mail_server(box) as carrier, carrier.opened() as session:
        session.take("one", mail())
        session.take("two", mail("b@example.org"))
    assert [one["To"] for one in box.mails] == ["a@example.org", "b@example.org"]
    assert box.mails[0]["Subject"] == "Grüße"
    assert box.mails[0].get_content().strip() == "Wie schmeckt’s?"


@pytest.mark.parametrize(
    ("says", "for_good"), [("550 nobody here", True), ("450 come again", False)]
)
def test_one_refusal_does_not_stop_the_others(says, for_good):
    box = Mailbox({"no@example.org": says})
    with mail_server(box) as carrier, carrier.opened() as session:
        with pytest.raises(MailRefused, match=says) as refused:
            session.take("no", mail("no@example.org"))
        session.take("yes", mail())
    assert refused.value.for_good is for_good
    assert len(box.mails) == 1


def test_a_server_that_is_not_there_is_told():
    carrier = SmtpCarrier(MailServer("127.0.0.1", 1, "none", seconds=2))
    with pytest.raises(ServerError, match=r"127.0.0.1:1 takes no mail"), carrier.opened():
        pass


def test_a_server_without_tls_is_not_trusted():
    with mail_server(Mailbox()) as plain:
        server = replace(plain.server, security="starttls")
        with pytest.raises(ServerError, match="STARTTLS"), SmtpCarrier(server).opened():
            pass


def test_a_name_that_the_server_does_not_take_is_told():
    with mail_server(Mailbox()) as plain:
        carrier = SmtpCarrier(replace(plain.server, username="ada", password="secret"))
        with pytest.raises(ServerError, match="takes no mail") as refused, carrier.opened():
            pass
    assert "secret" not in str(refused.value)


def test_files_open_as_mails(tmp_path):
    with EmlFolder(tmp_path / "mails").opened() as session:
        session.take("one", mail())
        session.take("one", mail())
    (file,) = (tmp_path / "mails").iterdir()
    assert file.name == "one.eml"
    read = message_from_bytes(file.read_bytes(), policy=default)
    assert read.get_content().strip() == "Wie schmeckt’s?"

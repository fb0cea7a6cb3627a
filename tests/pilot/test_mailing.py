"""Nothing that is noted as sent is sent twice, and nothing is lost, whenever it is cut off."""

import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from datetime import datetime

import pytest
from tests.pilot.conftest import begin, show_week
from tests.pilot.mailbox import Mailbox, mail_server

from openkitchen.errors import ServerError
from openkitchen.pilot.letters import DIGEST, REMINDER
from openkitchen.pilot.mailing import FAILED, SENDING, SENT, note_due, send_due, silent_in
from openkitchen.pilot.people import leave
from openkitchen.store import AnswerRow, mails_of, open_store, persons, put_answers


def states(desk, kind=DIGEST):
    return Counter(m.state for m in mails_of(desk.store, desk.name) if m.kind == kind)


def answer(desk, row, week=1):
    with desk.store.writing() as connection:
        put_answers(connection, [AnswerRow(row.id, week, 1, "feel", "4", datetime(2026, 1, 1))])


def test_everybody_gets_one_mail(store, tmp_path):
    desk = begin(store, tmp_path)
    show_week(desk)
    box = Mailbox()
    with mail_server(box) as carrier:
        first = send_due(desk, DIGEST, 1, carrier)
        again = send_due(desk, DIGEST, 1, carrier)
    assert (first.sent, first.left, again.sent, again.earlier) == (6, 0, 0, 6)
    assert sorted(one["To"] for one in box.mails) == [
        f"Person {n} <p{n}@example.org>" for n in range(1, 7)
    ]
    assert len({one["Message-ID"] for one in box.mails}) == 6


def test_noting_twice_notes_once(desk):
    show_week(desk)
    before = mails_of(desk.store, desk.name)
    assert note_due(desk, DIGEST, 1, [row.person for row in before]) == 0
    assert mails_of(desk.store, desk.name) == before


def test_a_refused_mail_is_told_and_not_tried_again(desk):
    show_week(desk)
    box = Mailbox({"p2@example.org": "550 nobody", "p3@example.org": "450 later"})
    with mail_server(box) as carrier:
        found = send_due(desk, DIGEST, 1, carrier)
        assert (found.sent, found.left) == (4, 1)
        assert sorted(number for number, _ in found.refused) == [2, 3]
        box.refuse = {}
        again = send_due(desk, DIGEST, 1, carrier)
    assert (again.sent, again.refused) == (1, ())
    assert states(desk) == {SENT: 5, FAILED: 1}


def test_who_left_gets_nothing_even_in_the_last_moment(desk, people):
    show_week(desk)
    box = Mailbox(after=lambda n: n == 2 and [leave(desk, row) for row in people])
    with mail_server(box) as carrier:
        found = send_due(desk, DIGEST, 1, carrier)
    assert (found.sent, found.left, len(box.mails)) == (2, 0, 2)


def test_reminders_go_to_who_is_silent_and_go_once(desk, people):
    show_week(desk)
    box = Mailbox()
    with mail_server(box) as carrier:
        send_due(desk, DIGEST, 1, carrier)
        answer(desk, people[0])
        leave(desk, people[1])
        assert set(silent_in(desk, 1)) == {row.id for row in people[2:]}
        note_due(desk, REMINDER, 1, silent_in(desk, 1))
        answer(desk, people[2])
        found = send_due(desk, REMINDER, 1, carrier)
        assert found.sent == 3
        assert send_due(desk, REMINDER, 1, carrier).sent == 0
    assert sorted(one["To"][7] for one in box.mails[6:]) == ["4", "5", "6"]


class Breaking:
    """Takes so many mails, and loses the connection after the next one was handed over."""

    def __init__(self, carrier, number):
        self.carrier, self.number = carrier, number

    @contextmanager
    def opened(self):
        with self.carrier.opened() as session:
            self.session = session
            yield self

    def take(self, name, mail):
        self.session.take(name, mail)
        self.number -= 1
        if self.number < 0:
            raise ServerError("broke off")


def test_a_broken_line_leaves_the_rest_due(desk):
    show_week(desk)
    box = Mailbox()
    with mail_server(box) as carrier:
        first = send_due(desk, DIGEST, 1, Breaking(carrier, 2))
        assert (first.sent, first.left, first.trouble) == (2, 4, "broke off")
        assert states(desk) == {SENT: 2, SENDING: 1, "due": 3}
        again = send_due(desk, DIGEST, 1, carrier)
    assert (again.sent, again.uncertain, again.left) == (4, 1, 0)
    counted = Counter(one["Message-ID"] for one in box.mails)
    assert sorted(counted.values()) == [1, 1, 1, 1, 1, 2]


CHILD = """
import sys
from pathlib import Path
from tests.pilot.conftest import STATED
from openkitchen.pilot.desk import open_desk
from openkitchen.pilot.mailing import send_due
from openkitchen.mail import MailServer
from openkitchen.pilot.post import SmtpCarrier
from openkitchen.pilot.settings import settings_of
from openkitchen.store import open_store
folder, port = Path(sys.argv[1]), int(sys.argv[2])
desk = open_desk(open_store(folder / "kitchen.db"), folder, settings_of(STATED))
carrier = SmtpCarrier(MailServer("127.0.0.1", port, "none"))
send_due(desk, "digest", 1, carrier)
"""


@pytest.mark.parametrize("after", [1, 9, 17])
def test_a_kill_in_the_middle_neither_doubles_what_is_noted_nor_loses_anything(tmp_path, after):
    """The process is killed while the server takes a mail; then the same command is given again."""
    running = []

    def kill(taken):
        if taken == after and running[0].poll() is None:
            running[0].send_signal(signal.SIGKILL)

    with open_store(tmp_path / "kitchen.db") as store:
        desk = begin(store, tmp_path, 20)
        show_week(desk)
        box = Mailbox(after=kill)
        with mail_server(box) as carrier:
            words = [sys.executable, "-c", CHILD, tmp_path, str(carrier.server.port)]
            running.append(subprocess.Popen(words, env=os.environ | {"PYTHONPATH": _path()}))
            assert running[0].wait(60) == -signal.SIGKILL
            noted = {m.message_id for m in mails_of(store, desk.name) if m.state == SENT}
            before = Counter(one["Message-ID"] for one in box.mails)
            assert noted <= set(before)
            assert len(before) - len(noted) <= 1
            found = send_due(desk, DIGEST, 1, carrier)
        counted = Counter(one["Message-ID"] for one in box.mails)
        assert set(counted) == {m.message_id for m in mails_of(store, desk.name)}
        assert len(counted) == len(persons(store, desk.name)) == 20
        assert all(counted[one] == 1 for one in noted)
        assert sum(counted.values()) - 20 <= 1
        assert found.uncertain == 1
        assert states(desk) == {SENT: 20}


def _path():
    return os.pathsep.join(path for path in sys.path if path)

"""What was shown, sent and said is kept row by row; the last answer counts."""

from datetime import datetime

import pytest
from sqlalchemy import inspect
from tests.store.test_pilots import NOW, filled  # noqa: F401 - a fixture

from openkitchen.store import (
    AnswerRow,
    MailRow,
    ShownRow,
    answers_of,
    change_mail,
    insert_mail,
    insert_shown,
    mails_of,
    put_answers,
    shown_of,
    week_of,
)
from openkitchen.store.pilot_tables import PilotAnswer

SHOWN = [ShownRow("p1", 1, n, f"i{n}", f"Item {n}", "", "a", n, 0.5, 1.0, NOW) for n in (1, 2)]
LATER = datetime(2026, 1, 2)


def answer(value, rank=1, question="feel", at=NOW, person="p1"):
    return AnswerRow(person, 1, rank, question, value, at)


@pytest.fixture
def shown(filled):  # noqa: F811
    with filled.writing() as connection:
        insert_shown(connection, SHOWN[::-1])
        insert_shown(connection, [])
    return filled


def test_a_list_is_read_in_its_order(shown):
    assert shown_of(shown, "one") == SHOWN
    assert shown_of(shown, "two") == []
    with shown.reading() as connection:
        assert week_of(connection, "p1", 1) == (SHOWN, [])
        assert week_of(connection, "p1", 2) == ([], [])


def test_the_last_answer_counts_and_can_be_taken_back(shown):
    with shown.writing() as connection:
        put_answers(connection, [answer("3"), answer("x", 0, "weekly"), answer("4", at=LATER)])
    assert answers_of(shown, "one") == [answer("x", 0, "weekly"), answer("4", at=LATER)]
    with shown.writing() as connection:
        put_answers(connection, [answer(""), answer("", 2)])
        assert week_of(connection, "p1", 1)[1] == [answer("x", 0, "weekly")]


def test_a_mail_is_noted_once_and_changed(shown):
    row = MailRow("p1", 1, "digest", "due", "<1@x>", NOW)
    with shown.writing() as connection:
        assert insert_mail(connection, row)
        assert not insert_mail(connection, MailRow("p1", 1, "digest", "due", "<2@x>", LATER))
        assert insert_mail(connection, MailRow("p1", 1, "reminder", "due", "<3@x>", LATER))
    change_mail(shown, row, state="sent", sent_at=LATER)
    first, second = mails_of(shown, "one")
    assert (first.message_id, first.state, first.sent_at) == ("<1@x>", "sent", LATER)
    assert (second.kind, second.state) == ("reminder", "due")


def test_strangers_rows_are_in_no_pilot(shown):
    with shown.writing() as connection:
        put_answers(connection, [answer("1", person="stranger")])
    assert answers_of(shown, "one") == []
    assert PilotAnswer.__tablename__ in inspect(shown.engine).get_table_names()

"""People are invited once, leave when they like, and are deleted whole."""

import pytest
from tests.pilot.conftest import begin, guests, show_week

from openkitchen.errors import ColumnsError, FileUnreadable, InputError, SettingsError, UnknownName
from openkitchen.pilot.desk import close_pilot, open_desk
from openkitchen.pilot.export import export_person
from openkitchen.pilot.people import (
    Guest,
    delete_person,
    find_participant,
    guests_in,
    invite,
    leave,
    read_guests,
)
from openkitchen.store import AnswerRow, answers_of, deletions, persons, put_answers, shown_of


def written(tmp_path, text):
    path = tmp_path / "people.csv"
    path.write_text(text, "utf-8")
    return path


def test_guests_are_read(tmp_path):
    path = written(tmp_path, "name,address,user_id\nAda,ada@example.org,u1\n,b@example.org,\n")
    assert read_guests(path) == [Guest("ada@example.org", "u1", "Ada"), Guest("b@example.org")]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("mail\nada@example.org\n", ColumnsError, "no column 'address'"),
        ("address\nada\n", InputError, "line 2, column 'address': 'ada' is no mail address"),
        ("address\na@x.org\nA@x.org\n", InputError, "line 3: A@x.org stands there twice"),
        ('address\n"a@x.org, b@x.org"\n', InputError, "is no mail address"),
        ("address\n<a@x.org>\n", InputError, "is no mail address"),
        ("address\nä@x.org\n", InputError, "is no mail address"),
    ],
)
def test_wrong_guests_are_refused_by_line(tmp_path, text, kind, words):
    with pytest.raises(kind, match=words.split(":")[0]) as refused:
        read_guests(written(tmp_path, text))
    assert words in str(refused.value)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(FileUnreadable):
        read_guests(tmp_path / "none.csv")


def test_arms_come_first_for_as_many(store, tmp_path):
    desk = begin(store, tmp_path, 40)
    rows = persons(store, desk.name)
    assert [row.number for row in rows] == list(range(1, 41))
    firsts = [row.first_arm for row in rows]
    assert all(firsts[n] + firsts[n + 1] == 1 for n in range(0, 40, 2))
    assert len({tuple(firsts[n : n + 2]) for n in range(0, 40, 2)}) == 2


def test_who_was_invited_is_not_invited_again(desk, people):
    leave(desk, people[0])
    again = invite(desk, [*guests(7)])
    assert [row.number for row in again.new] == [7]
    assert len(again.known) == 6
    assert persons(desk.store, desk.name)[0].left_at is not None


def test_people_are_found_by_what_names_them(desk, people):
    for told in ("2", people[1].id, "P2@example.org", "u002"):
        assert find_participant(desk, told) == people[1]
    with pytest.raises(UnknownName, match="no participant 'nobody'"):
        find_participant(desk, "nobody")


def test_leaving_twice_is_told(desk, people):
    assert leave(desk, people[0])
    assert not leave(desk, people[0])


def test_a_deletion_takes_all_and_leaves_a_receipt_without_the_person(store, tmp_path):
    desk = begin(store, tmp_path)
    show_week(desk)
    ada, ben = persons(store, desk.name)[:2]
    with store.writing() as connection:
        for row in (ada, ben):
            put_answers(connection, [AnswerRow(row.id, 1, 1, "words", "tasty", row.invited_at)])
    receipt = delete_person(desk, ada)
    assert receipt.removed == {"answers": 1, "shown": 4, "mails": 1, "people": 1}
    assert "p1@" not in str(deletions(store, desk.name))
    assert {row.person for row in answers_of(store, desk.name)} == {ben.id}
    assert ada.id not in {row.person for row in shown_of(store, desk.name)}
    assert len(persons(store, desk.name)) == 5
    again = invite(desk, guests(1))
    assert (again.new, again.known, again.deleted) == ((), (), 1)


def test_a_deletion_leaves_nothing_in_the_files(desk, people, tmp_path):
    with desk.store.writing() as connection:
        put_answers(
            connection, [AnswerRow(people[0].id, 1, 1, "words", "ZANZIBAR", people[0].invited_at)]
        )
    assert any(b"ZANZIBAR" in path.read_bytes() for path in tmp_path.glob("kitchen.db*"))
    delete_person(desk, people[0])
    for path in tmp_path.glob("kitchen.db*"):
        assert b"ZANZIBAR" not in path.read_bytes()
        assert b"p1@example.org" not in path.read_bytes()


def test_nobody_is_invited_after_the_end(desk):
    close_pilot(desk)
    closed = open_desk(desk.store, desk.folder, desk.settings)
    with pytest.raises(SettingsError, match="was closed on"):
        invite(closed, guests(9))


def test_one_person_gets_all_that_is_kept_of_them(desk, people):
    show_week(desk)
    told = export_person(desk, people[0])
    assert told["person"]["address"] == "p1@example.org"
    assert len(told["shown"]) == 4
    assert {row["person"] for row in told["shown"]} == {people[0].id}
    assert len(told["mails"]) == 1


def test_people_may_be_written_down_with_or_without_names_of_columns():
    wanted = [Guest("a@x.org", "u1", "Ada"), Guest("b@x.org")]
    assert guests_in("a@x.org, u1 ,Ada\n\nb@x.org\n") == wanted
    assert guests_in("name,address,user_id\nAda,a@x.org,u1\n,b@x.org,\n") == wanted
    assert guests_in("") == []
    with pytest.raises(InputError, match=r"the form, line 3.*'b' is no mail address"):
        guests_in("a@x.org\n\nb\n", "the form")

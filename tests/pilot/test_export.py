"""Tables for others tell numbers, not people; spreadsheets run nothing."""

import csv
import json

from tests.pilot.conftest import show_week
from tests.pilot.test_ratings import say

from openkitchen.pilot.export import export_person, export_pilot, write_person


def rows_of(path):
    with path.open(newline="") as opened:
        return list(csv.DictReader(opened))


def test_all_tables_are_there(desk, people, tmp_path):
    show_week(desk)
    say(desk, (0, 1, "feel", "3"), (0, 1, "words", '=HYPERLINK("x")\nline, two'))
    written = export_pilot(desk, tmp_path / "out")
    assert written == {
        "people.csv": 6, "shown.csv": 24, "answers.csv": 2, "mails.csv": 6, "words.csv": 1,
    }  # fmt: skip
    text = "".join(path.read_text() for path in (tmp_path / "out").iterdir())
    assert "example.org" not in text
    assert people[0].id not in text
    shown = rows_of(tmp_path / "out" / "shown.csv")
    assert {row["person"] for row in shown} == set("123456")
    assert {"arm", "propensity", "credit", "place", "rank", "item_id"} <= set(shown[0])
    (words,) = rows_of(tmp_path / "out" / "words.csv")
    assert words == {"answer": "p1-w1-1", "words": '\'=HYPERLINK("x")\nline, two', "code": ""}


def test_addresses_are_told_where_they_are_asked_for(desk, tmp_path):
    export_pilot(desk, tmp_path, addresses=True)
    assert rows_of(tmp_path / "people.csv")[0]["address"] == "p1@example.org"


def test_one_persons_data_are_a_file(desk, people, tmp_path):
    write_person(export_person(desk, people[1]), tmp_path / "one.json")
    assert json.loads((tmp_path / "one.json").read_text())["person"]["number"] == 2

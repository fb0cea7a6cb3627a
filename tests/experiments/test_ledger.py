import json

import pytest

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.experiments.ledger import Entry, assume, decide, open_ledger, record


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger.jsonl"


def entry(words="Does diet help?", **more):
    return Entry(words, "ask", "users.diet: informative", ("It is.",), {"n": 1}, **more)


def test_questions_get_ids_and_times_and_come_back_whole(path):
    first = record(path, entry(why="it costs money", settings={"scales": ["all"]}))
    second = record(path, entry("And age?", again_of=first.id))
    known = open_ledger(path)
    assert [one.id for one in known.entries] == ["Q1", "Q2"]
    assert known.entries == (first, second)
    assert first.at
    assert known.find("q2") == second
    with pytest.raises(UnknownName, match="Q1, Q2"):
        known.find("Q9")


def test_nothing_is_ever_changed(path):
    record(path, entry())
    before = path.read_bytes()
    decide(path, "q1", "We keep it", "ask again in May")
    assume(path, "slots", "6")
    assert path.read_bytes().startswith(before)
    made = open_ledger(path).decided("Q1")
    assert [(one.decision, one.follow_up) for one in made] == [("We keep it", "ask again in May")]


def test_an_assumption_that_changes_names_what_rests_on_it(path):
    assume(path, "slots", "6", "the page has room for six")
    assume(path, "season", "none")
    now = open_ledger(path).in_force()
    record(path, entry(rests_on=now))
    record(path, entry("And age?", rests_on={"season": "none"}))
    assert open_ledger(path).to_look_at_again() == ()
    assume(path, "slots", "8")
    known = open_ledger(path)
    assert known.in_force() == {"slots": "8", "season": "none"}
    assert [(one.id, names) for one, names in known.to_look_at_again()] == [("Q1", ("slots",))]
    assert [one.id for one in known.resting_on("season")] == ["Q1", "Q2"]
    record(path, entry(rests_on=known.in_force(), again_of="Q1"))
    assert open_ledger(path).to_look_at_again() == ()


def test_what_is_wrong_is_refused(path):
    record(path, entry())
    for wrong in ("none", "0", "-1", ""):
        with pytest.raises(SettingsError):
            assume(path, "slots", wrong)
    with pytest.raises(SettingsError):
        decide(path, "Q1", "  ")
    with pytest.raises(UnknownName):
        decide(path, "Q2", "yes")
    assert len(path.read_text("utf-8").splitlines()) == 1


def test_what_a_later_version_added_is_passed_over(path):
    record(path, entry())
    more = json.loads(path.read_text("utf-8")) | {"mood": "good", "id": "Q2"}
    with path.open("a") as file:
        file.write(json.dumps(more) + "\n" + json.dumps({"kind": "something else"}) + "\n")
    assert [one.id for one in open_ledger(path).entries] == ["Q1", "Q2"]
    assert record(path, entry()).id == "Q3"

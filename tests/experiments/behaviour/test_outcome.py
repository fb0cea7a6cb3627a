import json

from openkitchen.experiments.behaviour import Behaviour, Example, Outcome

HOLDS = Outcome("no_repeats", "no list has an item twice", True, 0.0, 0.0, 9, "0 items.")
OPEN = Outcome("one_event", "a list stays", None, None, 0.7, 0, "No model.")
FAILS = Outcome(
    "never", "a vegan never sees meat", False, 2.0, 0.0, 5, "2 slots.",
    (Example("u1", "i1", "meat", ("i0", "i1")),),
)  # fmt: skip
ALL = Behaviour("glass-box", (HOLDS, OPEN, FAILS), 9, 10)


def test_what_could_not_be_asked_is_no_failure():
    assert Behaviour("m", (HOLDS, OPEN), 9, 10).passed
    assert not ALL.passed
    assert [one.state for one in ALL.outcomes] == ["holds", "not asked", "FAILS"]


def test_failures_are_said():
    first, second = ALL.sentences()
    assert first.startswith("1 of 2 expectations hold for glass-box")
    assert "1 could not be asked" in first
    assert second == "Fails: a vegan never sees meat. 2 slots."


def test_json_and_back():
    assert Behaviour.from_dict(json.loads(json.dumps(ALL.to_dict()))) == ALL
    assert ALL.to_table().num_rows == 3

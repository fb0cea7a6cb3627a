"""Decisions are kept, the newest counts, and they win."""

import pyarrow as pa
import pytest

from openkitchen.errors import UnknownName, WorkspaceError
from openkitchen.identity import resolve
from openkitchen.identity.resolving import no_persons
from openkitchen.identity.review import Question, ReviewLog, decided_edges

ASKED = [
    Question("q1", "same person", "C1", "C2", 0.5, ""),
    Question("q2", "owner", "tablet", "C1", 0.7, ""),
]
EDGES = pa.table({"visitor_id": ["tablet", "tablet"], "customer_id": ["C1", "C2"]})


@pytest.fixture
def log(tmp_path):
    return ReviewLog(tmp_path / "identity/decisions.jsonl")


def test_decisions_are_added_and_the_newest_counts(log):
    log.decide(ASKED, ["q1"], [], by="Ada", why="same handwriting")
    log.decide([], [], ["q1"])
    assert len(log.file.read_text("utf-8").splitlines()) == 2
    assert log.about_people().apart == (("C1", "C2"),)
    assert log.about_people().together == ()


def test_an_unknown_question_keeps_nothing(log):
    with pytest.raises(UnknownName, match="q9"):
        log.decide(ASKED, ["q1", "q9"], [])
    assert log.decisions() == {}


def test_an_accepted_owner_wins_over_the_guard(log):
    before = resolve(EDGES)
    assert before["status"].to_pylist() == ["shared"]
    log.decide(ASKED, ["q2"], [])
    after = decided_edges(before, log, no_persons())
    assert after.to_pylist() == [
        {"visitor_id": "tablet", "user_id": "C1", "customer_id": "C1", "status": "linked"}
    ]


def test_a_rejected_owner_is_taken_away(log):
    made = resolve(pa.table({"visitor_id": ["tablet"], "customer_id": ["C1"]}))
    log.decide(ASKED, [], ["q2"])
    assert decided_edges(made, log, no_persons())["user_id"].to_pylist() == ["visitor:tablet"]


def test_a_damaged_line_is_named(log):
    log.decide(ASKED, ["q1"], [])
    with log.file.open("a") as file:
        file.write("oops\n")
    with pytest.raises(WorkspaceError, match="line 2"):
        log.decisions()

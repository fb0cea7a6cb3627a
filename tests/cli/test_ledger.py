"""The commands of the ledger as typed."""

import json

import pytest
from tests.terminal import fine, refused

from openkitchen.experiments.ledger import Entry, record


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "ledger.jsonl"
    fine("experiment", "assume", "slots", "6", "--why", "room for six", "--ledger", path)
    record(path, Entry("Does diet help?", "ask", "users.diet: noise", ("It does not.",),
                       {"users.diet": {"difference": 0.01, "low": 0.0, "high": 0.02}},
                       rests_on={"slots": "6"}))  # fmt: skip
    record(path, Entry("And age?", "ask", "users.age: informative", ("It does.",), data="new"))
    return path


def test_listed_shown_decided_compared(ledger, tmp_path):
    page = tmp_path / "ledger.html"
    fine("experiment", "decide", "q1", "We drop it", "--follow-up", "in May", "--ledger", ledger)
    said = fine("experiment", "list", "--ledger", ledger, "--html", page)
    assert "Does diet help?" in said.out
    assert "We drop it" in said.out
    assert "<svg" in page.read_text("utf-8")
    told = fine("experiment", "list", "--ledger", ledger, "--json").json["questions"]
    assert [one["id"] for one in told] == ["Q1", "Q2"]
    shown = fine("experiment", "show", "Q1", "--ledger", ledger).out
    assert "We drop it Next: in May" in shown
    one = fine("experiment", "show", "Q1", "--ledger", ledger, "--json").json
    assert one["decisions"][0]["follow_up"] == "in May"
    assert one["look_at_again"] is False
    assert "verdict" in fine("experiment", "compare", "Q1", "Q2", "--ledger", ledger).out
    told = fine("experiment", "compare", "Q1", "Q2", "--ledger", ledger, "--json").json
    assert told["verdict"] == {"Q1": "users.diet: noise", "Q2": "users.age: informative"}


def test_another_assumption_names_what_to_look_at_again(ledger):
    said = fine("experiment", "assume", "slots", "8", "--ledger", ledger).out
    assert "Look again at Q1: openkitchen experiment again Q1" in said
    (row,) = fine("experiment", "assumptions", "--ledger", ledger, "--json").json["assumptions"]
    assert row["value"] == "8"
    assert row["rest_on_it"] == row["look_at_again"] == ["Q1"]
    assert "Q1" in fine("experiment", "assumptions", "--ledger", ledger).out


def test_exported(ledger, tmp_path):
    out = tmp_path / "out.md"
    fine("experiment", "export", "--format", "md", "--out", out, "--ledger", ledger)
    assert "## Q1: Does diet help?" in out.read_text("utf-8")
    printed = fine("experiment", "export", "--format", "json", "--ledger", ledger).out
    assert len(json.loads(printed)["entries"]) == 2
    assert fine("experiment", "export", "--ledger", ledger).out.startswith("id,at,question")


def test_empty_and_unknown(tmp_path):
    empty = tmp_path / "ledger.jsonl"
    assert "Nothing was asked yet" in fine("experiment", "list", "--ledger", empty).err
    assert "Nothing is assumed yet" in fine("experiment", "assumptions", "--ledger", empty).err
    assert "no question 'Q1'" in refused("experiment", "show", "Q1", "--ledger", empty)
    assert "'many' slots" in refused("experiment", "assume", "slots", "many", "--ledger", empty)
    assert "no workspace" in refused("experiment", "list", "--dir", tmp_path)

"""Questions leave entries; asked again, they say whether the answer still holds."""

import shutil

import pytest
from tests.planted import SETTINGS, planted_shop
from tests.workspaces import write_csv

from openkitchen.errors import SettingsError, WorkspaceError
from openkitchen.experiments.ledger import Entry, assume, open_ledger, record
from openkitchen.models import GlassBox
from openkitchen.pipelines import ledgers
from openkitchen.pipelines.asking import Question
from openkitchen.pipelines.ledgers import (
    Reasons,
    ask_again,
    ask_and_record,
    ledger_in,
    record_answer,
    record_register,
    slots_in,
)
from openkitchen.pipelines.material import Given
from openkitchen.quality import Verdict, built_in, check_issues


class Answer:
    def sentences(self):
        return ["Ten are enough.", "More add little."]

    def to_dict(self):
        return {"k": 10, "enough": 10, "rows": [1, 2], "metric": "ndcg"}


@pytest.fixture
def files(tmp_path):
    tables, truth = planted_shop()
    GlassBox(SETTINGS).fit(tables).save(tmp_path / "model")
    write_csv(
        tmp_path / "later.csv", truth.column_names, zip(*truth.to_pydict().values(), strict=True)
    )
    return Given(bundle=tmp_path / "model", truth=tmp_path / "later.csv")


def test_an_entry_says_all_that_the_answer_rests_on(files, tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    assume(ledger, "slots", "5")
    assume(ledger, "season", "none")
    question = Question("Does diet help?", drop=("diet",), ks=(5,))
    found = ask_and_record(files, question, Reasons("money", "yes"), ledger)
    entry = open_ledger(ledger).find(found.entry.id)
    assert entry == found.entry
    assert entry.verdict == found.asked.verdict
    assert (entry.why, entry.hypothesis) == ("money", "yes")
    assert entry.rests_on == {"slots": "5", "season": "none"}
    assert entry.settings["ridge_users"] == 5.0
    assert entry.seconds > 0
    assert entry.data
    assert entry.code
    assert "Kept in the ledger as Q1." in found.sentences()
    assert "slots = 5" in " ".join(found.sentences())
    assert found.to_dict()["id"] == "Q1"
    other = ask_and_record(files, Question("?", drop=("diet",), ks=(10,)), Reasons(), ledger)
    assert other.entry.rests_on == {"season": "none"}  # the length was said, not assumed
    assert other.entry.data == entry.data


def test_again_is_asked_of_the_data_of_today(files, tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    assume(ledger, "slots", "5")
    first = ask_and_record(files, Question("?", drop=("diet",), ks=(5,)), Reasons("money"), ledger)
    before, second = ask_again(ledger, "q1", None)
    assert second.same_as(before)
    assert before == first.entry
    assert second.asked.verdict == first.asked.verdict
    assert second.asked.arms[0].worth == first.asked.arms[0].worth
    assert second.entry.again_of == "Q1"
    assert second.entry.why == "money"
    assume(ledger, "slots", "3")
    tables, truth = planted_shop(seed=4)
    shutil.rmtree(files.bundle)
    GlassBox(SETTINGS).fit(tables).save(files.bundle)
    write_csv(files.truth, truth.column_names, zip(*truth.to_pydict().values(), strict=True))
    third = ask_again(ledger, "Q1", None)[1]
    assert third.entry.data != first.entry.data
    assert third.asked.ks == (3,)  # the slots that are assumed now
    assert open_ledger(ledger).to_look_at_again()[0][0].id == "Q2"


@pytest.mark.parametrize(
    ("asked", "needs_workspace"),
    [
        ({}, True),
        ({"bundle": "b"}, True),  # what people chose later is the workspace's
        ({"bundle": "b", "truth": "t"}, False),
        ({"bundle": "b", "truth": "t", "maps": ["V2"]}, True),
    ],
)
def test_again_has_the_workspace_that_it_needs(tmp_path, monkeypatch, asked, needs_workspace):
    ledger = tmp_path / "ledger.jsonl"
    record(ledger, Entry("?", "ask", "so", ("so",), {}, {"words": "?", **asked}))
    told = []
    monkeypatch.setattr(ledgers, "ask_and_record", lambda given, *rest: told.append(given))
    ask_again(ledger, "Q1", tmp_path)
    assert told[0].dir == (tmp_path if needs_workspace else None)


def test_nothing_is_kept_where_nobody_asked_for_it(files):
    found = ask_and_record(files, Question("?", drop=("diet",)), Reasons(), None)
    assert found.entry is None
    assert "ledger" not in " ".join(found.sentences())
    assert "id" not in found.to_dict()
    assert record_answer(files, "how-many", Answer(), 1.0) is None


def test_other_commands_leave_entries_in_a_workspace(tmp_path):
    with pytest.raises(WorkspaceError):
        ledger_in(tmp_path)
    (tmp_path / "conf/base").mkdir(parents=True)
    (tmp_path / "conf/base/sources.yml").write_text("{}", "utf-8")
    assert slots_in(tmp_path) is None
    assume(ledger_in(tmp_path), "slots", "6")
    assert slots_in(tmp_path) == 6
    assert slots_in(None) is None
    entry = record_answer(Given(dir=tmp_path), "how-many", Answer(), 1.5)
    assert entry.question == "How many should we show?"
    assert entry.verdict == "Ten are enough."
    assert entry.figures == {"k": 10, "enough": 10, "metric": "ndcg"}
    assert entry.rests_on == {}
    with pytest.raises(SettingsError, match="experiment how-many"):
        ask_again(ledger_in(tmp_path), "Q1", tmp_path)


def test_how_the_issues_stand_is_kept_once_for_as_long_as_it_stays(tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    states = iter(["watch", "watch", "broken"])
    issues = built_in()[:2]

    def check():
        found = Verdict(next(states), "Two days are gone.")
        checks = {
            issues[0].name: lambda _: found,
            issues[1].name: lambda _: Verdict("fine", "All."),
        }
        return record_register(ledger, check_issues(None, issues, checks=checks))

    first = check()
    assert first.id == "Q1"
    assert first.verdict == "2 issues: 0 broken, 1 watch, 1 fine, 0 not checkable here."
    assert first.sentences[-1] == f"Watch: {issues[0].title}. Two days are gone."
    assert first.figures["watch"] == 1
    assert check() is None
    assert check().figures["broken"] == 1
    with pytest.raises(SettingsError, match="openkitchen quality check"):
        ask_again(ledger, "Q1", None)

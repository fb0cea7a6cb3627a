import csv
import io
import json

import pytest

from openkitchen.errors import SettingsError
from openkitchen.experiments.ledger import Entry, assume, decide, open_ledger, record
from openkitchen.experiments.ledger_views import compare_entries, export, row_of, sentences_of


@pytest.fixture
def known(tmp_path):
    path = tmp_path / "ledger.jsonl"
    assume(path, "slots", "6")
    told = {"figures": {"users.diet": {"difference": 0.0123456, "groups": {"a = b": 0.5}}}}
    record(
        path,
        Entry("Diet, or not?", "ask", "users.diet: informative", ("It is.",), why="money",
              hypothesis="yes", data="abc", settings={"k": 1, "ridge": 2}, rests_on={"slots": "6"},
              **told),
    )  # fmt: skip
    told["figures"]["users.diet"]["difference"] = 0.5
    record(path, Entry("Diet, or not?", "ask", "users.diet: noise", data="def", again_of="Q1",
                       settings={"k": 1, "ridge": 3}, **told))  # fmt: skip
    record(path, Entry("Seasons?", "season", "cannot tell", rests_on={"slots": "6"}))
    decide(path, "Q1", "We keep it", "ask in May")
    assume(path, "slots", "8", "a wider page")
    return open_ledger(path)


def test_only_what_is_apart_is_told(known):
    rows = {row.what: row.values for row in compare_entries(known.entries[:2])}
    assert rows["verdict"] == ("users.diet: informative", "users.diet: noise")
    assert rows["data"] == ("abc", "def")
    assert rows["settings.ridge"] == ("2", "3")
    assert rows["users.diet: difference"] == ("0.01235", "0.5")
    assert rows["assumption slots"] == ("6", "–")
    assert "settings.k" not in rows
    assert "question" not in rows
    with pytest.raises(SettingsError):
        compare_entries(known.entries[:1])


def test_words_say_why_what_it_rests_on_and_what_was_decided(known):
    said = " ".join(sentences_of(known, known.find("Q1")))
    for words in ("Why: money", "Expected: yes", "It is.", "slots = 6", "We keep it", "ask in May"):
        assert words in said
    assert "Look at it again: slots" in " ".join(sentences_of(known, known.find("Q3")))
    assert "This repeats Q1." in sentences_of(known, known.find("Q2"))


def test_exports_hold_everything(known):
    rows = list(csv.DictReader(io.StringIO(export(known, "csv"))))
    assert [row["id"] for row in rows] == ["Q1", "Q2", "Q3"]
    assert rows[0]["decision"] == "We keep it"
    assert rows[0]["question"] == "Diet, or not?"
    assert tuple(rows[0].values()) == row_of(known, known.find("Q1"))
    told = json.loads(export(known, "json"))
    assert told["entries"][0]["figures"] == dict(known.entries[0].figures)
    assert [one["value"] for one in told["assumptions"]] == ["6", "8"]
    text = export(known, "md")
    assert "## Q1: Diet, or not?" in text
    assert "- slots = 8" in text
    with pytest.raises(SettingsError, match="csv, json, md"):
        export(known, "xlsx")

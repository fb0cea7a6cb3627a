"""``experiment ask`` and ``again`` as typed."""

import pytest
from tests.planted import SETTINGS, planted_shop
from tests.terminal import fine, refused
from tests.workspaces import write_csv

from openkitchen.models import GlassBox


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ask")
    tables, truth = planted_shop()
    GlassBox(SETTINGS).fit(tables).save(folder / "model")
    rows = zip(*truth.to_pydict().values(), strict=True)
    write_csv(folder / "later.csv", truth.column_names, rows)
    return folder


def ask(files, *words):
    return ("experiment", "ask", "Does diet help?", files / "model", "--truth",
            files / "later.csv", *words)  # fmt: skip


def test_a_verdict_tables_json_a_page_and_an_entry(files, tmp_path):
    page, ledger = tmp_path / "page.html", tmp_path / "ledger.jsonl"
    words = ("--drop", "users.diet", "-k", "10,5", "--ledger", ledger, "--why", "it costs money")
    said = fine(*ask(files, *words, "--html", page))
    assert said.out.startswith("users.diet is informative and worth keeping: nDCG@10 is")
    assert "Kept in the ledger as Q1." in said.out
    assert "┃" in said.out
    assert "<svg" in page.read_text("utf-8")
    told = fine(*ask(files, *words, "--json")).json
    assert told["id"] == "Q2"
    assert told["arms"][0]["finding"]["kind"] == "worth it"
    assert told["arms"][0]["copies"]["n"] == 99
    assert told["sentences"][0] == said.out.splitlines()[0]
    again = fine("experiment", "again", "Q1", "--ledger", ledger, "--json").json
    assert again["same"]
    assert again["id"] == "Q3"
    said = fine("experiment", "again", "q1", "--ledger", ledger, "--html", page)
    assert said.out.startswith("The verdict is the same as in Q1")


def test_of_a_bundle_nothing_is_kept_unless_a_ledger_is_named(files, tmp_path):
    said = fine(*ask(files, "--window", "20", "--weights", "order=2", "--no-rules"))
    assert "ledger" not in said.out
    assert "events since" in said.out
    assert not list(files.glob("*.jsonl"))


def test_what_is_missing_is_told(files, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "no workspace" in refused("experiment", "ask", "?", "--drop", "x")
    assert "nothing is to be different" in refused(*ask(files))
    assert "-k 'a'" in refused(*ask(files, "--drop", "diet", "-k", "a"))
    assert "tell too little" in refused(*ask(files, "--drop", "diet", "--twins", "9"))
    assert "what users chose" in refused(
        "experiment", "ask", "?", files / "model", "--drop", "diet"
    )
    assert "no question 'Q1'" in refused("experiment", "again", "Q1", "--ledger", "none.jsonl")

"""``quality``: listed, shown, checked with an exit code, fed by interviews."""

import shutil

import pytest
from tests.terminal import fine, refused, typed

from openkitchen.quality import STATES, built_in

SAID = "**A**\n\nNobody could say why.\n\nQM-explainability\n\nown-code\n\nQ1\n"


@pytest.fixture
def copied(workspace, tmp_path):
    """A workspace that a test may write into."""
    return shutil.copytree(workspace.root, tmp_path / "shop")


def test_list_and_show_need_no_workspace():
    listed = fine("quality", "list", "--json").json
    assert [one["name"] for one in listed] == [one.name for one in built_in()]
    only = fine("quality", "list", "--phase", "people", "--json").json
    assert {one["phase"] for one in only} == {"people"}
    said = fine("quality", "show", "black-box").out
    assert "hurts" in said
    assert "Rudin" in said


def test_check_ends_with_1_when_something_is_broken(copied):
    names = ("--only", "leaking-test", "--only", "served-differs")
    assert fine("quality", "check", "--dir", copied, *names, "--json").json["counts"]["fine"] == 2
    train = copied / "data/05_model_input"
    shutil.copy(train / "test.parquet", train / "train.parquet")
    said = typed("quality", "check", "--dir", copied, *names)
    assert said.code == 1
    assert "Broken: The model has seen its test." in said.out


def test_every_issue_gets_a_state_and_a_page(copied, tmp_path):
    page = tmp_path / "register.html"
    said = typed("quality", "check", "--dir", copied, "--json", "--html", page)
    states = {one["name"]: one["state"] for one in said.json["issues"]}
    assert set(states) == {one.name for one in built_in()}
    assert set(states.values()) <= set(STATES)
    assert said.code == (1 if "broken" in states.values() else 0)
    assert all(one["found"].endswith(".") for one in said.json["issues"])
    text = page.read_text("utf-8")
    assert "Quality register" in text
    asked = fine("experiment", "list", "--dir", copied, "--json").json["questions"]
    assert asked[-1]["verdict"] == said.json["sentences"][0]
    again = typed("quality", "check", "--dir", copied, "--json").json
    assert again["counts"] == said.json["counts"]  # what it noted itself is no open question
    assert fine("experiment", "list", "--dir", copied, "--json").json["questions"] == asked
    for issue in built_in():
        assert issue.title in text.replace("&#39;", "'")


def test_interviews_feed_the_register(copied, tmp_path):
    file = tmp_path / "retro.txt"
    file.write_text(SAID, "utf-8")
    page = tmp_path / "interviews.html"
    told = fine("quality", "import", file, "--dir", copied, "--json", "--html", page).json
    assert told["parsed"] == told["lines"] == SAID.count("\n")
    assert told["issues"] == {"black-box": ["QM-explainability"]}
    assert told["codes_left"] == ["own-code"]
    assert "QM-explainability" in page.read_text("utf-8")
    shown = fine("quality", "show", "black-box", "--dir", copied).out
    assert "Nobody could say why." in shown
    assert "retro.txt:3" in shown
    assert "Nobody could say why." in fine("quality", "quotes", "black-box", "--dir", copied).out
    assert fine("quality", "quotes", "Q1", "--dir", copied, "--json").json[0]["speaker"] == "A"
    (copied / "conf/base/interviews.yml").write_text("own-code: no-signal\n", "utf-8")
    assert fine("quality", "show", "no-signal", "--dir", copied, "--json").json["quotes"]
    fine("quality", "remove", "retro.txt", "--dir", copied)
    assert "no code 'Q1'" in refused("quality", "quotes", "Q1", "--dir", copied)


def test_all_files_or_none(copied, tmp_path):
    folder = tmp_path / "talks"
    folder.mkdir()
    (folder / "a.txt").write_text(SAID, "utf-8")
    (folder / "b.txt").write_bytes(bytes(500))
    assert "b.txt" in refused("quality", "import", folder, "--dir", copied)
    assert not (copied / "data/03_primary/interviews").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "black-bx"), "black-box"),
        (("list", "--phase", "later"), "no phase 'later'"),
        (("import", "nowhere.txt"), "no such file"),
        (("check", "--dir", "nowhere"), "nowhere"),
    ],
)
def test_wrong_use_is_refused_in_words(words, told):
    assert told in refused("quality", *words)

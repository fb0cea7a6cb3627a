"""The dictionary, the findings and the chain on the screen, in JSON, and their exit codes."""

import shutil

from tests.terminal import fine, typed
from tests.workspaces import make_workspace, write_csv


def test_the_dictionary_tells_every_column_of_every_layer(workspace):
    said = fine("sources", "dictionary", "--dir", workspace.root, "--json").json
    layers = {one["layer"] for one in said["columns"]}
    assert layers == {
        *("raw", "typed", "identity", "prepared", "model input", "bundle inputs"),
        "recommendations",
    }
    assert said["untraced"] == []
    assert all(one["traced"] for one in said["columns"])
    assert "raw:web.dish" in said["undocumented"]


def test_one_column_and_one_layer(workspace):
    said = fine("sources", "dictionary", "recommendations.score", "--dir", workspace.root)
    assert "raw:web.dish" in said.out
    raw = fine("sources", "dictionary", "--layer", "raw", "--dir", workspace.root)
    assert "raw:people" in raw.out
    assert "interactions" not in raw.out
    wrong = typed("sources", "dictionary", "scores", "--dir", workspace.root)
    assert wrong.code == 2
    assert "no column 'scores'" in wrong.err


def test_the_dictionary_works_before_a_run(tmp_path):
    root = make_workspace(tmp_path / "shop").root
    said = fine("sources", "dictionary", "--dir", root)
    assert "raw:web" in said.out
    assert "Not made yet" in said.out


def test_findings_are_a_problem_and_leave_a_page(workspace, tmp_path):
    root = tmp_path / "shop"
    shutil.copytree(workspace.root, root)
    clean = fine("sources", "findings", "--dir", root, "--json").json
    assert clean["problems"] == 0
    rows = [("ana", "v", 30), ("ana", "w", 31), ("ben", "v", 40)]
    dump = write_csv(tmp_path / "people_2.csv", ("ID customer", "diet", "age"), rows)
    fine("sources", "receive", dump, "--dir", root)
    said = typed("sources", "findings", "--dir", root, "--page")
    assert said.code == 1
    assert "duplicated ids · people" in said.out
    assert "people_2.csv:2" in said.out
    page = (root / "data/08_reporting/dictionary.html").read_text("utf-8")
    assert "Duplicated ids" in page
    assert "interactions" in page
    assert "http://" not in page


def test_the_chain_is_shown(workspace):
    lists = (workspace.root / "data/07_model_output/recommendations.csv").read_text("utf-8")
    user, item = lists.splitlines()[1].split(",")[:2]
    said = fine("sources", "trace", user, item, "--dir", workspace.root, "--terms", 3, "--json")
    assert len(said.json["terms"]) == 3
    assert said.json["item_id"] == item

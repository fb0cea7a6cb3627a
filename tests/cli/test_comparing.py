"""``experiment models`` as typed."""

from tests.terminal import fine, refused, typed


def test_models_of_a_workspace(workspace, tmp_path):
    page = tmp_path / "models.html"
    said = fine(
        *("experiment", "models", workspace.root, "--outside", "tests.outside:Neighbours"),
        *("--k", 5, "--html", page),
    )
    assert said.out.startswith("Take ")
    assert "neighbours" in said.out
    assert "<svg" in page.read_text("utf-8")
    told = fine(
        "experiment", "models", workspace.root, "--models", "popularity, ease", "--json"
    ).json
    assert {row["name"] for row in told["rows"]} == {"popularity", "ease"}
    assert told["sentences"][0] == told["answer"]
    assert told["pairs"][0]["verdict"] in {"better", "worse", "alike", "not told apart"}


def test_models_on_tables_in_files(tables):
    told = fine(
        *("experiment", "models", "--interactions", tables / "interactions.csv"),
        *("--models", "popularity,recent-popularity", "--test-share", 0.3, "-k", 3, "--json"),
    ).json
    assert told["k"] == 3


def test_what_is_wrong_is_told(workspace):
    assert "nothing to compare" in refused("experiment", "models")
    assert "glass-box" in refused("experiment", "models", workspace.root, "--models", "als")
    assert "module:Class" in refused("experiment", "models", workspace.root, "--outside", "als")


def test_behaviour_ends_with_1_when_something_fails(workspace, tmp_path):
    page, stated = tmp_path / "b.html", tmp_path / "b.yml"
    stated.write_text("expectations: [no_repeats, rules_hold]", "utf-8")
    said = fine("experiment", "behaviour", workspace.root, "--expectations", stated)
    assert said.out.startswith("2 of 2 expectations hold")
    stated.write_text("expectations: [{expect: never, items: {kind: [green, brown]}}]", "utf-8")
    failed = typed(
        *("experiment", "behaviour", workspace.root, "--expectations", stated, "--html", page)
    )
    assert failed.code == 1
    assert "FAILS" in failed.out
    assert "Examples: nobody ever sees" in failed.out
    assert "<svg" in page.read_text("utf-8") or "<table" in page.read_text("utf-8")
    told = typed("experiment", "behaviour", workspace.root, "--expectations", stated, "--json")
    assert told.code == 1
    assert told.json["outcomes"][0]["examples"][0]["items"]
    assert "no such file" in refused(
        "experiment", "behaviour", workspace.root, "--expectations", tmp_path / "none"
    )

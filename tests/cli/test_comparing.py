"""``experiment models`` as typed."""

from tests.terminal import fine, refused


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

"""Bundles and lists are judged beside popularity, on what is new to the users."""

import pytest
from tests.workspaces import write_csv

from openkitchen.errors import SettingsError
from openkitchen.evaluate import Options, load_evaluations
from openkitchen.pipelines.figures_page import figures_page
from openkitchen.pipelines.judging import evaluate_bundle, evaluate_given, evaluate_lists_in
from openkitchen.pipelines.material import Given

PAIR = ("user_id", "item_id")


@pytest.fixture
def truth(tmp_path):
    rows = [(f"u{n:03d}", f"i{m:02d}") for n in range(30) for m in range(24)]
    return write_csv(tmp_path / "truth.csv", PAIR, rows)


def test_what_the_bundle_learned_leaves_the_truth(bundle, tables, truth):
    own = evaluate_bundle(bundle, truth, None, (5,))
    given = evaluate_bundle(bundle, truth, tables / "interactions.csv", (5,))
    assert own.evaluation.n_seen == given.evaluation.n_seen > 0
    assert own.to_dict() == given.to_dict()
    assert own.evaluation.figure("precision", 5).value == 1.0  # all that is left is true


def test_the_baseline_stands_beside_with_paired_differences(bundle, truth):
    judged = evaluate_bundle(bundle, truth, None, (5, 10))
    shown = judged.to_dict()
    assert shown["baseline"]["model"] == "popularity"
    rows = {row[0]: row for row in judged.rows()}
    assert rows["ndcg@5"][6] == pytest.approx(rows["ndcg@5"][1] - rows["ndcg@5"][5])


def test_lists_need_no_training_data(truth, tmp_path):
    lists = write_csv(tmp_path / "l.csv", (*PAIR, "rank"), [("u000", "i03", 1)])
    alone = evaluate_lists_in(lists, truth, None, (10,))
    assert alone.baseline is None
    assert len(alone.rows()[0]) == 5
    train = write_csv(tmp_path / "t.csv", PAIR, [("u000", "i00"), ("u001", "i01")])
    beside = evaluate_lists_in(lists, truth, train, (10,))
    assert len(beside.rows()[0]) == 9


def test_no_bundle_and_no_lists_is_told(truth):
    with pytest.raises(SettingsError, match="nothing to evaluate"):
        evaluate_bundle(None, truth, None, (10,))


def _news(folder):
    """Write months of old taste, then one in which everybody wants what is new."""
    old = [(f"u{n}", f"old{(n + m) % 8}", f"2026-0{1 + m}-01") for n in range(40) for m in range(4)]
    new = [(f"u{n}", f"new{(n + m) % 3}", f"2026-07-0{1 + m}") for n in range(20) for m in range(2)]
    late = [(f"u{n}", f"new{(n + 2) % 3}", "2026-07-20") for n in range(40)]
    listed = [(f"u{n}", f"old{m}", m + 1) for n in range(40) for m in range(5)]
    train = write_csv(folder / "train.csv", (*PAIR, "timestamp"), old + new)
    truth = write_csv(folder / "later.csv", (*PAIR, "timestamp"), late)
    return write_csv(folder / "lists.csv", (*PAIR, "rank"), listed), truth, train


def test_the_strongest_simple_model_stands_beside(tmp_path):
    judged = evaluate_lists_in(*_news(tmp_path), (3,))
    assert [one.name for one in judged.beside] == ["Recent popularity", "Popularity"]
    assert "These lists are clearly worse than recent popularity" in judged.sentence()
    shown = judged.to_dict()
    assert shown["baseline"]["model"] == "recent-popularity"
    assert [one["model"] for one in shown["weaker_baselines"]] == ["popularity"]
    row = next(row for row in judged.rows() if row[0] == "ndcg@3")
    assert row[5] == judged.beside[0].evaluation.figure("ndcg", 3).value > row[1]


def test_the_page_of_a_run_says_what_the_sentence_says(tmp_path):
    judged = evaluate_lists_in(*_news(tmp_path), (3,))
    run = {one.name: one.evaluation for one in reversed(judged.beside)}
    page = figures_page({"Glass box": judged.evaluation, **run})
    assert page.sentences[0] == judged.sentence()
    assert "against Recent popularity" in page.sections[0].meaning


def test_a_workspace_is_judged_beside_what_its_run_evaluated(workspace):
    file = workspace.root / "data/08_reporting/evaluations.parquet"
    run = load_evaluations(file)
    options = Options((run["Glass box"].rows[0].k,), bootstrap=100)
    judged = evaluate_given(Given(dir=workspace.root), options)
    assert {one.name for one in judged.beside} == set(run) - {"Glass box"}
    away = file.rename(file.with_suffix(".away"))
    try:
        alone = evaluate_given(Given(dir=workspace.root), options)
    finally:
        away.rename(file)
    assert {one.name for one in alone.beside} <= {"Popularity", "Recent popularity"}

"""Bundles and lists are judged beside popularity, on what is new to the users."""

import pytest
from tests.workspaces import write_csv

from openkitchen.errors import SettingsError
from openkitchen.pipelines.judging import evaluate_bundle, evaluate_lists_in

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

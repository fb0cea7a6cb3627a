from __future__ import annotations

from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest

from openkitchen.errors import ColumnsError, InputError, SettingsError, UnknownName
from openkitchen.evaluate import Options, evaluate_beside, evaluate_lists
from openkitchen.evaluate.accuracy import ACCURACY
from openkitchen.models import Popularity
from openkitchen.schema import Tables


def test_who_counts(as_lists, as_pairs):
    lists = as_lists({"hit": ["a", "b"], "no truth": ["a"], "miss": ["c"]})
    truth = as_pairs({"hit": ["a", "a"], "miss": ["a"], "no list": ["b"]})
    result = evaluate_lists(lists, truth, k=2)
    assert (result.n_users, result.n_without_list, result.n_without_truth) == (3, 1, 1)
    assert result.figure("hit_rate", 2).value == pytest.approx(1 / 3)
    assert result.figure("recall", 2).value == pytest.approx(1 / 3)
    assert all(row.n_users == 3 for row in result)


def test_what_was_had_before_is_no_truth(as_lists, as_pairs):
    lists = as_lists({"u": ["a", "b"], "v": ["a"]})
    truth = as_pairs({"u": ["a", "b"], "v": ["a"]})
    result = evaluate_lists(lists, truth, k=2, train=as_pairs({"u": ["a"], "v": ["a"]}))
    assert (result.n_users, result.n_seen, result.n_without_truth) == (1, 2, 1)
    assert result.figure("precision", 2).value == 0.5


def test_novelty_in_bits(as_lists, as_pairs):
    train = as_pairs({"p": ["a"], "q": ["a"], "r": ["a", "b"], "s": ["c"]})
    result = evaluate_lists(as_lists({"u": ["b"]}), as_pairs({"u": ["b"]}), k=1, train=train)
    assert result.figure("novelty", 1).value == pytest.approx(2.0)


def test_an_item_nobody_had_counts_as_had_once(as_lists, as_pairs):
    train = as_pairs({"p": ["a"], "q": ["a"]})
    result = evaluate_lists(as_lists({"u": ["new"]}), as_pairs({"u": ["a"]}), k=1, train=train)
    assert result.figure("novelty", 1).value == pytest.approx(1.0)


def test_coverage_is_of_eligible_items(as_lists, as_pairs):
    lists, truth = as_lists({"u": ["a", "b"], "v": ["a", "c"]}), as_pairs({"u": ["a"]})
    result = evaluate_lists(lists, truth, k=[1, 2], eligible=10)
    assert result.figure("coverage", 1).value == 0.1
    assert result.figure("coverage", 2).value == 0.3
    assert result.figure("coverage", 2).n_users == 2
    with pytest.raises(UnknownName):
        evaluate_lists(lists, truth, k=2).figure("coverage", 2)
    with pytest.raises(InputError, match="3 different items are shown, but only 2"):
        evaluate_lists(lists, truth, k=2, eligible=2)


def test_without_eligible_the_training_items_are(as_lists, as_pairs):
    lists, truth = as_lists({"u": ["a"]}), as_pairs({"u": ["a"]})
    result = evaluate_lists(lists, truth, k=1, train=as_pairs({"v": ["a", "b", "c", "d"]}))
    assert result.eligible == 4
    assert result.figure("coverage", 1).value == 0.25


def test_the_order_of_rows_never_matters(as_lists, as_pairs):
    lists = as_lists({"u": ["a", "b", "c"], "v": ["c", "a"], "w": ["b"]})
    truth = as_pairs({"w": ["b", "a"], "u": ["c"], "v": ["a"]})
    turned = lists.take(list(reversed(range(lists.num_rows))))
    assert evaluate_lists(lists, truth) == evaluate_lists(
        turned, truth.take(list(reversed(range(truth.num_rows))))
    )


def test_gaps_between_ranks_are_closed(as_pairs):
    lists = pa.table({"user_id": ["u", "u"], "item_id": ["a", "b"], "rank": [3, 2_000_000_000]})
    result = evaluate_lists(lists, as_pairs({"u": ["b"]}), k=2, bootstrap=0)
    assert result.figure("mrr", 2).value == 0.5
    lists = pa.table({"user_id": ["u", "u"], "item_id": ["a", "b"], "rank": [1, 3]})
    result = evaluate_lists(lists, as_pairs({"u": ["b"]}), k=2, bootstrap=0)
    assert result.figure("mrr", 2).value == 0.5


def test_period_comes_from_the_truth(as_lists):
    truth = pa.table(
        {
            "user_id": ["u", "u"],
            "item_id": ["a", "b"],
            "timestamp": [datetime(2026, 9, 2), datetime(2026, 9, 30)],
        }
    )
    result = evaluate_lists(as_lists({"u": ["a"]}), truth)
    assert str(result.period) == "2026-09-02 to 2026-09-30"
    assert result.to_dict()["period"]["first"] == "2026-09-02T00:00:00"


def test_intervals_only_when_asked_for(as_lists, as_pairs):
    lists, truth = as_lists({"u": ["a"], "v": ["b"]}), as_pairs({"u": ["a"], "v": ["a"]})
    with_interval = evaluate_lists(lists, truth).figure("hit_rate", 10)
    assert with_interval.low == 0.0
    assert with_interval.high == 1.0
    assert evaluate_lists(lists, truth, bootstrap=0).figure("hit_rate", 10).low is None


def test_table_has_a_row_per_figure(as_lists, as_pairs):
    result = evaluate_lists(as_lists({"u": ["a"]}), as_pairs({"u": ["a"]}), k=[1, 5], eligible=3)
    assert result.to_table().num_rows == len(result.rows) == 2 * 9


@pytest.mark.parametrize("k", [0, [], [3, 0]])
def test_impossible_k(as_lists, as_pairs, k):
    with pytest.raises(SettingsError, match="k = "):
        evaluate_lists(as_lists({"u": ["a"]}), as_pairs({"u": ["a"]}), k=k)


def test_nobody_to_compare_with(as_lists, as_pairs):
    with pytest.raises(InputError, match="no user has truth"):
        evaluate_lists(as_lists({"u": ["a"]}), as_pairs({}))


def test_no_lists_at_all_is_zero_for_everyone(as_lists, as_pairs):
    result = evaluate_lists(as_lists({}), as_pairs({"u": ["a"]}), eligible=3, bootstrap=0)
    assert result.n_without_list == 1
    assert {row.value for row in result} == {0.0}


def test_missing_column_is_named_with_the_likely_mix_up(as_pairs):
    lists = pa.table({"userId": ["u"], "item_id": ["a"], "rank": [1]})
    with pytest.raises(ColumnsError, match="no column 'user_id'") as caught:
        evaluate_lists(lists, as_pairs({"u": ["a"]}), file="lists.csv")
    assert "'userId'" in caught.value.hint


@pytest.mark.parametrize(
    ("column", "values", "line"),
    [
        ("rank", [1, -1], 3),
        ("rank", [1.5, 2.0], 2),
        ("rank", ["1", "two"], 3),
        ("score", [0.5, float("nan")], 3),
        ("score", ["inf", "1"], 2),
        ("score", ["1", None], 3),
        ("item_id", ["a", None], 3),
        ("user_id", [None, "u"], 2),
    ],
)
def test_bad_cells_are_named_by_file_line_and_column(as_pairs, column, values, line):
    cells = {"user_id": ["u", "u"], "item_id": ["a", "b"], "rank": [1, 2], "score": [2.0, 1.0]}
    with pytest.raises(InputError) as caught:
        evaluate_lists(pa.table(cells | {column: values}), as_pairs({"u": ["a"]}), file="lists.csv")
    error = caught.value
    assert (error.file, error.line, error.column) == ("lists.csv", line, column)


def test_an_item_that_stands_twice_is_a_slot_without_a_hit(as_pairs):
    lists = pa.table({"user_id": ["u"] * 3, "item_id": list("aab"), "rank": [1, 2, 3]})
    result = evaluate_lists(lists, as_pairs({"u": ["a", "b"]}), k=3, bootstrap=0)
    assert result.figure("precision", 3).value == pytest.approx(2 / 3)
    assert result.figure("map", 3).value == pytest.approx((1 + 2 / 3) / 2)
    assert result.n_repeated == 1
    assert any("1 slot repeats an item" in note for note in result.notes())


def test_ties_are_settled_by_popularity_in_training(as_pairs):
    lists = pa.table({"user_id": ["u"] * 2, "item_id": ["a", "b"], "rank": [1, 1]})
    truth = as_pairs({"u": ["b"]})
    train = as_pairs({"v": ["b"], "w": ["b"], "x": ["a"]})
    assert evaluate_lists(lists, truth, k=1, bootstrap=0).figure("mrr", 1).value == 0.0
    told = evaluate_lists(lists, truth, k=1, train=train, bootstrap=0)
    assert told.figure("mrr", 1).value == 1.0
    assert told.n_tied == 2


def test_ids_may_be_numbers_or_text():
    lists = pa.table({"user_id": [7, 7], "item_id": [1, 2], "rank": [1, 2]})
    truth = pa.table({"user_id": ["7"], "item_id": ["2"]})
    assert evaluate_lists(lists, truth, k=2, bootstrap=0).figure("mrr", 2).value == 0.5


def test_grades_weigh_ndcg_alone(as_lists):
    truth = pa.table({"user_id": ["u"] * 4, "item_id": list("abcb"), "grade": [3.0, 1.0, 0.0, 2.0]})
    result = evaluate_lists(as_lists({"u": ["b", "c", "a"]}), truth, k=3, bootstrap=0)
    best = 3 + 2 / np.log2(3)
    assert result.figure("ndcg", 3).value == pytest.approx((2 + 3 / 2) / best)
    assert result.figure("recall", 3).value == 1.0
    assert result.figure("precision", 3).value == pytest.approx(2 / 3)
    assert result.graded


def test_a_perfect_ranking_gives_1(as_lists):
    rng = np.random.default_rng(5)
    truth = {f"u{n}": [f"i{m}" for m in rng.permutation(30)[:4]] for n in range(20)}
    rows = [(u, i, float(4 - n)) for u, items in truth.items() for n, i in enumerate(items)]
    graded = pa.table(
        dict(zip(("user_id", "item_id", "grade"), zip(*rows, strict=True), strict=True))
    )
    for chosen in (graded, graded.drop(["grade"])):
        result = evaluate_lists(as_lists(truth), chosen, k=4, amazon=True, bootstrap=0)
        for row in result:
            of_four = row.metric not in {"precision_at_5", "precision_at_10", "precision_at_25"}
            assert not of_four or row.value == pytest.approx(1.0), row.name


def test_choices_made_before_count_where_that_is_wanted(as_lists, as_pairs):
    lists, truth, train = as_lists({"u": ["a"]}), as_pairs({"u": ["a"]}), as_pairs({"u": ["a"]})
    with pytest.raises(InputError, match="no user has truth"):
        evaluate_lists(lists, truth, train=train)
    kept = evaluate_lists(lists, truth, 1, train, keep_seen=True, bootstrap=0)
    assert kept.figure("precision", 1).value == 1.0


def test_the_baseline_is_what_the_popularity_model_recommends(as_lists):
    rng = np.random.default_rng(1)
    pairs = [
        (f"u{a}", f"i{b}")
        for a, b in np.column_stack([rng.integers(0, 30, 300), rng.geometric(0.1, 300)])
    ]
    times = pa.nulls(300, pa.timestamp("us"))
    users, items = zip(*pairs, strict=True)
    train = pa.table({"user_id": users, "item_id": items, "timestamp": times})
    truth = pa.table(
        {"user_id": [f"u{n}" for n in range(35)], "item_id": [f"i{n % 20 + 1}" for n in range(35)]}
    )
    _, beside = evaluate_beside(as_lists({"u0": ["i1"]}), truth, train, None, Options(5))
    model = Popularity().fit(Tables(train))
    lists = model.recommend([f"u{n}" for n in range(35)], 5).table
    own = evaluate_lists(lists, truth, 5, train)
    for row in (row for row in own if row.metric in {*ACCURACY, "novelty"}):
        assert beside.figure(row.metric, 5).value == pytest.approx(row.value, abs=1e-12), row.name


def test_users_with_lists_and_none_with_truth_among_them_are_told(as_lists, as_pairs):
    result = evaluate_lists(as_lists({"1.0": ["a"]}), as_pairs({"1": ["a"]}), k=1, bootstrap=0)
    assert any("written alike" in note for note in result.notes())

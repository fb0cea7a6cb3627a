"""Amazon's metrics, by hand, and where they part from ours."""

import numpy as np
import pyarrow as pa
import pytest

from openkitchen.evaluate import evaluate_lists
from openkitchen.evaluate.accuracy import ndcg
from openkitchen.evaluate.amazon import AMAZON, amazon_ndcg


def test_the_ideal_list_is_the_list_at_hand():
    hits = np.array([[False, True, False, False, True]])
    by_hand = (1 / np.log2(3) + 1 / np.log2(6)) / (1 + 1 / np.log2(3))
    assert amazon_ndcg(hits, np.array([20]), 5)[0] == pytest.approx(by_hand)
    assert ndcg(hits, np.array([20]), 5)[0] < by_hand


def test_one_hit_of_twenty_at_the_top_is_perfect_to_amazon():
    hits = np.array([[True, False]])
    assert amazon_ndcg(hits, np.array([20]), 2)[0] == 1.0
    assert amazon_ndcg(np.zeros((1, 2), bool), np.array([20]), 2)[0] == 0.0


def test_names_precision_and_who_is_averaged(as_lists, as_pairs):
    lists = as_lists({"u": ["a", "b"]})
    truth = as_pairs({"u": ["b"], "without a list": ["a"]})
    items = pa.table({"item_id": list("abcd")})
    told = evaluate_lists(lists, truth, 2, items=items, amazon=True, bootstrap=0).amazon()
    assert set(told) == {"coverage", *AMAZON}
    assert told["precision_at_5"] == pytest.approx(1 / 5)
    assert told["mean_reciprocal_rank_at_25"] == 0.5
    assert told["coverage"] == 0.5

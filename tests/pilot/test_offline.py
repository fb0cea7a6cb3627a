"""Ranks and ratings are correlated person by person; offline gaps are compared by their sides."""

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from openkitchen.errors import UnknownName
from openkitchen.evaluate import compare, evaluate_lists
from openkitchen.pilot.offline import offline_gap, rank_agreement
from openkitchen.pilot.ratings import Ratings


def ratings(values, places, person):
    ones = np.ones(len(values), dtype=np.int64)
    return Ratings(np.array(person), ones, ones, np.array(values, float), ones, np.array(places))


def test_the_correlation_is_the_mean_of_each_persons():
    values, places = [5, 4, 2, 1, 3, 5, 1, 2], [1, 2, 3, 4, 1, 2, 3, 4]
    person = [1] * 4 + [2] * 4
    found = rank_agreement(ratings(values, places, person))
    own = [-stats.spearmanr(places[n : n + 4], values[n : n + 4]).statistic for n in (0, 4)]
    assert found.value == pytest.approx(np.mean(own))
    assert found.people == 2


def test_people_who_rate_all_alike_say_nothing_about_ranks():
    assert (
        rank_agreement(ratings([3, 3, 3, 1, 2, 5], [1, 2, 3, 1, 2, 3], [1, 1, 1, 2, 2, 2])) is None
    )


def test_a_gap_is_taken_from_a_comparison():
    users = [f"u{n}" for n in range(30)]
    truth = pa.table({"user_id": users, "item_id": ["a"] * 30})

    def lists(item):
        return pa.table({"user_id": users, "item_id": [item] * 30, "rank": [1] * 30})

    gap = compare(evaluate_lists(lists("a"), truth, 5), evaluate_lists(lists("b"), truth, 5))
    found = offline_gap(gap, "ndcg", 5)
    assert (found.metric, found.value, found.people, found.clear) == ("ndcg@5", 1.0, 30, True)
    with pytest.raises(UnknownName, match="no figure 'ndcg@10'"):
        offline_gap(gap, "ndcg", 10)

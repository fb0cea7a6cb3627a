"""Metrics are those of the service's definitions, by brute force."""

import math

import pyarrow as pa
import pytest
from tests.shop import small_tables

from openkitchen.models import Popularity
from openkitchen.serving.personalize import learning
from openkitchen.serving.personalize.recipes import ALL

RECIPE = next(one for one in ALL if one.name == "aws-popularity-count")


def test_metrics_by_hand():
    tables = small_tables()
    train, history, truth = learning._held_out(tables)
    people = sorted(set(truth["user_id"].to_pylist()))
    assert len(people) == math.ceil(len(set(tables.interactions["user_id"].to_pylist())) / 10)
    assert not set(train.interactions["user_id"].to_pylist()) & set(people)
    total = train.interactions.num_rows + history.num_rows + truth.num_rows
    assert total == tables.interactions.num_rows
    model = Popularity().fit(train)
    found = learning.learn(RECIPE, tables, {}).metrics
    sums = dict.fromkeys(found, 0.0)
    shown = set()
    for user in people:
        own = history.filter(pa.array([u == user for u in history["user_id"].to_pylist()]))
        listed = model.recommend([user], 25, history=own).table["item_id"].to_pylist()
        shown |= set(listed)
        chosen = {
            i
            for u, i in zip(truth["user_id"].to_pylist(), truth["item_id"].to_pylist(), strict=True)
            if u == user
        }
        hits = [item in chosen for item in listed]
        first = next((n for n, hit in enumerate(hits, 1) if hit), None)
        sums["mean_reciprocal_rank_at_25"] += 1 / first if first else 0
        for k in (5, 10, 25):
            sums[f"precision_at_{k}"] += sum(hits[:k]) / k
            gain = sum(1 / math.log(1 + n) for n, hit in enumerate(hits[:k], 1) if hit)
            best = sum(1 / math.log(1 + n) for n in range(1, min(k, len(chosen)) + 1))
            sums[f"normalized_discounted_cumulative_gain_at_{k}"] += gain / best
    items = set(tables.interactions["item_id"].to_pylist()) | set(
        tables.items["item_id"].to_pylist()
    )
    expected = {name: value / len(people) for name, value in sums.items()}
    expected["coverage"] = len(shown) / len(items)
    assert found == pytest.approx(expected, abs=1e-12)


def test_the_newest_tenth_is_the_truth():
    _, history, truth = learning._held_out(small_tables())
    for user in set(truth["user_id"].to_pylist()):
        times = [
            [
                t
                for u, t in zip(
                    one["user_id"].to_pylist(), one["timestamp"].to_pylist(), strict=True
                )
                if u == user
            ]
            for one in (history, truth)
        ]
        assert max(times[0]) <= min(times[1])
        assert len(times[1]) == max((len(times[0]) + len(times[1])) // 10, 1)

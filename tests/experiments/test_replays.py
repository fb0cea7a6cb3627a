"""Each month is judged by a model that knew nothing of it."""

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from openkitchen.experiments.replays import replay_months
from openkitchen.models import Popularity
from openkitchen.schema import Tables


def tables(days=75):
    rng = np.random.default_rng(0)
    n = days * 20
    first = datetime(2026, 1, 1)
    return Tables(
        pa.table(
            {
                "user_id": [f"u{m}" for m in rng.integers(0, 40, n)],
                "item_id": [f"i{m}" for m in rng.integers(0, 60, n)],
                "timestamp": [first + timedelta(days=m // 20) for m in range(n)],
            }
        )
    )


def test_months_are_replayed_in_order_and_the_others_are_not_estimable():
    seen = []

    def fit(given):
        seen.append(max(given.interactions["timestamp"].to_pylist()))
        return Popularity().fit(given)

    found = replay_months(tables(), fit, k=5)
    assert [(r.month, r.state) for r in found[:3]] == [
        ("January", "nothing before it"), ("February", "replayed"), ("March", "replayed"),
    ]  # fmt: skip
    assert seen == [datetime(2026, 1, 31), datetime(2026, 2, 28)]
    assert found[1].value == found[1].popularity  # the model is the baseline
    assert found[1].low <= found[1].value <= found[1].high
    assert len(found) == 12
    assert {r.state for r in found[3:]} == {"not estimable"}


def test_only_the_last_months_are_replayed():
    found = replay_months(tables(), lambda given: Popularity().fit(given), most=1)
    assert [r.month for r in found if r.year] == ["March"]

import numpy as np
import pyarrow as pa
import pytest

from openkitchen.evaluate.labels import user_labels
from openkitchen.experiments.affected import affected
from openkitchen.experiments.segment_means import segment_means

N, GROUPS = 800, 8


@pytest.fixture(scope="module")
def groups():
    users = pa.array([f"u{n:03d}" for n in range(N)])
    labels = user_labels(pa.table({"user_id": users, "g": [f"g{n % GROUPS}" for n in range(N)]}))
    return segment_means(labels, users, 30)


def heights(seed, moved=()):
    rng = np.random.default_rng(seed)
    before = rng.normal(-2, 1, N)
    gain = rng.normal(0, 0.1, N)
    for group, by in moved:
        gain[np.arange(N) % GROUPS == group] += by
    return before + gain, before


def test_groups_that_gain_and_lose(groups):
    first, second = heights(0, [(1, 0.2), (5, -0.2)])
    rows = {row.value: row for row in affected(groups, first, second)}
    told = {value: row.direction for value, row in rows.items() if row.direction != "not shown"}
    assert told == {"g1": "gains", "g5": "loses"}
    assert rows["g1"].higher == pytest.approx(1 - np.exp(-0.2), abs=0.02)
    assert rows["g1"].first == pytest.approx(np.exp(-first[1::GROUPS].mean()))
    assert rows["g1"].q >= rows["g1"].p


def test_a_shuffled_column_that_does_the_same_takes_it_back(groups):
    first, second = heights(0, [(1, 0.2)])
    rng = np.random.default_rng(0)
    alike = rng.normal(groups.of(first), 0.1, (99, GROUPS))
    far = rng.normal(groups.of(second), 0.01, (99, GROUPS))
    assert not [r for r in affected(groups, first, second, alike) if r.direction != "not shown"]
    assert [r.value for r in affected(groups, first, second, far) if r.direction == "gains"] == [
        "g1"
    ]
    nothing = np.tile(groups.of(first), (99, 1))
    assert {row.p for row in affected(groups, first, second, nothing)} == {1.0}


def test_by_accident_few_are_told(groups):
    told = [
        any(row.direction != "not shown" for row in affected(groups, *heights(seed)))
        for seed in range(200)
    ]
    assert np.mean(told) <= 0.09


def test_no_groups():
    assert affected(segment_means(None, pa.array(["u"]), 30), np.zeros(1), np.zeros(1)) == ()

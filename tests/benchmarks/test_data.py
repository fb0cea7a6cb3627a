"""The benchmarks cut data as they say, and the made-up shapes have the shape they claim."""

from collections import Counter
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from benchmarks._data import Source, cases, cut, last_out, random_out
from benchmarks._shapes import news_log, sessions

from openkitchen.schema import Tables

ROWS = [("a", "x", 3), ("b", "x", 1), ("a", "y", 1), ("a", "z", 2), ("b", "y", 2)]


@pytest.fixture
def interactions():
    start = datetime(2026, 1, 1)
    return pa.table(
        {
            "user_id": [user for user, _, _ in ROWS],
            "item_id": [item for _, item, _ in ROWS],
            "timestamp": pa.array(
                [start + timedelta(days=day) for _, _, day in ROWS], pa.timestamp("us")
            ),
        }
    )


def test_the_last_event_of_users_with_three_is_left_out(interactions):
    train, test = last_out(interactions)
    assert test.select(["user_id", "item_id"]).to_pylist() == [{"user_id": "a", "item_id": "x"}]
    assert train.num_rows == len(ROWS) - 1


def test_a_random_tenth_has_no_timestamps():
    many = pa.table(
        {
            "user_id": [f"u{n % 50}" for n in range(2000)],
            "item_id": [f"i{n % 70}" for n in range(2000)],
            "timestamp": pa.array([datetime(2026, 1, 1)] * 2000, pa.timestamp("us")),
        }
    )
    train, test = random_out(many)
    assert 150 < test.num_rows < 250
    assert train.num_rows + test.num_rows == 2000
    assert train["timestamp"].null_count == train.num_rows
    assert test.equals(random_out(many)[1])


@pytest.mark.parametrize(
    ("protocol", "name", "seen"),
    [("time", "Data", True), ("next", "Data, next item", True), ("random", "Data, undated", False)],
)
def test_a_case_is_named_by_its_protocol(interactions, protocol, name, seen):
    source = Source("Data", lambda: Tables(interactions), ("time",), returns=True)
    case = cut(source, source.read(), protocol)
    assert (case.name, case.seen) == (name, seen)


def test_an_unknown_data_set_is_named():
    with pytest.raises(SystemExit, match=r"No data set 'nothing'. There are: .*news, sessions"):
        next(cases(["nothing"]))


def test_articles_live_for_days_and_readers_return():
    clicks, articles = news_log(n_users=400, n_articles=200, n_days=10)
    assert clicks.equals(news_log(n_users=400, n_articles=200, n_days=10)[0])
    assert set(clicks["item_id"].to_pylist()) <= set(articles["item_id"].to_pylist())
    days: dict[str, list[datetime]] = {}
    for item, time in zip(
        clicks["item_id"].to_pylist(), clicks["timestamp"].to_pylist(), strict=True
    ):
        days.setdefault(item, []).append(time)
    lives = [max(times) - min(times) for times in days.values() if len(times) > 5]
    assert np.median([life / timedelta(days=1) for life in lives]) < 5
    pairs = zip(clicks["user_id"].to_pylist(), clicks["item_id"].to_pylist(), strict=True)
    returns = sum(n - 1 for n in Counter(pairs).values())
    assert 0.01 < returns / clicks.num_rows < 0.3


def test_the_next_item_follows_the_one_before():
    told = sessions(n_users=800, n_items=60)
    follows = Counter()
    users, items = told["user_id"].to_pylist(), told["item_id"].to_pylist()
    for n in range(1, len(users)):
        if users[n] == users[n - 1]:
            follows[items[n - 1], items[n]] += 1
    before, after = Counter(items), Counter(items)
    total = sum(follows.values())
    lift = [
        n / total / (before[a] * after[b] / len(items) ** 2)
        for (a, b), n in follows.most_common(50)
    ]
    assert np.median(lift) > 3

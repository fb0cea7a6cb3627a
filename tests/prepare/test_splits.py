"""The cut is one moment for everyone, and nothing of the test is before it."""

from datetime import timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.arrivals import START

from openkitchen.errors import InputError, SettingsError
from openkitchen.prepare import split_by_time


def interactions(hours) -> pa.Table:
    times = [None if h is None else START + timedelta(hours=h) for h in hours]
    return pa.table(
        {
            "item_id": [str(n) for n in range(len(hours))],
            "timestamp": pa.array(times, pa.timestamp("us")),
        }
    )


def test_a_tenth_is_held_back():
    train, test = split_by_time(interactions(range(100)))
    assert (train.num_rows, test.num_rows) == (90, 10)
    assert test["item_id"].to_pylist() == [str(n) for n in range(90, 100)]


def test_events_at_the_moment_of_the_cut_all_go_to_the_test():
    train, test = split_by_time(interactions([0, 1, 2, 3, 3, 3, 3, 3, 3, 3]), 0.1)
    assert (train.num_rows, test.num_rows) == (3, 7)


@given(
    st.lists(st.integers(0, 40), min_size=2, max_size=60), st.sampled_from([0.05, 0.1, 0.3, 0.9])
)
@settings(max_examples=80, deadline=None)
def test_nothing_leaks_and_nothing_is_lost(hours, share):
    whole = interactions(hours)
    try:
        train, test = split_by_time(whole, share)
    except InputError:
        assert sum(h > min(hours) for h in hours) < max(1, round(share * len(hours)))
        return
    assert max(train["timestamp"].to_pylist()) < min(test["timestamp"].to_pylist())
    assert test.num_rows >= max(1, round(share * len(hours)))
    assert sorted(train["item_id"].to_pylist() + test["item_id"].to_pylist()) == sorted(
        whole["item_id"].to_pylist()
    )
    strictly_later = sum(
        t > min(test["timestamp"].to_pylist()) for t in test["timestamp"].to_pylist()
    )
    assert strictly_later < max(1, round(share * len(hours)))


def test_undated_interactions_cannot_be_cut():
    with pytest.raises(InputError, match="2 of 3 interactions have no time") as caught:
        split_by_time(interactions([None, 1, None]))
    assert "Without times" in caught.value.hint


def test_one_moment_for_all_cannot_be_cut():
    with pytest.raises(InputError, match="nothing is left to train on"):
        split_by_time(interactions([5, 5, 5]))


def test_no_interactions_cannot_be_cut():
    with pytest.raises(InputError, match="no interactions"):
        split_by_time(interactions([]))


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.5, float("nan")])
def test_an_impossible_share(share):
    with pytest.raises(SettingsError, match="share"):
        split_by_time(interactions([1, 2]), share)

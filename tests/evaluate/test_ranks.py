"""Lists are checked on the way in, and laid out by rank."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from openkitchen.errors import ColumnsError, InputError
from openkitchen.evaluate.coding import code_pairs
from openkitchen.evaluate.ranks import check_lists, positions


def table(rows, **more):
    user, item, rank = zip(*rows, strict=True) if rows else ((), (), ())
    columns = {"user_id": pa.array(user, pa.string()), "item_id": pa.array(item, pa.string())}
    return pa.table(columns | {"rank": pa.array(rank)} | more)


def laid_out(rows):
    lists = table(rows)
    coded = code_pairs(lists)
    codes = positions(coded.tables[0], check_lists(lists), lists, len(coded.users))
    items = np.array([*coded.items.to_pylist(), None], dtype=object)
    return {
        user: [item for item in items[row] if item]
        for user, row in zip(coded.users.to_pylist(), codes, strict=True)
    }


def test_items_stand_by_rank_whatever_the_order_of_rows():
    rows = [("b", "x", 2), ("a", "y", 1), ("b", "z", 1), ("a", "x", 2), ("a", "w", 3)]
    assert laid_out(rows) == {"b": ["z", "x"], "a": ["y", "x", "w"]}


@given(
    lists=st.dictionaries(
        st.sampled_from("abcd"),
        st.lists(st.integers(1, 10**6), unique=True, min_size=1, max_size=6),
        min_size=1,
    ),
    seed=st.integers(0, 99),
)
@settings(deadline=None, max_examples=60)
def test_gaps_between_ranks_are_closed(lists, seed):
    rows = [(u, f"i{n}", rank) for u, ranks in lists.items() for n, rank in enumerate(ranks)]
    order = np.random.default_rng(seed).permutation(len(rows))
    expected = {u: [f"i{n}" for n in np.argsort(ranks)] for u, ranks in lists.items()}
    assert laid_out([rows[n] for n in order]) == expected


def test_gaps_are_closed_whether_ranks_are_few_or_far_apart(monkeypatch):
    rows = [("a", "x", 3), ("a", "y", 9), ("b", "z", 5)]
    near = laid_out(rows)
    monkeypatch.setitem(positions.__globals__, "_SPARE", -100)
    assert laid_out(rows) == near == {"a": ["x", "y"], "b": ["z"]}


def test_no_lists_at_all():
    lists = table([]).set_column(2, "rank", pa.array([], pa.int64()))
    codes = positions(code_pairs(lists).tables[0], check_lists(lists), lists, 0)
    assert codes.shape == (0, 0)


@pytest.mark.parametrize("rank", [0, -1, 1.5, None, float("nan")])
def test_a_rank_that_is_none_is_told_with_its_line(rank):
    lists = table([("a", "x", 1), ("a", "y", rank)])
    with pytest.raises(InputError, match=r"l.csv, line 3, column 'rank'.*whole number from 1"):
        check_lists(lists, file="l.csv")


def test_ranks_may_be_whole_floats_or_text():
    for ranks in ([1.0, 2.0], ["1", " 2 "], ["1.0", "2e0"]):
        lists = table([("a", "x", ranks[0]), ("a", "y", ranks[1])])
        assert_array_equal(check_lists(lists), [1, 2])


@pytest.mark.parametrize("rank", ["first", "", "1st", "nan"])
def test_text_that_is_no_rank_is_told(rank):
    with pytest.raises(InputError, match="line 2"):
        check_lists(table([("a", "x", rank)]))


@pytest.mark.parametrize("score", [float("nan"), float("inf"), None])
def test_a_score_that_is_no_number_is_told(score):
    lists = table([("a", "x", 1)], score=pa.array([score], pa.float64()))
    with pytest.raises(InputError, match="column 'score'"):
        check_lists(lists)


@pytest.mark.parametrize(("user", "item"), [(None, "x"), ("a", None)])
def test_an_empty_id_is_told(user, item):
    with pytest.raises(InputError, match="found empty; expected an id"):
        check_lists(table([(user, item, 1)]))


def test_a_missing_column_is_told():
    with pytest.raises(ColumnsError, match="'rank'"):
        check_lists(table([]).drop(["rank"]))


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ([("a", "x", 1), ("b", "x", 1), ("a", "y", 1)], "rank"),
        ([("a", "x", 1), ("b", "x", 1), ("a", "x", 2)], "item_id"),
        ([("a", "x", 1), ("b", "x", 1), ("a", "x", 9)], "item_id"),
    ],
)
def test_a_rank_or_an_item_twice_in_one_list_is_told_with_its_line(rows, column):
    with pytest.raises(InputError, match=f"line 4, column '{column}': user 'a' has .* twice"):
        laid_out(rows)

"""Lists are checked on the way in, and laid out whatever way they were written down."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openkitchen.errors import ColumnsError, InputError
from openkitchen.evaluate import ranks as module
from openkitchen.evaluate.coding import code_pairs
from openkitchen.evaluate.ranks import check_lists, list_up


def table(rows, **more):
    user, item, rank = zip(*rows, strict=True) if rows else ((), (), ())
    columns = {"user_id": pa.array(user, pa.string()), "item_id": pa.array(item, pa.string())}
    return pa.table(columns | {"rank": pa.array(rank)} | more)


def listed(lists, popularity=None):
    check_lists(lists)
    coded = code_pairs(lists)
    had = np.array([(popularity or {}).get(item, 0) for item in coded.items.to_pylist()])
    return coded, list_up(coded.tables[0], lists, coded, had)


def laid_out(lists, popularity=None):
    coded, found = listed(lists, popularity)
    items = np.array([*coded.items.to_pylist(), None], dtype=object)
    return {
        user: [item for item in items[row] if item]
        for user, row in zip(coded.users.to_pylist(), found.items, strict=True)
    }


def test_items_stand_by_rank_whatever_the_order_of_rows():
    rows = [("b", "x", 2), ("a", "y", 1), ("b", "z", 1), ("a", "x", 2), ("a", "w", 3)]
    assert laid_out(table(rows)) == {"b": ["z", "x"], "a": ["y", "x", "w"]}


@given(
    lists=st.dictionaries(
        st.sampled_from("abcd"),
        st.lists(st.integers(0, 10**6), unique=True, min_size=1, max_size=6),
        min_size=1,
    ),
    seed=st.integers(0, 99),
)
@settings(deadline=None, max_examples=60)
def test_gaps_between_ranks_are_closed_and_ranks_may_begin_at_0(lists, seed):
    rows = [(u, f"i{n}", rank) for u, ranks in lists.items() for n, rank in enumerate(ranks)]
    order = np.random.default_rng(seed).permutation(len(rows))
    expected = {u: [f"i{n}" for n in np.argsort(ranks)] for u, ranks in lists.items()}
    assert laid_out(table([rows[n] for n in order])) == expected


def test_gaps_are_closed_whether_ranks_are_few_or_far_apart(monkeypatch):
    rows = table([("a", "x", 3), ("a", "y", 9), ("b", "z", 5)])
    near = laid_out(rows)
    monkeypatch.setattr(module, "_SPARE", -100)
    assert laid_out(rows) == near == {"a": ["x", "y"], "b": ["z"]}


def test_equal_ranks_fall_to_score_then_popularity_then_id():
    rows = [("u", item, 1) for item in ("d", "c", "b", "a")]
    scores = pa.array([1.0, 2.0, 1.0, 1.0])
    assert laid_out(table(rows, score=scores), {"b": 5})["u"] == ["c", "b", "a", "d"]
    assert laid_out(table(rows))["u"] == ["a", "b", "c", "d"]
    assert listed(table(rows))[1].n_tied == 4


def test_without_ranks_the_higher_score_is_first_and_ties_are_settled_alike():
    rows = [("u", item, 0) for item in ("a", "b", "c", "d")]
    scored = table(rows, score=pa.array([0.5, 0.9, 0.5, 0.1])).drop(["rank"])
    assert laid_out(scored)["u"] == ["b", "a", "c", "d"]
    assert laid_out(scored, {"c": 3})["u"] == ["b", "c", "a", "d"]
    assert listed(scored)[1].n_tied == 2


def test_without_ranks_and_scores_the_rows_are_the_list():
    rows = table([("u", "c", 0), ("v", "b", 0), ("u", "a", 0)]).drop(["rank"])
    assert laid_out(rows) == {"u": ["c", "a"], "v": ["b"]}


@given(st.lists(st.tuples(st.sampled_from("uv"), st.sampled_from("abcd"), st.integers(0, 3)),
                min_size=1, max_size=12), st.integers(0, 9))  # fmt: skip
@settings(deadline=None, max_examples=80)
def test_the_order_of_rows_never_matters(rows, seed):
    turned = [rows[n] for n in np.random.default_rng(seed).permutation(len(rows))]
    assert laid_out(table(rows)) == laid_out(table(turned))


def test_an_item_again_wastes_its_slot():
    coded, found = listed(table([("u", "a", 1), ("u", "a", 2), ("u", "b", 3)]))
    assert found.n_repeated == 1
    items = [coded.items[int(n)].as_py() if n >= 0 else None for n in found.items[0]]
    assert items == ["a", None, "b"]


def test_no_lists_at_all():
    lists = table([]).set_column(2, "rank", pa.array([], pa.int64()))
    assert listed(lists)[1].items.shape == (0, 0)


@pytest.mark.parametrize("rank", [-1, 1.5, None, float("nan")])
def test_a_rank_that_is_none_is_told_with_its_line(rank):
    lists = table([("a", "x", 1), ("a", "y", rank)])
    with pytest.raises(InputError, match=r"l.csv, line 3, column 'rank'.*whole number from 0"):
        check_lists(lists, file="l.csv")


def test_ranks_may_be_whole_floats_or_text():
    for ranks in ([2.0, 1.0], ["2", " 1 "], ["2.0", "1e0"]):
        lists = table([("a", "x", ranks[0]), ("a", "y", ranks[1])])
        assert laid_out(lists) == {"a": ["y", "x"]}


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
    with pytest.raises(ColumnsError, match="'item_id'"):
        check_lists(table([]).drop(["item_id"]))

"""Several tables share one coding."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from openkitchen.errors import ColumnsError
from openkitchen.evaluate.coding import Pairs, code_pairs, distinct, require_columns

ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=8)


def table(rows, kind=None):
    user, item = zip(*rows, strict=True) if rows else ((), ())
    kind = kind or pa.string()
    return pa.table({"user_id": pa.array(user, kind), "item_id": pa.array(item, kind)})


@given(first=ROWS, second=ROWS)
@settings(deadline=None)
def test_codes_lead_back_to_the_rows(first, second):
    coded = code_pairs(table(first), table(second))
    for rows, pairs in zip((first, second), coded.tables, strict=True):
        users, items = coded.users.to_pylist(), coded.items.to_pylist()
        back = [(users[u], items[i]) for u, i in zip(pairs.user, pairs.item, strict=True)]
        assert back == rows
    assert len(set(coded.users.to_pylist())) == len(coded.users)


def test_the_types_and_the_pieces_of_a_table_do_not_matter():
    pieces = pa.concat_tables([table([("a", "x")]), table([("b", "x")])])
    large = table([("b", "x"), ("a", "y")], pa.large_string())
    numbers = pa.table({"user_id": pa.array([7, 8]), "item_id": pa.array(["x", "y"])})
    coded = code_pairs(pieces, large, numbers, table([("7", "x")]))
    assert coded.users.to_pylist() == ["a", "b", "7", "8"]
    assert_array_equal(coded.tables[1].user, [1, 0])
    assert_array_equal(coded.tables[3].user, [2])


def test_distinct_pairs_are_keys_in_order():
    pairs = Pairs(np.array([1, 0, 1, 0]), np.array([2, 1, 2, 0]))
    assert_array_equal(distinct(pairs, 3), [0, 1, 5])


def test_missing_columns_are_named_with_what_is_there():
    require_columns(table([]), "user_id", "item_id")
    with pytest.raises(ColumnsError, match=r"lists.csv: no column 'rank'.*user_id, item_id"):
        require_columns(table([]), "user_id", "rank", file="lists.csv")

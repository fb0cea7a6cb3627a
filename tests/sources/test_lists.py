from __future__ import annotations

import pytest
from tests.sources.desk import NOW

from openkitchen.errors import ColumnsError, InputError, TooManyRejected
from openkitchen.sources import read_history, read_lists_of_users


def put(tmp_path, text):
    path = tmp_path / "f.csv"
    path.write_text(text)
    return path


def test_users_are_listed_once_in_order(tmp_path):
    path = put(tmp_path, "age,User ID\n1,b\n2,007\n3,b\n")
    assert read_lists_of_users(path) == ["b", "007"]
    assert read_lists_of_users(put(tmp_path, "who\na\n"), {"who": "user_id"}) == ["a"]


def test_a_list_without_users_is_told(tmp_path):
    with pytest.raises(ColumnsError, match="no column 'user_id'"):
        read_lists_of_users(put(tmp_path, "who\na\n"))
    with pytest.raises(InputError, match="no rows"):
        read_lists_of_users(put(tmp_path, "user_id\n"))
    with pytest.raises(TooManyRejected, match=r"f\.csv:3:user_id"):
        read_lists_of_users(put(tmp_path, "x,user_id\n1,a\n1,\n"))


def test_histories_are_interactions(tmp_path):
    path = put(tmp_path, "user_id,dish,timestamp\nb,x,2026-08-02\na,x,2026-08-01\n")
    table = read_history(path, {"dish": "item_id"}, now=NOW)
    assert table.column_names == ["user_id", "item_id", "timestamp"]
    assert table["user_id"].to_pylist() == ["a", "b"]


def test_few_bad_rows_give_a_warning(tmp_path):
    path = put(tmp_path, "user_id,item_id\n" + "a,x\n" * 20 + "a\n")
    with pytest.warns(UserWarning, match="1 of 21 rows was rejected"):
        assert read_history(path).num_rows == 20

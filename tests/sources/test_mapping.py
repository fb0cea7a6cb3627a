from __future__ import annotations

import pytest

from openkitchen.errors import ColumnsError
from openkitchen.sources.mapping import find_columns, refuse_doubled, renamed


def test_an_exact_name_wins():
    assert find_columns(["user_id"], ["UserID", "user_id"]) == {"user_id": "user_id"}


def test_case_blanks_and_underscores_do_not_matter():
    header = ["User ID", "ITEM-ID", "time.stamp"]
    assert list(find_columns(["user_id", "item_id", "timestamp"], header).values()) == header


def test_what_is_not_there_is_left_out():
    assert find_columns(["user_id", "item"], ["user_id", "items"]) == {"user_id": "user_id"}


def test_two_that_are_alike_are_refused():
    with pytest.raises(ColumnsError, match="may be any of UserId, USER_ID"):
        find_columns(["user_id"], ["UserId", "USER_ID"])


def test_one_column_for_two_names_is_refused():
    with pytest.raises(ColumnsError, match="is meant by ID visitor, id_visitor alike"):
        find_columns(["ID visitor", "id_visitor"], ["IDVISITOR"])


def test_a_doubled_name_is_refused_and_named():
    with pytest.raises(ColumnsError, match="'b' more than once") as caught:
        refuse_doubled(["a", "b", "", "", "b"], file="f.csv")
    assert (caught.value.file, caught.value.line, caught.value.column) == ("f.csv", 1, "b")
    refuse_doubled(["a", "", ""])


def test_names_are_put_in():
    assert renamed(["a", "b"], {"a": "x"}) == ("x", "b")

"""Ids and codes stand for each other."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from openkitchen.errors import UnknownName
from openkitchen.models.index import Index


@given(ids=st.lists(st.text(max_size=4), unique=True, max_size=12), times=st.sampled_from([1, 40]))
@settings(deadline=None)
def test_few_or_many_ids_are_found_alike(ids, times):
    index = Index.of("item", ids)
    asked = ([*reversed(ids), "not there"]) * times
    expected = ([*reversed(range(len(ids))), -1]) * times
    for given_as in (asked, pa.array(asked), pa.chunked_array([asked])):
        assert_array_equal(index.find(given_as), expected)


@pytest.mark.parametrize("times", [1, 200])
def test_a_missing_id_is_unknown_even_where_one_is_called_none(times):
    index = Index.of("user", ["None", "a"])
    assert_array_equal(index.find(pa.array([None, "a"] * times)), [-1, 1] * times)


def test_numbers_are_found_by_their_text():
    assert_array_equal(Index.of("item", ["7", "8"]).find([8, 9]), [1, -1])
    assert_array_equal(Index.of("item", ["7", "8"]).find(pa.array([8] * 200)), [1] * 200)


def test_codes_lead_back_to_ids():
    index = Index.of("item", ["b", "a"])
    assert index.take(np.array([1, 0, 1])).to_pylist() == ["a", "b", "a"]
    assert list(index.ids) == ["b", "a"]
    assert len(index) == 2


def test_an_unknown_id_is_named_with_the_nearest():
    index = Index.of("item", ["soup", "salad"])
    assert index.code("salad") == 1
    with pytest.raises(UnknownName, match="no item 'salat'; there are 2") as caught:
        index.code("salat")
    assert "'salad'" in caught.value.hint

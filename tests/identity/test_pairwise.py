"""One definition of precision and recall, for records and for devices."""

from itertools import combinations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from openkitchen.identity.pairwise import pairwise, pairwise_of_columns

PEOPLE = st.sampled_from("abc")
TRUTH = st.dictionaries(st.integers(0, 12).map(str), st.frozensets(PEOPLE, min_size=1, max_size=2))


def test_records_of_one_person_each():
    judged = pairwise(
        {"1": "x", "2": "x", "3": "x", "4": "y"}, {"1": "a", "2": "a", "3": "b", "4": "b"}
    )
    assert (judged.together, judged.right, judged.due, judged.found) == (3, 1, 2, 1)
    assert (judged.precision, judged.recall) == (1 / 3, 1 / 2)
    assert "33.33% of 3 pairs" in judged.sentence()


def test_a_device_of_two_people_may_be_joined_with_either_and_need_not_be():
    truth = {"phone": "a", "tablet": {"a", "b"}, "desk": "b"}
    apart = pairwise({}, truth)
    assert (apart.precision, apart.recall, apart.due) == (1.0, 1.0, 0)
    joined = pairwise({"phone": "u", "tablet": "u", "desk": "v"}, truth)
    assert (joined.precision, joined.recall) == (1.0, 1.0)
    both = pairwise(dict.fromkeys(truth, "u"), truth)
    assert both.precision == 2 / 3


@settings(deadline=None)
@given(TRUTH, st.dictionaries(st.integers(0, 12).map(str), st.sampled_from("xyz")))
def test_counts_are_those_of_all_pairs(truth, found):
    judged = pairwise(found, truth)
    pairs = list(combinations(sorted(truth), 2))
    put = {p for p in pairs if p[0] in found and found[p[0]] == found.get(p[1])}
    due = {(a, b) for a, b in pairs if len(truth[a]) == 1 and truth[a] == truth[b]}
    assert judged.together == len(put)
    assert judged.right == sum(bool(truth[a] & truth[b]) for a, b in put)
    assert (judged.due, judged.found) == (len(due), len(due & put))
    assert 0 <= judged.f1 <= 1


def test_records_without_a_label_are_not_judged():
    found = pa.table({"record_id": ["1", "2", "3"], "person_id": ["1", "1", "1"]})
    labels = pa.chunked_array([[7, 7, None]])
    judged = pairwise_of_columns(pa.chunked_array([["1", "2", "3"]]), found, labels)
    assert (judged.together, judged.f1) == (1, 1.0)

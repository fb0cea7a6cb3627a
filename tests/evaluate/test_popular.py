"""The baseline's lists against a loop."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from openkitchen.evaluate.coding import Pairs
from openkitchen.evaluate.popular import popular_lists


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), max_size=40),
    st.sets(st.integers(0, 5), min_size=1),
    st.integers(1, 12),
)
@settings(deadline=None, max_examples=100)
def test_each_gets_the_first_items_that_were_not_had(pairs, people, k):
    user, item = (
        np.array(x, dtype=np.int64) for x in (zip(*pairs, strict=True) if pairs else ((), ()))
    )
    people = np.array(sorted(people), dtype=np.int64)
    found = popular_lists(people, Pairs(user, item), 8, k)
    for row, person in zip(found, people, strict=True):
        had = {i for u, i in pairs if u == person}
        free = [n for n in range(8) if n not in had][:k]
        assert row.tolist() == free + [-1] * (k - len(free))

"""Hits and gains against a loop."""

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from openkitchen.evaluate.choices import gather_choices
from openkitchen.evaluate.coding import code_pairs, distinct

pair = st.tuples(st.sampled_from("uvw"), st.sampled_from("abcde"), st.integers(0, 3))


@given(st.lists(pair, min_size=1, max_size=20), st.lists(pair, min_size=1, max_size=10))
@settings(deadline=None, max_examples=100)
def test_choices_are_new_graded_pairs(truth, train):
    names = ("user_id", "item_id", "grade")
    tables = [
        pa.table(dict(zip(names, zip(*rows, strict=True), strict=True))) for rows in (truth, train)
    ]
    coded = code_pairs(*tables)
    had = distinct(coded.tables[1], len(coded.items))
    found = gather_choices(coded, tables[0], coded.tables[0], had)
    best = {}
    for user, item, grade in truth:
        if grade > 0:
            best[user, item] = max(grade, best.get((user, item), 0))
    seen = {(user, item) for user, item, _ in train}
    new = {key: grade for key, grade in best.items() if key not in seen}
    assert found.n_seen == len(best) - len(new)
    assert len(found.keys) == len(new)
    people = coded.users.take(pa.array(found.people)).to_pylist()
    assert people == sorted({user for user, _ in new})
    items = coded.items.to_pylist()
    lists = np.tile(np.arange(len(items)), (len(people), 1))
    hits = found.hits(lists)
    gains, ideal = found.gains(lists, hits, 10)
    for row, user in enumerate(people):
        own = [new.get((user, item), 0) for item in items]
        assert hits[row].tolist() == [grade > 0 for grade in own]
        assert gains[row].tolist() == own
        falling = sorted((grade for grade in own if grade), reverse=True)
        assert ideal[row][ideal[row] > 0].tolist() == falling

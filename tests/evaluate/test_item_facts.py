from datetime import datetime

import pyarrow as pa
import pytest

from openkitchen.evaluate.item_facts import learn_items

DAY = [datetime(1970, 1, 2), datetime(1970, 1, 5), datetime(1970, 1, 3)]


def test_events_users_and_first_days_over_parts():
    one = pa.table({"user_id": ["u", "u", "v"], "item_id": ["a", "a", "b"], "timestamp": DAY})
    two = pa.table({"user_id": ["w"], "item_id": ["b"], "timestamp": [datetime(1970, 1, 9)]})
    facts = learn_items([one, two], pa.table({"item_id": ["c", "b"]}))
    assert facts.ids.to_pylist() == ["a", "b", "c"]
    assert facts.events.tolist() == [2, 2, 0]
    assert facts.users.tolist() == [1, 2, 0]
    assert facts.popularity.tolist() == pytest.approx([1 / 3, 2 / 3, 0])
    assert facts.first[:2].tolist() == [1.0, 2.0]
    assert (facts.begin, facts.end, facts.n_users) == (1.0, 8.0, 3)
    assert facts.of(pa.array(["c", "z"])).tolist() == [2, -1]


def test_undated_data_have_no_days():
    facts = learn_items([pa.table({"user_id": ["u"], "item_id": ["a"]})])
    assert facts.end != facts.end
    assert facts.first[0] != facts.first[0]

import numpy as np
import pyarrow as pa
import pytest

from openkitchen.evaluate.item_segments import item_segments
from openkitchen.evaluate.labels import user_labels


def test_a_kind_whose_choices_are_missed_is_found(as_lists, as_pairs):
    rng = np.random.default_rng(0)
    lists = {f"u{n}": [f"i{m}" for m in rng.permutation(10)[:5]] for n in range(200)}
    truth = {}
    for user, listed in lists.items():
        odd = [i for i in (f"i{m}" for m in range(10)) if int(i[1:]) % 2]
        found = [i for i in listed if not int(i[1:]) % 2]
        truth[user] = [*found[:2], *[i for i in odd if i not in listed][:2]]
    items = pa.table({"item_id": [f"i{m}" for m in range(10)], "kind": ["even", "odd"] * 5})
    labels = user_labels(items, id_column="item_id")
    rows = {r.value: r for r in item_segments(as_lists(lists), as_pairs(truth), labels, k=5)}
    assert rows["odd"].mean == 0.0
    assert rows["even"].mean == 1.0
    assert (rows["odd"].verdict, rows["even"].verdict) == ("worse", "better")
    assert rows["odd"].difference == pytest.approx(-1.0)
    few = item_segments(as_lists(lists), as_pairs(truth), labels, k=5, least=500)
    assert {row.verdict for row in few} == {"too few"}

import pyarrow as pa
import pytest

from openkitchen.evaluate import Options, evaluate_beside
from openkitchen.evaluate.shown import catalogue_shown


def test_what_is_shown_and_what_never_is(as_lists, as_pairs):
    lists = as_lists({"u": ["a", "b"], "v": ["a", "c"]})
    train, truth = as_pairs({"p": ["a", "d"], "q": ["a"]}), as_pairs({"u": ["b"]})
    items = pa.table({"item_id": list("abcde"), "kind": ["x", "x", "y", "y", "y"]})
    pair = evaluate_beside(lists, truth, train, items, Options(2))
    found = catalogue_shown(lists, train, items, *pair, k=2)
    assert (found.n_eligible, found.n_shown, found.n_lists, found.half) == (5, 3, 2, 1)
    assert found.top[0].item_id == "a"
    assert found.top[0].share == 1.0
    assert set(found.never) == {"d", "e"}
    kinds = {(kind.attribute, kind.value): kind for kind in found.kinds}
    assert kinds["kind", "x"].of_slots == pytest.approx(3 / 4)
    assert kinds["kind", "x"].of_catalogue == pytest.approx(2 / 5)
    assert kinds["taken in training", "never"].n_items == 3
    assert next(row for row in found.figures if row.metric == "coverage").value == 0.6
    assert found.sentences()[0].startswith("3 of 5 items (60.0%)")

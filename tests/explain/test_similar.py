"""Similar items: the cosine of weights, and the addends that make it."""

import numpy as np
import pyarrow as pa
import pytest
from tests.contracts.test_every_model import FIXED
from tests.shop import small_tables

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.explain import Likeness, similar_items
from openkitchen.models import GlassBox
from openkitchen.models.audience import gather


def by_hand(model):
    fitted = model.fitted
    rows = fitted.design.rows(gather(model.known, None)).toarray()
    spread = np.sqrt((rows**2).mean(axis=0))
    spread[[f.block == "bias" for f in fitted.design.features]] = 0
    weights = np.column_stack([fitted.weights.column(n) for n in range(len(model.items))])
    scaled = weights * spread[:, None]
    scaled /= np.linalg.norm(scaled, axis=0)
    return scaled.T @ scaled


def test_it_is_the_cosine_of_the_weights_new_items_too(glass_box):
    expected, ids = by_hand(glass_box), [str(i) for i in glass_box.items]
    assert len(ids) > glass_box.fitted.design.n_own  # one item has no event
    for item in (ids[0], ids[-1]):
        found = similar_items(glass_box, item, k=len(ids)).items
        assert len(found) == len(ids) - 1
        row = expected[ids.index(item)]
        for one in found:
            assert one.similarity == pytest.approx(row[ids.index(one.item_id)], abs=1e-12)
        values = [one.similarity for one in found]
        assert values == sorted(values, reverse=True)


def test_the_addends_make_the_similarity(glass_box):
    for one in similar_items(glass_box, "i03", k=5, terms=4).items:
        listed = sum(term.contribution for term in one.terms)
        assert listed + one.others == pytest.approx(one.similarity, rel=1e-9)
        assert len(one.terms) == 4
        assert one.n_others > 0
        for term in one.terms:
            assert term.contribution == pytest.approx(term.value * term.weight)


def test_items_of_one_taste_are_alike():
    model = GlassBox(FIXED).fit(small_tables(600))
    same = [
        int(one.item_id[1:]) % 2 == number % 2
        for number in range(12)
        for one in similar_items(model, f"i{number:02d}", k=3).items
    ]
    assert np.mean(same) > 0.7


def test_it_is_told_in_words(glass_box):
    answer = similar_items(glass_box, "i01", k=2)
    assert len(answer.sentences()) == 2
    assert answer.sentences()[0].startswith(answer.items[0].item_id)
    assert "both go with" in answer.sentences()[0]
    assert answer.to_table().column_names == ["item_id", "similarity"]


def test_unknown_item_and_no_items(glass_box):
    with pytest.raises(UnknownName):
        similar_items(glass_box, "i77")
    with pytest.raises(SettingsError):
        similar_items(glass_box, "i01", k=0)


def test_only_what_is_allowed_is_among_them_in_the_same_order(glass_box):
    allowed = np.arange(len(glass_box.items)) % 2 == 0
    found = Likeness.of(glass_box).most_like("i03", k=5, allowed=allowed)
    fine = set(glass_box.known.items.array.filter(pa.array(allowed)).to_pylist())
    every = similar_items(glass_box, "i03", k=len(glass_box.items)).items
    assert found.items == tuple(one for one in every if one.item_id in fine)[:5]


def test_items_are_told_in_the_order_in_which_they_are_asked_about(glass_box):
    every = similar_items(glass_box, "i03", k=4, terms=3).items
    asked = [one.item_id for one in reversed(every)]
    told = Likeness.of(glass_box).of_items("i03", asked, terms=3)
    assert told.items == tuple(reversed(every))
    assert told.sentences({asked[0]: "Ramen"}.get)[0].startswith("Ramen (")

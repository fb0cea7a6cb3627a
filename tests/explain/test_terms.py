"""Terms add up to the score, for every pair and every kind of model."""

import math

import numpy as np
import pyarrow as pa
import pytest
from tests.shop import small_tables

from openkitchen.errors import UnknownName
from openkitchen.explain import check_additivity, explain
from openkitchen.models import Ease, Popularity, RecentPopularity
from openkitchen.models.audience import gather


class Silent(Popularity):
    """A model that tells nothing of its scores."""

    name = "silent"

    def addends(self, audience, item, at=None):
        return ()


def test_terms_of_every_pair_add_up(glass_box):
    users = [*glass_box.users[:20], "nobody"]
    scores = glass_box.score([str(u) for u in users])
    for row, user in enumerate(users):
        for column, item in enumerate(glass_box.items):
            explanation = explain(glass_box, str(user), str(item))
            size = sum(abs(t.contribution) for t in explanation.terms)
            assert explanation.score == explanation.total
            assert abs(explanation.total - scores[row, column]) <= 1e-12 * max(size, 1e-3)


def test_additivity_of_all_pairs(glass_box):
    checked = check_additivity(glass_box)
    assert checked.pairs == len(glass_box.users) * len(glass_box.items)
    assert checked.largest_error <= 1e-12


def test_contribution_is_value_times_weight(glass_box):
    for term in explain(glass_box, "u001", "i03").terms:
        assert term.contribution == pytest.approx(term.value * term.weight)


def test_all_blocks_show_up(glass_box):
    blocks = {t.block for t in explain(glass_box, "u001", "i03").terms}
    expected = {"bias", "trend", "user", "history:all", "history:5d", "history:0s", "tags:all"}
    assert expected <= blocks


def test_a_category_is_one_term_told_against_the_average(glass_box):
    terms = [t for t in explain(glass_box, "u000", "i03").terms if t.feature.startswith("diet")]
    assert len(terms) == 1
    column = next(c for c in glass_box.fitted.design.user_encoder.columns if c.attribute == "diet")
    assert 0 < column.centre < 1


def test_a_missing_attribute_counts_as_average(glass_box):
    unknown_diet = explain(glass_box, "u009", "i03")
    assert not [t for t in unknown_diet.terms if t.feature.startswith("diet")]


def test_history_items_are_named(glass_box):
    seen = explain(glass_box, "u001", "i03")
    history = {t.feature for t in seen.terms if t.block == "history:all"}
    table = small_tables().interactions
    own = {
        i
        for u, i in zip(table["user_id"].to_pylist(), table["item_id"].to_pylist(), strict=True)
        if u == "u001"
    }
    assert history == own


def test_rank_counts_only_items_that_can_be_shown(glass_box):
    listed = glass_box.recommend(["u003"], k=30).table
    for item, rank in zip(listed["item_id"].to_pylist(), listed["rank"].to_pylist(), strict=True):
        assert explain(glass_box, "u003", item).rank == rank


def test_a_seen_item_names_its_rule(glass_box):
    table = small_tables().interactions
    item = next(
        i
        for u, i in zip(table["user_id"].to_pylist(), table["item_id"].to_pylist(), strict=True)
        if u == "u003"
    )
    explanation = explain(glass_box, "u003", item)
    assert explanation.rank is None
    assert [rule.name for rule in explanation.rules] == ["seen"]
    assert "not shown" in explanation.sentences()[0]


def test_a_stranger_is_told_to_be_one(glass_box):
    explanation = explain(glass_box, "nobody", "i00")
    assert not explanation.known_user
    assert "brand-new" in explanation.sentences()[0]


def test_unknown_item(glass_box):
    with pytest.raises(UnknownName, match="no item 'i77'"):
        explain(glass_box, "u001", "i77")


def test_other_history(glass_box):
    history = pa.table(
        {"user_id": ["x"], "item_id": ["i02"], "timestamp": pa.array([None], pa.timestamp("us"))}
    )
    explanation = explain(glass_box, "x", "i04", history=history)
    assert explanation.known_user
    assert {t.feature for t in explanation.terms if t.block.startswith("history")} == {"i02"}


@pytest.mark.parametrize(
    ("kind", "block", "words"),
    [
        (Popularity, "bias", "General popularity alone gives it"),
        (RecentPopularity, "trend", "it is popular at present"),
        (Ease, "history", "is in the history"),
    ],
)
def test_a_simple_model_says_what_its_score_is_the_sum_of(kind, block, words):
    model = kind().fit(small_tables())
    row = model.recommend(["u001"], k=1).table.to_pylist()[0]
    explanation = explain(model, "u001", row["item_id"])
    assert {term.block for term in explanation.terms} == {block}
    assert explanation.total == pytest.approx(row["score"], rel=1e-12)
    assert words in " ".join(explanation.sentences())
    assert "e+" not in " ".join(explanation.sentences())


def test_ease_has_a_term_for_each_item_of_the_history():
    shop = small_tables()
    model = Ease().fit(shop)
    own = {row["item_id"] for row in shop.interactions.to_pylist() if row["user_id"] == "u001"}
    item = next(i for i in ("i02", "i04", "i06", "i08") if i not in own)
    assert {term.feature for term in explain(model, "u001", item).terms} == own


def test_a_model_that_tells_nothing_has_one_term():
    model = Silent().fit(small_tables())
    explanation = explain(model, "u001", "i03")
    assert [(term.block, term.feature) for term in explanation.terms] == [("silent", "score")]
    assert explanation.total == explanation.score


def test_a_dictionary_for_json(glass_box):
    facts = explain(glass_box, "u001", "i03").to_dict()
    keys = {"user_id", "item_id", "score", "rank", "terms", "rules", "sentences"}
    assert keys <= facts.keys()
    assert set(facts["terms"][0]) == {"block", "feature", "value", "weight", "contribution"}
    total = math.fsum(t["contribution"] for t in facts["terms"])
    assert np.isclose(total, facts["score"], rtol=1e-9)


def test_a_score_that_all_but_cancels_keeps_its_digits(glass_box):
    import dataclasses

    from openkitchen.models.weights import WeightMatrix

    fitted = glass_box.fitted
    user, item = "u001", 3
    row = fitted.design.rows(gather(fitted.known, [user]))
    own = np.array(fitted.weights.own)
    rest = math.fsum(row.data[1:] * own[row.indices[1:], item]) + fitted.trend[item]
    own[row.indices[0], item] = -rest / row.data[0] * (1 + 1e-6)
    weights = WeightMatrix(own, fitted.weights.lent, fitted.weights.tagged)
    model = type(glass_box).of(dataclasses.replace(fitted, weights=weights))
    name = str(model.items[item])
    told = explain(model, user, name)
    assert abs(told.score) < 1e-5 * sum(abs(t.contribution) for t in told.terms)
    assert model.score([user], [name])[0, 0] == pytest.approx(told.score, rel=1e-9, abs=0)

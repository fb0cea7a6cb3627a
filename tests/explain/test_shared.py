"""Inputs that go together are named, by their correlation over users."""

import numpy as np
import pytest

from openkitchen.explain import explain, shared, shared_credit
from openkitchen.models.audience import gather


def correlations(model):
    rows = model.fitted.design.rows(gather(model.known, None)).toarray()
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(np.corrcoef(rows.T)), (rows != 0).sum(axis=0)


def test_they_are_the_correlations_over_users(glass_box, monkeypatch):
    monkeypatch.setattr(shared, "_USERS_AT_ONCE", 7)
    features = glass_box.fitted.design.features
    matrix, filled = correlations(glass_box)
    found = {
        (s.block, s.feature): s for s in shared_credit(glass_box, features, least=0.5, most=99)
    }
    for n, own in enumerate(features):
        expected = {
            (f.block, f.name): matrix[n, m]
            for m, f in enumerate(features)
            if m != n
            and abs(matrix[n, m]) >= 0.5
            and filled[m] >= 3
            and "bias" not in (f.block, own.block)
            and (f.block, f.group) != (own.block, own.group)
        }
        told = found.get((own.block, own.name))
        named = {(c.block, c.feature): c.correlation for c in told.correlates} if told else {}
        assert named == pytest.approx(expected, abs=1e-9)


def test_the_terms_of_an_explanation(glass_box):
    told = shared_credit(glass_box, explain(glass_box, "u001", "i03").terms[:10], most=2)
    assert told
    for one in told:
        assert 1 <= len(one.correlates) <= 2
        assert "shares its credit with" in one.sentence()
        assert "(r = " in one.sentence()


def test_levels_of_a_category_do_not_share_with_each_other(glass_box):
    features = [f for f in glass_box.fitted.design.features if f.group == "diet"]
    for one in shared_credit(glass_box, features, least=0.01, most=50):
        assert not [c for c in one.correlates if c.feature.startswith("diet")]


def test_what_is_no_input_is_passed_over(glass_box):
    terms = [t for t in explain(glass_box, "u001", "i03").terms if t.block in ("bias", "trend")]
    assert terms
    assert shared_credit(glass_box, terms) == ()

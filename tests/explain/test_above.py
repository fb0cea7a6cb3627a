"""The difference of two scores, term by term."""

import pytest

from openkitchen.errors import UnknownName
from openkitchen.explain import Term, why_above
from openkitchen.explain.above import differences


def test_differences_add_up_for_every_pair(ruled):
    for user in ("u001", "u010", "nobody"):
        for first in ("i00", "i03", "i22"):
            for second in ("i01", "i08"):
                answer = why_above(ruled, user, first, second)
                gap = answer.own.score - answer.other.score
                size = sum(abs(t.contribution) for t in answer.own.terms + answer.other.terms)
                assert abs(answer.difference - gap) <= 1e-12 * size
                for term in answer.terms:
                    product = term.value * term.weight
                    assert term.contribution == pytest.approx(product, rel=1e-9, abs=1e-15)


def test_the_other_way_round_it_is_the_negative(glass_box):
    there, back = (why_above(glass_box, "u001", *p) for p in (("i00", "i03"), ("i03", "i00")))
    assert there.difference == -back.difference
    assert "above" in (there if there.difference > 0 else back).sentences()[0]
    assert "below" in (back if there.difference > 0 else there).sentences()[0]


def test_it_speaks_for_both_sides_and_of_rules(ruled):
    said = " ".join(why_above(ruled, "u000", "i00", "i03").sentences())
    assert "What speaks more for i00" in said or "What speaks more for i03" in said
    assert "left out by a rule" in said


def test_json_holds_the_first_explanation_and_the_difference(glass_box):
    facts = why_above(glass_box, "u001", "i00", "i03").to_dict()
    assert facts["item_id"] == "i00"
    assert facts["above"]["item_id"] == "i03"
    total = sum(term["contribution"] for term in facts["above"]["terms"])
    assert total == pytest.approx(facts["above"]["difference"], rel=1e-9)
    assert facts["score"] - facts["above"]["score"] == pytest.approx(total, abs=1e-12)


def test_equal_terms_are_left_out_and_others_compared():
    own = [Term("user", "age", 2.0, 0.5, 1.0), Term("trend", "now", 0.5, 2.0, 1.0)]
    other = [Term("user", "age", 2.0, 0.2, 0.4), Term("trend", "now", 0.5, 2.0, 1.0)]
    (one,) = differences(own, other)
    assert (one.value, one.weight, one.contribution) == (2.0, pytest.approx(0.3), 0.6)
    unlike = differences(own, [Term("trend", "now", 1.0, 2.0, 2.0)])
    assert Term("trend", "now", 1.0, -1.0, -1.0) in unlike


def test_unknown_item(glass_box):
    with pytest.raises(UnknownName, match="i77"):
        why_above(glass_box, "u001", "i00", "i77")

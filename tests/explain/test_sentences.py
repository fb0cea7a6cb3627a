"""Reasons in words."""

import pytest
from tests.shop import small_tables

from openkitchen.explain.sentences import POPULAR, reasons
from openkitchen.explain.terms import Explanation, Rule, Term, explain
from openkitchen.models import Ease


def term(block: str, feature: str, contribution: float) -> Term:
    return Term(block, feature, 1.0, contribution, contribution)


TERMS = (
    term("bias", "popularity", 0.1),
    term("history:all", "soup", 0.2),
    term("history:0.5h", "soup", 0.3),
    term("history:all", "cake", -0.25),
    term("user", "diet=vegan", 0.15),
    term("tags:4s", "cuisine=thai", 0.0001),
)


def explained(*rules: Rule, known: bool = True) -> list[str]:
    return Explanation("ann", "pie", 0.5, 2, TERMS, rules, known).sentences()


def test_time_scales_of_one_item_are_one_reason() -> None:
    told = reasons(TERMS)
    assert [(r.kind, round(r.contribution, 6)) for r in told[:2]] == [
        ("history", 0.5),
        ("history", -0.25),
    ]
    assert sum(r.contribution for r in told) == pytest.approx(sum(t.contribution for t in TERMS))


def test_what_speaks_for_and_against_it() -> None:
    first, good, bad, bias, care = explained()
    assert first == "pie is number 2 for ann, with a score of 0.5."
    assert good == (
        "What speaks for it: a moment ago, soup is in the history (+0.5); "
        "the user's diet: vegan (+0.15)."
    )
    assert bad == "What speaks against it: cake is in the history (−0.25)."
    assert bias == "General popularity alone gives it +0.1, 10% of all that counts."
    assert "not what causes it" in care


def test_a_rule_comes_first() -> None:
    assert explained(Rule("seen", "had it"))[0] == "pie is not shown to ann: had it."


def test_a_stranger_is_called_one() -> None:
    assert "not known" in explained(known=False)[0]


def test_a_score_of_nothing_is_told_in_two_sentences_as_any():
    model = Ease().fit(small_tables())
    told = explain(model, "nobody", "i03").sentences()
    assert told[0].startswith("i03 is number")
    assert told[1].startswith(POPULAR)

import math

import pytest

from openkitchen.explain import Term, explain
from openkitchen.reporting import Titles, build_waterfall


def term(block, feature, contribution):
    return Term(block, feature, 1.0, contribution, contribution)


def test_steps_lead_from_zero_to_the_score():
    picture = build_waterfall([term("user", "a", 3.0), term("user", "b", -1.0)], 2.0)
    assert [(s.start, s.end, s.kind) for s in picture.steps] == [
        (0.0, 3.0, "up"),
        (3.0, 2.0, "down"),
        (0.0, 2.0, "total"),
    ]
    assert [(s.left, s.width) for s in picture.steps] == [
        (0.0, 1.0),
        (pytest.approx(2 / 3), pytest.approx(1 / 3)),
        (0.0, pytest.approx(2 / 3)),
    ]


def test_negative_scores_stay_inside():
    picture = build_waterfall([term("user", "a", -3.0), term("user", "b", 1.0)], -2.0)
    for step in picture.steps:
        assert 0.0 <= step.left <= step.left + step.width <= 1.0 + 1e-12
        assert step.zero == 1.0


def test_many_terms_are_folded_but_listed():
    terms = [term("user", f"f{n}", 1.0 / (n + 1)) for n in range(30)]
    picture = build_waterfall(terms, sum(t.contribution for t in terms), most=4)
    assert len(picture.steps) == 6
    assert picture.n_folded == 26
    assert picture.steps[4].label == "26 smaller inputs together"
    assert len(picture.lines) == picture.n_terms == 30
    assert picture.steps[-2].end == pytest.approx(picture.score)


def test_one_input_too_many_gets_its_own_bar():
    picture = build_waterfall([term("user", f"f{n}", 1.0) for n in range(4)], 4.0, most=3)
    assert [s.label for s in picture.steps] == ["f0", "f1", "f2", "f3", "Score"]


def test_scales_of_one_input_share_a_bar():
    terms = [term("history:all", "i1", 2.0), term("history:5d", "i1", -0.5)]
    picture = build_waterfall(terms, 1.5, Titles({"i1": "Soup"}))
    assert [(s.label, s.contribution) for s in picture.steps] == [("Soup", 1.5), ("Score", 1.5)]
    assert [line.detail for line in picture.lines] == [
        "chosen before",
        "chosen before (half as much every 5 days)",
    ]


def test_a_tag_that_is_called_like_an_item_keeps_its_name():
    picture = build_waterfall([term("tags:all", "soup", 1.0)], 1.0, Titles({"soup": "Tomato soup"}))
    assert picture.steps[0].label == "soup"


def test_nothing_at_all_is_no_division_by_zero():
    assert build_waterfall([], 0.0).steps[-1].width == 0.0


def test_lines_of_a_real_score_add_up(glass_box):
    explanation = explain(glass_box, "u003", str(glass_box.items[4]))
    picture = build_waterfall(explanation.terms, explanation.score)
    total = math.fsum(line.contribution for line in picture.lines)
    assert total == pytest.approx(picture.score, rel=1e-9)
    assert picture.steps[-2].end == pytest.approx(picture.score, rel=1e-9)

"""The verdict follows from figures, pairs and explanations by stated rules."""

from dataclasses import replace

import pytest

from openkitchen.evaluate import Figure
from openkitchen.experiments.explained import Explained
from openkitchen.experiments.model_choice import Compared, ModelChoice
from openkitchen.experiments.model_verdict import chosen_of, unbeaten, verdict_sentences
from openkitchen.experiments.pairs import Pair


def row(name, value, share=0.0):
    figures = (
        Figure("ndcg", 10, value, None, None, 50),
        Figure("coverage", 10, 0.5, None, None, 50),
    )
    explained = Explained(share, 9.0, (), 0.0)
    return Compared(name, figures, explained, None, 1.0, 10.0, 1000.0, "")


def choice(rows, **verdicts):
    pairs = []
    for n, one in enumerate(rows):
        for other in rows[n + 1 :]:
            verdict = verdicts.get(f"{one.name}_{other.name}", "not told apart")
            gap = one.value("ndcg") - other.value("ndcg")
            pairs.append(
                Pair(one.name, other.name, gap, gap - 0.1, gap + 0.1, 0.5, 0.08, verdict, 50)
            )
    return ModelChoice(tuple(rows), tuple(pairs), "ndcg", 10, 0.01, 50, 900, None)


def test_the_best_that_nobody_beats_and_that_explains_is_taken():
    told = choice([row("a", 0.5), row("b", 0.45, 1.0), row("c", 0.3, 1.0)], a_c="better")
    assert unbeaten(told) == ["a", "b"]
    assert chosen_of(told).name == "b"
    first, why, *_ = verdict_sentences(told)
    assert first.startswith("Take b: ndcg@10 0.450; a has 0.500, which is not clearly more")
    assert "explains every score, 9 terms" in why


def test_a_model_that_is_clearly_better_is_taken_though_it_explains_nothing():
    told = choice([row("a", 0.5), row("b", 0.2, 1.0)], a_b="better")
    assert chosen_of(told).name == "a"
    assert verdict_sentences(told)[0].endswith("clearly better than b.")


def test_a_list_for_everybody_that_is_not_worse_is_told():
    told = choice([row("b", 0.45, 1.0), row("popularity", 0.4)])
    assert any("same list" in said for said in verdict_sentences(told))
    told = choice([row("b", 0.45, 1.0), row("popularity", 0.4)], b_popularity="better")
    assert not any("same list" in said for said in verdict_sentences(told))


@pytest.mark.parametrize(
    ("rules", "words"), [((), "(Holm)."), (("a",), "obey 1 rule."), (("a", "b"), "obey 2 rules.")]
)
def test_rules_are_counted(rules, words):
    told = replace(choice([row("a", 0.5), row("b", 0.45, 1.0)]), rules=rules)
    assert verdict_sentences(told)[-1].endswith(words)


@pytest.mark.parametrize(
    ("verdict", "words"),
    [("alike", "margin"), ("not told apart", "0.080 would"), ("better", "a clear difference")],
)
def test_each_difference_is_said_from_the_side_of_the_one_taken(verdict, words):
    told = choice([row("a", 0.5), row("b", 0.45, 1.0)], a_b=verdict)
    said = next(one for one in verdict_sentences(told) if " less " in one)
    assert words in said
    assert said.startswith("A less b: +0.0500" if verdict == "better" else "B less a: -0.0500")

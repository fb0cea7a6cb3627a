"""Reasons in words that a client can read.

The words are careful: a ridge regression shares credit between inputs that go together
and shows association, not cause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openkitchen.explain.terms import Explanation, Term
    from openkitchen.explain.why_not import WhyNot

__all__ = ["explanation_sentences", "term_phrase", "why_not_sentences"]

_REASONS = 3
_NEGLIGIBLE = 0.02


def explanation_sentences(explanation: Explanation) -> list[str]:
    """Say where the item stands, what speaks for it, what against it."""
    sentences = [_opening(explanation)]
    size = sum(abs(term.contribution) for term in explanation.terms) or 1.0
    told = [t for t in explanation.terms if t.block != "bias"]
    told = [t for t in told if abs(t.contribution) / size >= _NEGLIGIBLE]
    gains = [t for t in told if t.contribution > 0][:_REASONS]
    losses = [t for t in told if t.contribution < 0][: _REASONS - 1]
    if gains:
        sentences.append(f"What speaks for it: {_joined(gains)}.")
    if losses:
        sentences.append(f"What speaks against it: {_joined(losses)}.")
    sentences.append(_bias(explanation, size))
    if any(t.block.startswith(("history", "tags", "user")) for t in gains + losses):
        sentences.append(
            "Credit is shared between inputs that go together; it shows what goes along "
            "with a choice, not what causes it."
        )
    return sentences


def why_not_sentences(answer: WhyNot) -> list[str]:
    """Say why an item is not in the list."""
    explanation = answer.explanation
    item = explanation.item_id
    if explanation.rules:
        return [f"{item} is left out by a rule: {rule.reason}." for rule in explanation.rules]
    if answer.listed:
        return [f"{item} is in the list of {answer.k}, at place {explanation.rank}."]
    sentences = [
        f"{item} stands at place {explanation.rank}; the list ends at {answer.k}. "
        f"It is {answer.gap:.3g} short of the last item shown, {answer.last_item}."
    ]
    if answer.behind:
        told = "; ".join(f"{_phrase(t)} ({t.contribution:+.3g})" for t in answer.behind)
        sentences.append(f"Compared with {answer.last_item}, what holds it back: {told}.")
    return sentences


def term_phrase(term: Term) -> str:
    """Say what a term stands for, with its size."""
    return f"{_phrase(term)} ({term.contribution:+.3g})"


def _opening(explanation: Explanation) -> str:
    item, user = explanation.item_id, explanation.user_id
    who = user if explanation.known_user else f"{user} (not known, so scored as brand-new)"
    if explanation.rules:
        return f"{item} is not shown to {who}: {explanation.rules[0].reason}."
    return (
        f"{item} is number {explanation.rank} for {who}, with a score of {explanation.score:.4g}."
    )


def _bias(explanation: Explanation, size: float) -> str:
    bias = sum(t.contribution for t in explanation.terms if t.block in ("bias", "trend"))
    return (
        f"General popularity alone gives it {bias:+.3g}, {abs(bias) / size:.0%} of all that counts."
    )


def _joined(terms: list[Term]) -> str:
    return "; ".join(term_phrase(term) for term in terms)


def _phrase(term: Term) -> str:
    kind, _, scale = term.block.partition(":")
    if kind == "history":
        return f"{_recency(scale)}{term.feature} is in the history"
    if kind == "tags":
        return f"{_recency(scale)}a taste for {term.feature}"
    if kind == "user":
        return f"the user's {term.feature}"
    if kind == "trend":
        return "it is popular at present"
    if term.feature == "no history yet":
        return "what people take first"
    if kind == "bias":
        return "general popularity"
    return term.feature


def _recency(scale: str) -> str:
    if scale == "0s":
        return "most recently, "
    if scale.endswith("h"):
        return "a moment ago, "
    return "" if scale in ("", "all") else "lately, "

"""Reasons in words that a client can read.

The words are careful: a ridge regression shares credit between inputs that go together
and shows association, not cause.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openkitchen.explain.above import Above
    from openkitchen.explain.shared import Shared
    from openkitchen.explain.similar import Similar
    from openkitchen.explain.terms import Explanation, Term
    from openkitchen.explain.why_not import WhyNot

__all__ = [
    "Reason",
    "above_sentences",
    "explanation_sentences",
    "reasons",
    "shared_sentence",
    "similar_sentences",
    "why_not_sentences",
]

_REASONS = 3
_NEGLIGIBLE = 0.02


@dataclass(frozen=True, slots=True)
class Reason:
    """Terms that a person would call one reason, told as one."""

    kind: str
    words: str
    contribution: float

    def __str__(self) -> str:
        return f"{self.words} ({_signed(self.contribution)})"


def reasons(terms: Iterable[Term]) -> list[Reason]:
    """Gather the time scales of one item or tag into one reason; the largest come first."""
    together: dict[tuple[str, str], list[Term]] = {}
    for term in terms:
        together.setdefault((term.block.partition(":")[0], term.feature), []).append(term)
    gathered = [
        Reason(kind, _phrase(parts), math.fsum(t.contribution for t in parts))
        for (kind, _), parts in together.items()
    ]
    return sorted(gathered, key=lambda reason: -abs(reason.contribution))


def explanation_sentences(explanation: Explanation) -> list[str]:
    """Say where the item stands, what speaks for it, what against it."""
    sentences = [_opening(explanation)]
    size = sum(abs(term.contribution) for term in explanation.terms) or 1.0
    told = [
        reason
        for reason in reasons(t for t in explanation.terms if t.block != "bias")
        if abs(reason.contribution) / size >= _NEGLIGIBLE
    ]
    gains = [reason for reason in told if reason.contribution > 0][:_REASONS]
    losses = [reason for reason in told if reason.contribution < 0][: _REASONS - 1]
    if gains:
        sentences.append(f"What speaks for it: {_joined(gains)}.")
    if losses:
        sentences.append(f"What speaks against it: {_joined(losses)}.")
    sentences.append(_bias(explanation, size))
    if any(reason.kind in ("history", "tags", "user", "context") for reason in gains + losses):
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
        told = _joined(reasons(answer.behind))
        sentences.append(f"Compared with {answer.last_item}, what holds it back: {told}.")
    return sentences


def above_sentences(answer: Above) -> list[str]:
    """Say by how much an item is above another, and what makes the difference."""
    own, other = answer.own, answer.other
    gap = answer.difference
    word = "above" if gap > 0 else "below" if gap < 0 else "level with"
    sentences = [
        f"For {own.user_id}, {own.item_id} ({own.score:.4g}) is {word} {other.item_id} "
        f"({other.score:.4g})" + (f", by {abs(gap):.3g}." if gap else ".")
    ]
    for one in (own, other):
        sentences += [f"{one.item_id} is left out by a rule: {r.reason}." for r in one.rules]
    told = reasons(answer.terms)
    for_it = [reason for reason in told if reason.contribution > 0][:_REASONS]
    against = [reason for reason in told if reason.contribution < 0][:_REASONS]
    if for_it:
        sentences.append(f"What speaks more for {own.item_id}: {_joined(for_it)}.")
    if against:
        sentences.append(f"What speaks more for {other.item_id}: {_joined(against, -1)}.")
    return sentences


def similar_sentences(answer: Similar) -> list[str]:
    """Say which items are like one, and what makes them so."""
    if not answer.items:
        return [f"Nothing is like {answer.item_id}: nothing was learned about it."]
    told = []
    for one in answer.items:
        alike = [reason for reason in reasons(one.terms) if reason.contribution > 0][:_REASONS]
        why = f"; both go with: {_joined(alike)}" if alike else ""
        told.append(f"{one.item_id} ({one.similarity:.2f}){why}.")
    return told


def shared_sentence(shared: Shared) -> str:
    """Name the inputs that an input shares credit with."""
    others = "; ".join(
        f"{_input(one.block, one.feature)} (r = {one.correlation:.2f})".replace("-", "−")
        for one in shared.correlates
    )
    return f"{_input(shared.block, shared.feature)} shares its credit with {others}."


def _input(block: str, feature: str) -> str:
    """Name an input, and at which scale it looks at a history."""
    kind, _, scale = block.partition(":")
    name = feature if kind == "history" else _as_words(feature)
    return f"{name} ({kind})" if scale in ("", "all") else f"{name} ({kind}, {scale})"


def _opening(explanation: Explanation) -> str:
    item, user = explanation.item_id, explanation.user_id
    who = user if explanation.known_user else f"{user} (not known, so scored as brand-new)"
    if explanation.rules:
        why = "; ".join(rule.reason for rule in explanation.rules)
        return f"{item} is not shown to {who}: {why}."
    return (
        f"{item} is number {explanation.rank} for {who}, with a score of {explanation.score:.4g}."
    )


def _bias(explanation: Explanation, size: float) -> str:
    bias = math.fsum(t.contribution for t in explanation.terms if t.block in ("bias", "trend"))
    share = f"{abs(bias) / size:.0%} of all that counts"
    return f"General popularity alone gives it {_signed(bias)}, {share}."


def _joined(told: Iterable[Reason], sign: int = 1) -> str:
    return "; ".join(f"{reason.words} ({_signed(sign * reason.contribution)})" for reason in told)


def _signed(value: float) -> str:
    return f"{value:+.3g}".replace("-", "−")


def _phrase(terms: Sequence[Term]) -> str:
    """Say what stands behind the terms of one feature."""
    kind, feature = terms[0].block.partition(":")[0], terms[0].feature
    largest = max(terms, key=lambda term: abs(term.contribution))
    scale = largest.block.partition(":")[2]
    if kind == "history":
        return f"{_recency(scale)}{feature} is in the history"
    if kind == "tags":
        return f"{_recency(scale)}a taste for {_as_words(feature)}"
    if kind == "user":
        return f"the user's {_as_words(feature)}"
    if kind == "context":
        return _moment(feature)
    if kind == "trend":
        return "it is popular at present"
    if kind == "diversity":
        return f"it resembles {feature}, which is shown above it"
    if feature == "no history yet":
        return "what people take first"
    return "general popularity" if kind == "bias" else feature


def _moment(feature: str) -> str:
    """Write ``month=December`` as "it is December"."""
    kind, _, level = feature.partition("=")
    if kind == "device":
        return f"on this device: {level}"
    return f"it is {level} o'clock (UTC)" if kind == "hour" else f"it is {level}"


def _as_words(feature: str) -> str:
    """Write ``diet=vegan`` as "diet: vegan"; a number's name stays as it is."""
    return feature.replace("=", ": ", 1).replace("_", " ")


def _recency(scale: str) -> str:
    if scale == "0s":
        return "most recently, "
    if scale.endswith("h"):
        return "a moment ago, "
    return "" if scale in ("", "all") else "lately, "

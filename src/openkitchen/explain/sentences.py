"""Reasons in words that a client can read.

The words are careful: a ridge regression shares credit between inputs that go together
and shows association, not cause.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from openkitchen.explain.above import Above
    from openkitchen.explain.shared import Shared
    from openkitchen.explain.shortened import Shortened
    from openkitchen.explain.similar import Similar
    from openkitchen.explain.terms import Explanation, Term
    from openkitchen.explain.why_not import WhyNot

__all__ = [
    "POPULAR",
    "POPULARITY",
    "Gathered",
    "Reason",
    "above_sentences",
    "explanation_sentences",
    "gather_terms",
    "placed_sentences",
    "reasons",
    "shared_sentence",
    "shared_words",
    "similar_sentences",
    "why_not_sentences",
]

Name = Callable[[str], str]

_REASONS = 3
NEGLIGIBLE = 0.02
"""Share of the sum of all sizes below which nothing is told."""

_MANY = 1000
"""From this size on, numbers are told whole."""

POPULARITY = ("bias", "trend")
"""The blocks that do not depend on the user."""

POPULAR = "General popularity alone gives it"
"""What the sentence about popularity begins with."""

_SHARING = ("history", "tags", "user", "context")
"""The blocks whose inputs share credit."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Terms that a person would call one reason, told as one."""

    kind: str
    words: str
    contribution: float

    def __str__(self) -> str:
        return f"{self.words} ({_signed(self.contribution)})"


class Gathered(NamedTuple):
    """What the time scales of one item or tag add together.

    Parameters
    ----------
    block, feature
        As in `Term`: the block is that of the largest addend.
    contribution
        Their sum.
    """

    block: str
    feature: str
    contribution: float

    def reason(self) -> Reason:
        """Put it in words."""
        return Reason(_kind(self.block), _phrase(self.block, self.feature, str), self.contribution)


def reasons(terms: Iterable[Term]) -> list[Reason]:
    """Gather the time scales of one item or tag into one reason; the largest come first."""
    return [one.reason() for one in gather_terms(terms)]


def gather_terms(terms: Iterable[Term]) -> list[Gathered]:
    """Add up the terms of each feature; the largest come first."""
    together: dict[tuple[str, str], list[Term]] = {}
    for term in terms:
        together.setdefault((_kind(term.block), term.feature), []).append(term)
    found = []
    for (_, feature), parts in together.items():
        if len(parts) == 1:
            found.append(Gathered(parts[0].block, feature, parts[0].contribution))
        else:
            largest = max(parts, key=lambda term: abs(term.contribution))
            adds = math.fsum(term.contribution for term in parts)
            found.append(Gathered(largest.block, feature, adds))
    return sorted(found, key=lambda one: -abs(one.contribution))


@lru_cache(maxsize=256)
def _kind(block: str) -> str:
    """Return what kind of block it is: that of all time scales alike."""
    return block.partition(":")[0]


def explanation_sentences(explanation: Explanation, name: Name = str) -> list[str]:
    """Say where the item stands, what speaks for it, what against it.

    Parameters
    ----------
    explanation
        What is told.
    name
        What people call an item, by its id.
    """
    terms = explanation.terms
    return placed_sentences(
        explanation,
        gather_terms(term for term in terms if term.block != "bias"),
        bias=math.fsum(term.contribution for term in terms if term.block in POPULARITY),
        size=sum(abs(term.contribution) for term in terms),
        name=name,
    )


def placed_sentences(
    place: Explanation | Shortened,
    gathered: Iterable[Gathered],
    *,
    bias: float,
    size: float,
    name: Name = str,
) -> list[str]:
    """Say what `explanation_sentences` says, of addends that were gathered before.

    Parameters
    ----------
    place
        Whom and what it is about, and where the item stands.
    gathered
        What each feature adds, the largest first; the bias left out.
    bias
        What general and recent popularity add.
    size
        The sum of the sizes of all addends.
    name
        What people call an item, by its id.
    """
    size = size or 1.0
    told = [one for one in gathered if abs(one.contribution) / size >= NEGLIGIBLE]
    gains = [one for one in told if one.contribution > 0][:_REASONS]
    losses = [one for one in told if one.contribution < 0][: _REASONS - 1]
    sentences = [_opening(place, name)]
    if gains:
        sentences.append(f"What speaks for it: {_told(gains, name)}.")
    if losses:
        sentences.append(f"What speaks against it: {_told(losses, name)}.")
    if bias or not (gains or losses):
        share = f"{abs(bias) / size:.0%} of all that counts"
        sentences.append(f"{POPULAR} {_signed(bias)}, {share}.")
    if any(_kind(one.block) in _SHARING for one in (*gains, *losses)):
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


def similar_sentences(answer: Similar, name: Name = str) -> list[str]:
    """Say which items are like one, and what makes them so."""
    if not answer.items:
        return [f"Nothing is like {name(answer.item_id)}: nothing was learned about it."]
    told = []
    for one in answer.items:
        why = f"; both go with: {said}" if (said := shared_words(one.terms, name)) else ""
        told.append(f"{name(one.item_id)} ({one.similarity:.2f}){why}.")
    return told


def shared_words(terms: Iterable[Term], name: Name = str) -> str:
    """Say what most makes two items alike; empty where nothing does."""
    alike = [one for one in gather_terms(terms) if one.contribution > 0]
    return _told(alike[:_REASONS], name)


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


def _opening(place: Explanation | Shortened, name: Name) -> str:
    item, user = name(place.item_id), place.user_id
    who = user if place.known_user else f"{user} (not known, so scored as brand-new)"
    if place.rules:
        why = "; ".join(rule.reason for rule in place.rules)
        return f"{item} is not shown to {who}: {why}."
    return f"{item} is number {place.rank} for {who}, with a score of {place.score:.4g}."


def _told(gathered: Iterable[Gathered], name: Name) -> str:
    return "; ".join(
        f"{_phrase(block, feature, name)} ({_signed(adds)})" for block, feature, adds in gathered
    )


def _joined(told: Iterable[Reason], sign: int = 1) -> str:
    return "; ".join(f"{reason.words} ({_signed(sign * reason.contribution)})" for reason in told)


def _signed(value: float) -> str:
    shown = f"{value:+,.0f}" if abs(value) >= _MANY else f"{value:+.3g}"
    return shown.replace("-", "−")


def _phrase(block: str, feature: str, name: Name) -> str:
    """Say what stands behind the terms of one feature."""
    kind, _, scale = block.partition(":")
    if kind == "history":
        return f"{_recency(scale)}{name(feature)} is in the history"
    if kind == "tags":
        return f"{_recency(scale)}a taste for {_as_words(feature)}"
    if kind == "user":
        return f"the user's {_as_words(feature)}"
    if kind == "context":
        return _moment(feature)
    if kind == "trend":
        return "it is popular at present"
    if kind == "diversity":
        return f"it resembles {name(feature)}, which is shown above it"
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

"""One score taken apart, step by step, ready to be drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from openkitchen.explain import Term
from openkitchen.reporting.titles import Titles
from openkitchen.reporting.wording import places_for

__all__ = ["Step", "TermLine", "Waterfall", "block_in_words", "build_waterfall", "feature_in_words"]


@dataclass(frozen=True, slots=True)
class Step:
    """One bar.

    Parameters
    ----------
    label, detail
        What it stands for, and the kind of input in plain words.
    contribution
        What it adds; for the total, the score.
    start, end
        The running total before and after.
    left, width
        Where the bar lies, as shares of the picture's width.
    zero, joint
        Where zero lies, and the running total after the step, likewise.
    kind
        ``up``, ``down`` or ``total``.
    """

    label: str
    detail: str
    contribution: float
    start: float
    end: float
    left: float
    width: float
    zero: float
    joint: float
    kind: Literal["up", "down", "total"]


@dataclass(frozen=True, slots=True)
class TermLine:
    """One addend in full.

    Parameters
    ----------
    label, detail
        What it stands for, and the kind of input in plain words.
    value, weight, contribution
        What the model saw, what one unit of it adds, and their product.
    """

    label: str
    detail: str
    value: float
    weight: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """All bars, ending at the score.

    Parameters
    ----------
    steps
        The bars, the largest contribution first, the total last.
    score
        The served score.
    n_terms, n_folded
        How many terms the score has, and how many inputs share the bar of the rest.
    lines
        Every term, the largest first; they add up to the score.
    places
        Decimal places that keep three digits of the largest number.
    """

    steps: tuple[Step, ...]
    score: float
    n_terms: int
    n_folded: int
    lines: tuple[TermLine, ...]
    places: int


def build_waterfall(
    terms: Sequence[Term], score: float, titles: Titles | None = None, most: int = 9
) -> Waterfall:
    """Order the terms by size and lay them out between zero and the score.

    Terms about one input at several time scales share a bar; the lines have each.

    Parameters
    ----------
    terms
        The addends of the score.
    score
        The served score.
    titles
        Titles for terms that are about an item.
    most
        How many inputs get a bar of their own; the others are one bar together.
    """
    titles = titles or Titles()
    ordered = sorted(terms, key=lambda term: (-abs(term.contribution), term.block, term.feature))
    inputs = _by_input(ordered, titles)
    shown = inputs if len(inputs) == most + 1 else inputs[:most]
    folded = inputs[len(shown) :]
    bars = list(shown)
    if folded:
        rest = math.fsum(contribution for _, _, contribution in folded)
        bars.append((f"{len(folded):,} smaller inputs together", "all the rest", rest))
    return Waterfall(
        steps=_steps(bars, score),
        score=score,
        n_terms=len(ordered),
        n_folded=len(folded),
        lines=tuple(_line(term, titles) for term in ordered),
        places=places_for([score, *(contribution for _, _, contribution in shown)]),
    )


def block_in_words(block: str) -> str:
    """Say in plain words what kind of input a block is."""
    kind, _, scale = block.partition(":")
    words = _KINDS.get(kind, kind.replace("_", " "))
    return words if scale in ("", "all") else f"{words} ({_scale_in_words(scale)})"


_KINDS = {
    "bias": "the same for everyone",
    "trend": "the same for everyone",
    "history": "chosen before",
    "tags": "seen in what was chosen before",
    "user": "about the person",
    "context": "the moment and the device",
}


def _scale_in_words(scale: str) -> str:
    if scale == "0s":
        return "the latest choice"
    number, unit = scale[:-1], {"d": "days", "s": "choices"}.get(scale[-1], scale[-1])
    return f"half as much every {number} {unit}"


def _by_input(terms: Sequence[Term], titles: Titles) -> list[tuple[str, str, float]]:
    together: dict[tuple[str, str], list[Term]] = {}
    for term in terms:
        together.setdefault((term.block.partition(":")[0], term.feature), []).append(term)
    bars = [
        (_label(same[0], titles), block_in_words(kind), math.fsum(t.contribution for t in same))
        for (kind, _), same in together.items()
    ]
    return sorted(bars, key=lambda bar: -abs(bar[2]))


def _line(term: Term, titles: Titles) -> TermLine:
    label = _label(term, titles)
    return TermLine(label, block_in_words(term.block), term.value, term.weight, term.contribution)


def _label(term: Term, titles: Titles) -> str:
    return feature_in_words(term.block, term.feature, titles)


def feature_in_words(block: str, feature: str, titles: Titles) -> str:
    """Say in plain words what an input is."""
    if block.startswith("history"):
        return titles[feature]
    if block == "bias" and feature == "popularity":
        return "General popularity"
    if block == "bias":
        return "What people take first"
    if block == "trend":
        return "Popular at present"
    return feature.replace("_", " ").replace("=", ": ")


def _steps(bars: Sequence[tuple[str, str, float]], score: float) -> tuple[Step, ...]:
    totals = [0.0]
    for _, _, contribution in bars:
        totals.append(totals[-1] + contribution)
    low, high = min(*totals, score, 0.0), max(*totals, score, 0.0)
    span = (high - low) or 1.0

    def at(value: float) -> float:
        return (value - low) / span

    steps = [
        Step(
            label=label,
            detail=detail,
            contribution=contribution,
            start=start,
            end=end,
            left=at(min(start, end)),
            width=abs(end - start) / span,
            zero=at(0.0),
            joint=at(end),
            kind="up" if contribution >= 0 else "down",
        )
        for (label, detail, contribution), start, end in zip(
            bars, totals[:-1], totals[1:], strict=True
        )
    ]
    left, width = at(min(score, 0.0)), abs(score) / span
    total = Step("Score", "", score, 0.0, score, left, width, at(0.0), at(score), "total")
    return (*steps, total)

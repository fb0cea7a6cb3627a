"""One score taken apart, step by step, ready to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from openkitchen.reporting.titles import Titles

__all__ = ["Step", "TermLike", "Waterfall", "build_waterfall"]


class TermLike(Protocol):
    """One addend of a score."""

    @property
    def block(self) -> str:
        """The kind of input."""
        ...

    @property
    def feature(self) -> str:
        """The input's name."""
        ...

    @property
    def contribution(self) -> float:
        """What it adds."""
        ...


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
class Waterfall:
    """All bars, ending at the score.

    Parameters
    ----------
    steps
        The bars, the largest contribution first, the total last.
    score
        The served score.
    n_terms, n_folded
        How many terms the score has, and how many of them share the bar of the rest.
    """

    steps: tuple[Step, ...]
    score: float
    n_terms: int
    n_folded: int


def build_waterfall(
    terms: Sequence[TermLike], score: float, titles: Titles | None = None, most: int = 9
) -> Waterfall:
    """Order the terms by size and lay them out between zero and the score.

    Parameters
    ----------
    terms
        The addends of the score.
    score
        The served score.
    titles
        Titles for terms that are about an item.
    most
        How many terms get a bar of their own; the others are one bar together.
    """
    titles = titles or Titles()
    ordered = sorted(terms, key=lambda term: (-abs(term.contribution), term.block, term.feature))
    shown, folded = ordered[:most], ordered[most:]
    if len(folded) == 1:
        shown, folded = ordered, []
    bars = [(_label(t, titles), block_in_words(t.block), t.contribution) for t in shown]
    if folded:
        rest = sum(term.contribution for term in folded)
        bars.append((f"{len(folded):,} smaller terms together", "all the rest", rest))
    return Waterfall(_steps(bars, score), score, len(ordered), len(folded))


def block_in_words(block: str) -> str:
    """Say in plain words what kind of input a block is."""
    known = {
        "bias": "how often everyone chooses it",
        "popularity": "how often everyone chooses it",
        "recent": "how often everyone chose it lately",
        "history": "chosen before",
        "users": "about the person",
        "user": "about the person",
        "items": "about the item",
        "item": "about the item",
        "tags": "about the item",
        "context": "the moment",
        "time": "the moment",
    }
    first = block.replace(":", ".").replace("/", ".").replace(" ", ".").split(".", maxsplit=1)[0]
    return known.get(first.lower(), block.replace("_", " "))


def _label(term: TermLike, titles: Titles) -> str:
    if term.feature in titles:
        return titles[term.feature]
    return term.feature.replace("_", " ") or term.block.replace("_", " ")


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

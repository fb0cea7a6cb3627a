"""Verdicts: a few words for the table, and a sentence for a client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openkitchen.errors import plural
from openkitchen.experiments.worth import Standing, Worth

__all__ = ["Copies", "Finding", "Kind", "judge_change", "judge_column", "judge_unused"]

Kind = Literal[
    "worth it",
    "informative, not worth it",
    "informative, worth not settled",
    "not told from noise",
    "nothing new",
    "not used",
    "better",
    "worse",
    "no difference that matters",
    "not settled",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict.

    Parameters
    ----------
    kind
        What was found, in fixed words.
    words
        The same as it is said: *informative, not worth adding*.
    sentence
        What a client reads.
    """

    kind: Kind
    words: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Copies:
    """What the shuffled copies say, as far as a verdict needs it.

    Parameters
    ----------
    p
        After looking at all columns that were asked about.
    n, n_as_good
        How many copies there are, and how many did at least as well.
    detectable
        By which share nearer to the top a column must place what people chose to be found.
    used
        Whether it makes any difference to the model what the column says.
    gains
        Whether what people chose stands higher with the column than without it.
    repeats
        The other columns that it can be computed from; empty for none.
    together
        How many columns were asked about, and judged together.
    """

    p: float
    n: int
    n_as_good: int
    detectable: float
    used: bool = True
    gains: bool = True
    repeats: str = ""
    together: int = 1

    def told(self) -> str:
        """Write p, and of how many columns together where there are several."""
        among = f", {self.together} columns judged together" if self.together > 1 else ""
        return f"(p = {self.p:.2g}{among})"


def judge_column(
    name: str, verb: str, metric: str, worth: Worth, worth_p: float, copies: Copies
) -> Finding:
    """Judge a column.

    Parameters
    ----------
    name
        ``users.diet``.
    verb
        ``keeping`` or ``adding``.
    metric
        ``nDCG@10``.
    worth, worth_p
        With it less without it, and its p-value after looking at all arms.
    copies
        What the shuffled copies say.
    """
    standing = worth.standing(worth_p)
    nothing = _nothing_told(name, metric, worth, standing, copies)
    if nothing is not None:
        return nothing
    informs = _informs(copies)
    gap = f"{metric} is {_by(worth)} with it"
    if standing == "better":
        said = f"{name} is informative and worth {verb}: {gap}, and {informs}."
        return Finding("worth it", f"informative and worth {verb}", said)
    if standing == "not settled":
        said = (
            f"{name} is informative: {informs}. Whether it is worth {verb} is not settled: {gap}; "
            f"a difference of {worth.detectable:.2g} would mostly have been seen."
        )
        words = f"informative; worth {verb} not settled"
        return Finding("informative, worth not settled", words, said)
    why = f"which is within the margin of {worth.margin:.2g}"
    why = "so lists get worse" if standing == "worse" else why
    words = f"informative, not worth {verb}"
    said = f"{name} is {words}: {informs}, but {gap}, {why}."
    return Finding("informative, not worth it", words, said)


def _nothing_told(
    name: str, metric: str, worth: Worth, standing: Standing, copies: Copies
) -> Finding | None:
    """Say that a column tells nothing; ``None`` when it does."""
    if not copies.used:
        return judge_unused(name)
    if copies.repeats:
        said = (
            f"{name} says nothing that the model does not know: it can be computed from "
            f"{copies.repeats}. That {metric} is {_by(worth)} with it is the weight of having one "
            "thing twice, not news."
        )
        return Finding("nothing new", f"says nothing new: repeats {copies.repeats}", said)
    if copies.p > worth.level:
        said = (
            f"{name} cannot be told from noise: {copies.n_as_good:,} of {copies.n:,} shuffled "
            f"copies of it place what people chose as high {copies.told()}; a column that "
            f"places it {copies.detectable:.1%} higher would mostly have been seen, and so would "
            f"an effect of {worth.detectable:.2g} or more on {metric}."
        )
        if standing == "worse":
            said += f" Lists are worse with it, by {-worth.value:.2g}."
        return Finding("not told from noise", "cannot be told from noise", said)
    if not copies.gains:
        said = (
            f"{name} says nothing that the model does not know: it harms less than a shuffled copy "
            f"does {copies.told()}, as a column that repeats others would, but what people "
            "chose stands no higher with it than without."
        )
        return Finding("nothing new", "says nothing new", said)
    return None


def judge_unused(name: str) -> Finding:
    """Judge a column that does nothing in the model, as it is set."""
    said = (
        f"{name} makes no difference: with its settings, the model makes no use of it for the "
        "items that people chose."
    )
    return Finding("not used", "makes no difference", said)


def _informs(copies: Copies) -> str:
    some = f"{copies.n_as_good:,} of {copies.n:,} shuffled copies of it place"
    none = f"none of {copies.n:,} shuffled copies of it places"
    return f"{some if copies.n_as_good else none} what people chose as high {copies.told()}"


def judge_change(name: str, metric: str, worth: Worth, worth_p: float) -> Finding:
    """Judge a change that is no column: a window, weights, another map.

    Parameters
    ----------
    name
        The change in words.
    metric
        ``nDCG@10``.
    worth, worth_p
        With the change less without it, and its p-value after looking at all arms.
    """
    standing, gap = worth.standing(worth_p), f"{metric} is {_by(worth)}"
    if standing in {"better", "worse"}:
        said = f"{name}: lists are {standing}: {gap}."
        return Finding("better" if standing == "better" else "worse", standing, said)
    if standing == "the same":
        words = "no difference that matters"
        said = f"{name}: {words}: {gap}, within the margin of {worth.margin:.2g}."
        return Finding("no difference that matters", words, said)
    said = (
        f"{name}: not settled: {gap}; a difference of {worth.detectable:.2g} or more would mostly "
        "have been seen."
    )
    return Finding("not settled", "not settled", said)


def _by(worth: Worth) -> str:
    side = "higher" if worth.value > 0 else "lower"
    between = (
        f"({worth.low:+.2g} to {worth.high:+.2g}, {plural(worth.n_users, 'person', 'people')})"
    )
    return f"{abs(worth.value):.2g} {side} {between}" if worth.value else f"as it was {between}"

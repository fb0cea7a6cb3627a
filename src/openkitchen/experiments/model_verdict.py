"""What a comparison of models comes to, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from openkitchen.experiments.cost import seconds_told

if TYPE_CHECKING:
    from openkitchen.experiments.model_choice import Compared, ModelChoice

__all__ = ["chosen_of", "unbeaten", "verdict_sentences"]

SIMPLE = ("popularity", "recent-popularity")
"""Models that give everybody the same list."""

_WHOLE = 0.9999


def unbeaten(choice: ModelChoice) -> list[str]:
    """Return the models than which no other one is clearly better."""
    beaten = {p.second for p in choice.pairs if p.verdict == "better"}
    beaten |= {p.first for p in choice.pairs if p.verdict == "worse"}
    return [row.name for row in choice.rows if row.name not in beaten]


def chosen_of(choice: ModelChoice) -> Compared:
    """Return the model to take: of those unbeaten, the best that explains every score.

    Where none explains every score, the best in the metric.
    """
    names = unbeaten(choice)
    rows = [row for row in choice.rows if row.name in names]
    whole = [row for row in rows if row.explained.share >= _WHOLE]
    return (whole or rows)[0]


def verdict_sentences(choice: ModelChoice) -> list[str]:
    """Say which model to take and why, what could not be told, and what it rests on."""
    return [
        _verdict(choice),
        _reasons(choice),
        *_simple(choice),
        *_differences(choice),
        _basis(choice),
    ]


def _verdict(choice: ModelChoice) -> str:
    taken, best = chosen_of(choice), choice.rows[0]
    name = f"{choice.metric}@{choice.k}"
    said = f"Take {taken.name}: {name} {_value(taken, choice):.3f}"
    if taken.name != best.name:
        said += (
            f"; {best.name} has {_value(best, choice):.3f}, which is not clearly more, and "
            f"explains {best.explained.words}"
        )
    worse = [row.name for row in choice.rows if _side(choice, taken.name, row.name) == "better"]
    return f"{said}; clearly better than {_and(worse)}." if worse else f"{said}."


def _reasons(choice: ModelChoice) -> str:
    taken = chosen_of(choice)
    parts = [f"explains {taken.explained.words}"]
    coverage = taken.value("coverage")
    if coverage is not None:
        parts.append(f"shows {coverage:.1%} of the items")
    parts.append(f"is fitted in {seconds_told(taken.fit_seconds)}")
    parts.append(f"makes {taken.users_per_second:,.0f} lists a second")
    return f"{_capital(taken.name)} {_and(parts)}."


def _simple(choice: ModelChoice) -> list[str]:
    """Warn where a list that is the same for everybody is not clearly worse."""
    taken = chosen_of(choice)
    simple = [row.name for row in choice.rows if row.name in SIMPLE and row.name != taken.name]
    level = [name for name in simple if _side(choice, taken.name, name) != "better"]
    if not level:
        return []
    return [
        f"{_capital(_and(level))} gives everybody the same list and is not clearly worse: on these "
        "people it is not shown that a personal model is worth its keep."
    ]


def _differences(choice: ModelChoice) -> list[str]:
    taken = chosen_of(choice).name
    own = [pair for pair in choice.pairs if taken in (pair.first, pair.second)]
    said = []
    for pair in own:
        turn = 1.0 if pair.first == taken else -1.0
        other = pair.second if pair.first == taken else pair.first
        ends = sorted((turn * pair.low, turn * pair.high))
        words = {
            "alike": f"which is within the margin of {choice.margin:g}: they are alike",
            "not told apart": (
                "which is not told from zero; a difference of "
                f"{pair.detectable:.3f} would mostly have been seen"
            ),
        }.get(pair.verdict, "a clear difference")
        said.append(
            f"{_capital(taken)} less {other}: {turn * pair.value:+.4f} "
            f"[{ends[0]:+.4f}, {ends[1]:+.4f}], {words}."
        )
    return said


def _basis(choice: ModelChoice) -> str:
    when = "" if choice.period is None else f", {choice.period}"
    number = "1 rule" if len(choice.rules) == 1 else f"{len(choice.rules)} rules"
    rules = f" All lists obey {number}." if choice.rules else ""
    return (
        f"All models learned from the same {choice.n_train:,} events and are judged on the same "
        f"{choice.n_users:,} people{when}; intervals hold together (Holm).{rules}"
    )


def _side(choice: ModelChoice, one: str, other: str) -> str:
    for pair in choice.pairs:
        if (pair.first, pair.second) == (one, other):
            return pair.verdict
        if (pair.first, pair.second) == (other, one):
            return {"better": "worse", "worse": "better"}.get(pair.verdict, pair.verdict)
    return ""


def _value(row: Compared, choice: ModelChoice) -> float:
    return row.value(choice.metric) or 0.0


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]

"""What of an answer is kept in the ledger: the figures behind the verdict, in brief."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openkitchen.experiments.asked import Answered, Asked

__all__ = ["figures_of", "same_verdicts"]


def figures_of(asked: Asked) -> dict[str, Any]:
    """Return the figures of each arm, ready for JSON, by the arm's name."""
    return {arm.name: _figures(arm) for arm in asked.arms}


def same_verdicts(kept: Mapping[str, Any], asked: Asked) -> bool:
    """Tell whether each arm has the verdict that it had.

    Arms are matched by name. The name of a window states its day, which moves with the data;
    such arms are the same when as many had the same verdicts.

    Parameters
    ----------
    kept
        What `figures_of` said when it was asked before.
    asked
        The answer of today.
    """
    then = {name: str(told.get("verdict", "")) for name, told in kept.items()}
    now = {arm.name: arm.finding.kind for arm in asked.arms}
    both = then.keys() & now.keys()
    rest = (sorted(one[name] for name in one.keys() - both) for one in (then, now))
    return all(then[name] == now[name] for name in both) and next(rest) == next(rest)


def _figures(arm: Answered) -> dict[str, Any]:
    worth = arm.worth
    told: dict[str, Any] = {
        "verdict": arm.finding.kind,
        "with": worth.first,
        "without": worth.second,
        "difference": worth.value,
        "low": worth.low,
        "high": worth.high,
        "margin": worth.margin,
        "people": worth.n_users,
        "p of the difference": arm.p_together,
        "lists that change": arm.n_affected,
        "lists": arm.n_users,
        "mean overlap": arm.overlap,
        "method": arm.method,
    }
    if arm.copies is not None:
        told |= {
            "shuffled copies": arm.copies.n,
            "copies as good": arm.copies.n_as_good,
            "p of information": arm.copies.p_together,
            "higher than copies": arm.copies.higher,
            "detectable": arm.copies.detectable,
        }
    told["groups"] = {f"{row.attribute} = {row.value}": row.higher for row in arm.touched[:10]}
    return told

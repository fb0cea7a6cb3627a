"""What of an answer is kept in the ledger: the figures behind the verdict, in brief."""

from __future__ import annotations

from typing import Any

from openkitchen.experiments.asked import Answered, Asked

__all__ = ["figures_of"]


def figures_of(asked: Asked) -> dict[str, Any]:
    """Return the figures of each arm, ready for JSON, by the arm's name."""
    return {arm.name: _figures(arm) for arm in asked.arms}


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

"""Checks on what people know, decided and took for granted."""

from __future__ import annotations

from openkitchen.errors import listing
from openkitchen.quality.checks.judging import judged, not_here, stated
from openkitchen.quality.issue import Evidence, Verdict
from openkitchen.quality.scene import Scene

__all__ = ["moved_assumptions", "open_decisions", "untold_client"]

_LEDGER = Evidence("the ledger", "openkitchen experiment list")
_REPORT = Evidence("the report", "data/08_reporting/report.html")


def moved_assumptions(scene: Scene) -> Verdict:
    """Whether answers rest on assumptions that hold no more."""
    ledger = scene.ledger
    if not ledger.entries:
        return not_here("No question has been recorded in the ledger.", _LEDGER)
    moved = ledger.to_look_at_again()
    if moved:
        names = listing(f"{entry.id} ({', '.join(which)})" for entry, which in moved)
        return stated(
            "broken", f"To be looked at again, for an assumption moved: {names}.", _LEDGER
        )
    return stated("fine", f"All {len(ledger.entries):,} answers rest on what still holds.", _LEDGER)


def open_decisions(scene: Scene) -> Verdict:
    """Which share of the questions was answered and never decided."""
    ledger = scene.ledger
    if not ledger.entries:
        return not_here("No question has been recorded in the ledger.", _LEDGER)
    undecided = [one.id for one in ledger.entries if not ledger.decided(one.id)]
    share = len(undecided) / len(ledger.entries)
    found = f"{len(undecided):,} of {len(ledger.entries):,} answers led to no decision yet."
    limit = 0.5 if len(undecided) >= 3 else 1.0
    return judged(share, 0.0, limit, found, _LEDGER)


def untold_client(scene: Scene) -> Verdict:
    """Whether the client has a report on what is published."""
    lag = scene.report_lag_days
    if lag is None:
        return stated("broken", "There is no report.", _REPORT)
    if lag > 0:
        found = f"The report is {lag:.1f} days older than what is published."
        return judged(lag, 0.0, 7.0, found, _REPORT)
    return stated("fine", "The report tells of what is published.", _REPORT)

"""Turn figures into states."""

from __future__ import annotations

from openkitchen.quality.issue import Evidence, State, Verdict

__all__ = ["judged", "not_here", "stated"]


def judged(
    measured: float, watch: float, broken: float, found: str, *evidence: Evidence
) -> Verdict:
    """Judge a figure of which less is better.

    Parameters
    ----------
    measured
        The figure.
    watch, broken
        Above which it is to be watched, and above which it is broken.
    found
        The figure in words.
    evidence
        What shows it.
    """
    state: State = "broken" if measured > broken else "watch" if measured > watch else "fine"
    return Verdict(state, found, measured, broken, evidence)


def stated(state: State, found: str, *evidence: Evidence) -> Verdict:
    """Return a plain verdict."""
    return Verdict(state, found, None, None, evidence)


def not_here(why: str, *evidence: Evidence) -> Verdict:
    """Say that this cannot be checked here, and why."""
    return Verdict("not checkable here", why, None, None, evidence)

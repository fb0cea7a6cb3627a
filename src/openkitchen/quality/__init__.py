"""The quality register: which issues there are, and how each stands here."""

from openkitchen.quality.catalogue import built_in, issue_named
from openkitchen.quality.issue import PHASES, STATES, Evidence, Issue, State, Verdict
from openkitchen.quality.register import Entry, Register, check_issues, with_interviews
from openkitchen.quality.scene import Scene, Watched

__all__ = [
    "PHASES",
    "STATES",
    "Entry",
    "Evidence",
    "Issue",
    "Register",
    "Scene",
    "State",
    "Verdict",
    "Watched",
    "built_in",
    "check_issues",
    "issue_named",
    "with_interviews",
]

"""What the monitor found: one entry for each watch, and what to do."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from openkitchen.monitor.suggest import Suggestion

__all__ = ["Monitored", "Watch", "WatchState"]

WatchState = Literal["fine", "attention", "not checkable here"]


@dataclass(frozen=True, slots=True)
class Watch:
    """One thing that was looked at.

    Parameters
    ----------
    name
        ``deliveries``, ``drift``, ``staleness``, ``parity`` or ``online``.
    state
        Whether somebody has to look.
    found
        In a sentence; for what is not checkable, why.
    more
        Further sentences.
    figures
        The numbers behind it, ready for JSON.
    """

    name: str
    state: WatchState
    found: str
    more: tuple[str, ...] = ()
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Monitored:
    """All that was looked at.

    Parameters
    ----------
    at
        The moment that it speaks of, naive UTC.
    name
        Of the project.
    watches
        What was looked at.
    suggestion
        Whether to train again, and why.
    """

    at: datetime
    name: str
    watches: tuple[Watch, ...]
    suggestion: Suggestion

    @property
    def attention(self) -> tuple[Watch, ...]:
        """What somebody has to look at."""
        return tuple(one for one in self.watches if one.state == "attention")

    def find(self, name: str) -> Watch | None:
        """Return a watch, ``None`` when it was not asked for."""
        return next((one for one in self.watches if one.name == name), None)

    def subject(self) -> str:
        """Return the line that an alert begins with."""
        if not self.attention:
            return f"{self.name}: nothing needs attention"
        return f"{self.name}: {', '.join(one.name for one in self.attention)} need attention"

    def sentences(self) -> list[str]:
        """Say what needs attention, what is fine, and what to do."""
        n = len(self.attention)
        idle = sum(one.state == "not checkable here" for one in self.watches)
        said = [
            f"{self.at:%Y-%m-%d}: {n} of {len(self.watches)} watches "
            f"{'needs' if n == 1 else 'need'} attention"
            f"{f', {idle} could not look' if idle else ''}."
        ]
        said += [f"{one.name}: {one.found}" for one in self.attention]
        return [*said, self.suggestion.sentence()]

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {
            "question": "does it still do what it should?",
            "at": self.at.isoformat(),
            "name": self.name,
            "attention": [one.name for one in self.attention],
            "sentences": self.sentences(),
            "suggestion": asdict(self.suggestion) | {"sentence": self.suggestion.sentence()},
            "watches": [asdict(one) | {"more": list(one.more)} for one in self.watches],
        }

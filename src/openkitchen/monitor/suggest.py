"""Whether to train again, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Suggestion", "suggest"]

Act = Literal["nothing", "retrain", "look first"]

_WORDS: dict[Act, str] = {
    "nothing": "Nothing to do",
    "retrain": "Train again (openkitchen run, then openkitchen publish)",
    "look first": "Look first, before anything is trained",
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to do, and why.

    Parameters
    ----------
    act
        ``nothing``, ``retrain``, or ``look first``: a model that is trained on broken
        deliveries learns what is broken.
    reason
        In a clause.
    """

    act: Act
    reason: str

    def sentence(self) -> str:
        """Say it in a sentence."""
        return f"{_WORDS[self.act]}: {self.reason}."


def suggest(
    *, stale: str = "", gap: str = "", drifted: str = "", missing: str = "", differs: str = ""
) -> Suggestion:
    """Weigh what was found.

    Parameters
    ----------
    stale, gap, drifted, missing, differs
        What was found of the model's age, of live figures, of inputs, of deliveries, of
        parity; empty where there is nothing to say.
    """
    if differs:
        return Suggestion("look first", f"what is served is not what was computed ({differs})")
    if missing:
        return Suggestion("look first", f"deliveries are missing ({missing})")
    if stale:
        beside = f"; besides, {drifted}" if drifted else ""
        return Suggestion("retrain", f"{stale}{beside}")
    if drifted:
        return Suggestion(
            "look first", f"the data changed, and the replay shows no loss: {drifted}"
        )
    if gap:
        return Suggestion("look first", gap)
    return Suggestion("nothing", "no loss by age, and nothing else, leaves the noise")

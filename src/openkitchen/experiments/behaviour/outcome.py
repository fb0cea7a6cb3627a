"""What became of each expectation, with examples where it failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import pyarrow as pa

from openkitchen.errors import plural
from openkitchen.schema import Tabular

__all__ = ["MOST", "Behaviour", "Example", "Outcome"]

MOST = 5
"""So many examples are kept of an expectation that fails."""


@dataclass(frozen=True, slots=True)
class Example:
    """One list that breaks an expectation.

    Parameters
    ----------
    user_id
        Whose.
    item_id
        The item at fault; empty where the whole list is.
    note
        What is wrong.
    items
        The list.
    """

    user_id: str
    item_id: str
    note: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """One expectation and what was found.

    Parameters
    ----------
    kind
        Its kind, as stated.
    words
        What is expected, in words.
    passed
        Whether it holds; ``None`` where it could not be asked.
    measured, limit
        The figure that decides, and where it must not go past; ``None`` for a plain yes or no.
    looked_at
        How many lists, slots or people it rests on.
    found
        What was found, or why it could not be asked.
    examples
        Where it fails.
    """

    kind: str
    words: str
    passed: bool | None
    measured: float | None
    limit: float | None
    looked_at: int
    found: str
    examples: tuple[Example, ...] = ()

    @property
    def state(self) -> str:
        """``holds``, ``FAILS`` or ``not asked``."""
        return {True: "holds", False: "FAILS", None: "not asked"}[self.passed]


@dataclass(frozen=True, slots=True)
class Behaviour(Tabular):
    """All expectations of a model's lists.

    Parameters
    ----------
    model
        The kind of model; ``lists`` for those of a file.
    outcomes
        In the order stated.
    n_people, k
        People whose lists were looked at, and the lists' length.
    """

    model: str
    outcomes: tuple[Outcome, ...]
    n_people: int
    k: int

    @property
    def passed(self) -> bool:
        """Whether nothing fails; what could not be asked does not."""
        return not self.failing

    @property
    def failing(self) -> tuple[Outcome, ...]:
        """Return what fails."""
        return tuple(one for one in self.outcomes if one.passed is False)

    def sentences(self) -> list[str]:
        """Say it in words: how many hold, then each that fails."""
        asked = [one for one in self.outcomes if one.passed is not None]
        held = sum(one.passed is True for one in asked)
        idle = len(self.outcomes) - len(asked)
        left = f"; {idle} could not be asked" if idle else ""
        said = [
            f"{held} of {len(asked)} expectations hold for {self.model}, on the lists of "
            f"{plural(self.n_people, 'person', 'people')}{left}."
        ]
        return said + [f"Fails: {one.words}. {one.found}" for one in self.failing]

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        outcomes = [asdict(one) | {"state": one.state} for one in self.outcomes]
        shown = {"model": self.model, "n_people": self.n_people, "k": self.k, "outcomes": outcomes}
        return {
            "question": "do the lists behave?",
            "passed": self.passed,
            "sentences": self.sentences(),
            **shown,
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        """Put together what `to_dict` took apart."""
        outcomes = []
        for one in told["outcomes"]:
            given = {name: value for name, value in one.items() if name != "state"}
            examples = [Example(**e | {"items": tuple(e["items"])}) for e in given.pop("examples")]
            outcomes.append(Outcome(**given, examples=tuple(examples)))
        return cls(told["model"], tuple(outcomes), told["n_people"], told["k"])

    def to_table(self) -> pa.Table:
        """Return one row per expectation."""
        names = ("kind", "words", "state", "measured", "limit", "looked_at", "found")
        return pa.table({name: [getattr(one, name) for one in self.outcomes] for name in names})

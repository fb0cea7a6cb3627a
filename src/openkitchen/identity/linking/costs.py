"""What mistakes cost, and the threshold that follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from openkitchen.errors import SettingsError

__all__ = ["Costs"]


@dataclass(frozen=True, slots=True)
class Costs:
    """What the two mistakes cost, in any unit.

    Parameters
    ----------
    false_merge
        Of taking records of two people for one.
    missed
        Of taking records of one person for two.
    """

    false_merge: float = 1.5
    missed: float = 1.0

    def __post_init__(self) -> None:
        for name, value in (("false_merge", self.false_merge), ("missed", self.missed)):
            if not 0 < value < float("inf"):
                raise SettingsError(
                    f"the cost of a {name.replace('_', ' ')} is {value}",
                    hint="Give a number above 0, such as --cost-false-merge 5 --cost-missed 1.",
                )

    @property
    def threshold(self) -> float:
        """The probability from which on merging is the cheaper choice.

        Merging costs (1 − p) · false_merge, not merging p · missed.
        """
        return self.false_merge / (self.false_merge + self.missed)

    @property
    def uncertain(self) -> tuple[float, float]:
        """Between which probabilities a person should look.

        Where the odds are within a factor of five of the threshold's.
        """
        odds = self.false_merge / self.missed
        return tuple(o / (1 + o) for o in (odds / 5, odds * 5))  # type: ignore[return-value]

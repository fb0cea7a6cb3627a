"""How arms are compared: list lengths, shuffled copies, the margin, the level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openkitchen.errors import SettingsError

__all__ = ["FEWEST_TWINS", "AskSettings", "twins_for"]

FEWEST_TWINS = 99


@dataclass(frozen=True, slots=True)
class AskSettings:
    """How arms are compared.

    Parameters
    ----------
    ks
        List lengths; the first counts, the others stand beside.
    twins
        Shuffled copies of each column; 0 takes what `twins_for` says, and so do fewer than
        could tell any of the columns from noise.
    margin
        A difference of nDCG below this counts as none; 0 takes 5% of nDCG as it is.
    level
        The level of all tests.
    draws
        Of the bootstrap over users.
    least
        Users that a group needs to be looked at.
    seed
        Of the shuffling and the bootstrap.

    Raises
    ------
    SettingsError
        When a value is impossible.
    """

    ks: tuple[int, ...] = (10,)
    twins: int = 0
    margin: float = 0.0
    level: float = 0.05
    draws: int = 1000
    least: int = 30
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.ks or min(self.ks) < 1:
            raise SettingsError("no length of the lists", hint="Give -k 10, or -k 5,10.")
        if not 0 < self.level < 1 or self.margin < 0:
            raise SettingsError(
                f"level {self.level}, margin {self.margin}", hint="Give such as 0.05 and 0.002."
            )
        if self.twins and self.twins < FEWEST_TWINS:
            raise SettingsError(
                f"{self.twins} shuffled copies tell too little",
                hint=f"Give {FEWEST_TWINS} or more.",
            )


def twins_for(n_columns: int, level: float = 0.05) -> int:
    """Return how many shuffled copies ``n_columns`` need: 99, or more when there are many.

    After Holm's correction the smallest p-value that can come out, 1 / (1 + N), must lie
    well below level / n.
    """
    return max(FEWEST_TWINS, int(np.ceil(2 * n_columns / level)) - 1)

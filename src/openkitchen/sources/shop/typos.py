"""Spell names as they are when somebody registers a second time."""

from __future__ import annotations

import numpy as np

__all__ = ["misspelt"]


def misspelt(word: str, rng: np.random.Generator) -> str:
    """Swap two neighbouring letters, drop one, or write one twice."""
    at = int(rng.integers(1, max(2, len(word) - 1)))
    way = int(rng.integers(0, 3))
    if way == 0 and at + 1 < len(word) and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if way == 1 and len(word) > 3:
        return word[:at] + word[at + 1 :]
    return word[: at + 1] + word[at:]

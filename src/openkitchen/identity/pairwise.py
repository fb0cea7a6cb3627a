"""How right a grouping is, pair by pair, where the truth is known.

One definition for records and for devices. A pair of ids that was put together is *right* if
some person is behind both. A pair of ids *should* be together if one and the same person
alone is behind both. Precision is the share of right pairs among those put together, recall
the share of those put together among those that should be. A record has one person behind it,
so both speak of the same pairs. A device that two people use has two: joined with a device of
either it mixes nobody in who is not there, so the pair is right; but it is nobody's, so no pair
of it should be there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Pairwise", "pairwise", "pairwise_of_columns"]


@dataclass(frozen=True, slots=True)
class Pairwise:
    """Counts of pairs.

    Parameters
    ----------
    together
        Pairs that were put together.
    right
        Those of them with a person behind both.
    due
        Pairs that should be together: one person alone is behind both.
    found
        Those of them that were put together.
    """

    together: int
    right: int
    due: int
    found: int

    @property
    def precision(self) -> float:
        """Right pairs among those put together; 1 if none was."""
        return self.right / self.together if self.together else 1.0

    @property
    def recall(self) -> float:
        """Pairs put together among those that should be; 1 if there is none."""
        return self.found / self.due if self.due else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def to_dict(self) -> dict[str, float]:
        """Return precision, recall and F1 (rounded to five digits), and the pairs."""
        return {
            "precision": round(self.precision, 5),
            "recall": round(self.recall, 5),
            "f1": round(self.f1, 5),
            "pairs_together": self.together,
            "pairs_due": self.due,
        }

    def sentence(self) -> str:
        """Say it in words."""
        return (
            f"Beside the truth: {self.precision:.2%} of {self.together:,} pairs put together are "
            f"right (precision), {self.recall:.2%} of {self.due:,} that should be together are "
            f"(recall); F1 {self.f1:.4f}."
        )


def pairwise(found: Mapping[str, str], truth: Mapping[str, str | Iterable[str]]) -> Pairwise:
    """Compare a grouping with the truth.

    Parameters
    ----------
    found
        Id → group. Ids that are missing were put together with nobody.
    truth
        Id → the person behind it, or several; ids of which nothing is known are not judged.

    Returns
    -------
    The counts, over all pairs of ids that ``truth`` knows.
    """
    behind = {one: frozenset((who,) if isinstance(who, str) else who) for one, who in truth.items()}
    together, right = 0, 0
    for members in _groups({one: found[one] for one in behind if one in found}):
        here = [behind[one] for one in members]
        together += len(here) * (len(here) - 1) // 2
        right += _with_one_behind(here)
    alone = {one: next(iter(who)) for one, who in behind.items() if len(who) == 1}
    due = _pairs_within(alone.values())
    joined = _pairs_within((who, found[one]) for one, who in alone.items() if one in found)
    return Pairwise(together, right, due, joined)


def pairwise_of_columns(ids: pa.ChunkedArray, found: pa.Table, truth: pa.ChunkedArray) -> Pairwise:
    """Compare persons with a column of labels.

    Parameters
    ----------
    ids, truth
        Each record's id and true person; records without one are not judged.
    found
        ``record_id`` and ``person_id``.
    """
    labels = pc.cast(truth, pa.string())
    rows = zip(ids.to_pylist(), labels.to_pylist(), strict=True)
    groups = zip(found["record_id"].to_pylist(), found["person_id"].to_pylist(), strict=True)
    return pairwise(dict(groups), {one: who for one, who in rows if who is not None})


def _groups(labels: Mapping[str, str]) -> Iterable[list[str]]:
    members: dict[str, list[str]] = {}
    for one, group in labels.items():
        members.setdefault(group, []).append(one)
    return members.values()


def _with_one_behind(people: list[frozenset[str]]) -> int:
    """Count the pairs of one group with a person behind both."""
    if all(len(who) == 1 for who in people):
        return _pairs_within(people)
    return sum(bool(one & other) for one, other in combinations(people, 2))


def _pairs_within(labels: Iterable[object]) -> int:
    """Count the pairs of equal labels."""
    counts: dict[object, int] = {}
    for label in labels:
        counts[label] = counts.get(label, 0) + 1
    many = np.array(list(counts.values()), dtype=np.int64)
    return int((many * (many - 1) // 2).sum())

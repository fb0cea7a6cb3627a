"""Ratings as arrays: who, in which week, of which arm, how liked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openkitchen.pilot.record import Record

__all__ = ["Ratings", "ratings_of"]

Codes = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Ratings:
    """One row per rated item; all arrays are equally long.

    Parameters
    ----------
    person
        The participant's number.
    week
        From 1.
    arm
        Place of the arm that is credited: 0 or 1.
    value
        The rating.
    rank, place
        Where it stood in the list that was shown, and in its arm's own list; from 1.
    """

    person: Codes
    week: Codes
    arm: Codes
    value: Values
    rank: Codes
    place: Codes

    def __len__(self) -> int:
        return len(self.value)

    @property
    def people(self) -> Codes:
        """Numbers of the people who rated anything."""
        return np.unique(self.person)

    def means(self) -> tuple[Codes, npt.NDArray[np.float64]]:
        """Return people's numbers, and people × 2: each one's mean for each arm, or NaN."""
        people, at = np.unique(self.person, return_inverse=True)
        cell = at * 2 + self.arm
        size = 2 * len(people)
        counts = np.bincount(cell, minlength=size).astype(np.float64)
        sums = np.bincount(cell, weights=self.value, minlength=size)
        means = np.divide(sums, counts, out=np.full(size, np.nan), where=counts > 0)
        return people, means.reshape(-1, 2)

    def differences(self) -> tuple[Codes, Values]:
        """Return, for people who rated both arms, first less second."""
        people, means = self.means()
        both = ~np.isnan(means).any(axis=1)
        return people[both], means[both, 0] - means[both, 1]


def ratings_of(record: Record, names: tuple[str, str], question: str = "feel") -> Ratings:
    """Gather the ratings of a pilot.

    Parameters
    ----------
    record
        What it has gathered.
    names
        The arms, in order.
    question
        ``feel`` gives 1 to 5; ``act`` 1 where it was ticked, and 0 where another question
        about the same item was answered and this one was not.
    """
    number = {row.id: row.number for row in record.people}
    said = {(a.person, a.week, a.rank): a.value for a in record.answers if a.question == question}
    if question == "act":
        touched = {
            (a.person, a.week, a.rank) for a in record.answers if a.rank and a.question != "skip"
        }
        said = {key: "1" if said.get(key) else "0" for key in touched}
    rows = [
        (number[s.person], s.week, names.index(s.arm), float(said[key]), s.rank, s.place)
        for s in record.shown
        if (key := (s.person, s.week, s.rank)) in said and s.person in number
    ]
    columns = list(zip(*rows, strict=True)) or [()] * 6
    person, week, arm, rank, place = (np.array(columns[n], dtype=np.int64) for n in (0, 1, 2, 4, 5))
    return Ratings(person, week, arm, np.array(columns[3], dtype=np.float64), rank, place)

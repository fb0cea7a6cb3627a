"""The answer to a question: each arm beside the base, with figures and a verdict."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from openkitchen.errors import plural
from openkitchen.evaluate import Difference
from openkitchen.experiments.affected import Affected
from openkitchen.experiments.answer import Exposure
from openkitchen.experiments.cost import seconds_told
from openkitchen.experiments.list_changes import ListChange
from openkitchen.experiments.shuffles import Shuffled
from openkitchen.experiments.verdict import Finding
from openkitchen.experiments.worth import Worth
from openkitchen.schema import Tabular

__all__ = ["METHODS", "Answered", "Asked", "Beside", "Copied", "Unanswered"]

METHODS = {
    "algebra": "by algebra, equal to a fit on the changed data",
    "sums": "from updated sums: exact, slower",
    "refit": "by a full fit",
}
"""How an arm was computed, in words."""


_MUCH_NEW = 0.2
"""From this share of choices of new items on it is said."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A column beside shuffled copies of itself; see `Shuffled`.

    Parameters
    ----------
    n, n_as_good
        How many copies, and how many did at least as well as the column.
    real, mean, low, high
        The typical place of what people chose (geometric mean, 1 is the top): with the
        column; with the copies, and the range of nine in ten.
    without
        The same without the column.
    p, p_together
        The chance of this if the column said nothing; after looking at all columns (Holm).
    higher, detectable
        By which share of its place it stands nearer to the top with the column than with
        the copies; the share that nine in ten times would have been found.
    n_users
        On how many people this rests: those who chose something that may be shown, drawn
        where they are very many.
    method, seconds
        How the copies were computed, and how long it took.
    """

    n: int
    n_as_good: int
    real: float
    mean: float
    low: float
    high: float
    without: float
    p: float
    p_together: float
    higher: float
    detectable: float
    n_users: int
    method: str
    seconds: float

    @classmethod
    def of(cls, found: Shuffled, p_together: float, without: float) -> Copied:
        """Take what a table needs; ``without`` is the mean height without the column."""
        mean, (high, low) = found.twins.mean(), np.quantile(found.twins, [0.05, 0.95])
        heights = (found.real, mean, low, high, without)
        real, mean, low, high, bare = (float(np.exp(-one)) for one in heights)
        higher, far = 1 - real / mean, float(-np.expm1(-found.detectable))
        return cls(
            len(found.twins), found.n_as_good, real, mean, low, high, bare, found.p, p_together,
            higher, far, len(found.values), found.method, found.seconds,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure of the catalogue with the change and without it; it is no mean over users."""

    metric: str
    k: int
    first: float
    second: float


@dataclass(frozen=True, slots=True)
class Answered:
    """One arm.

    Parameters
    ----------
    name
        What is asked about: ``users.diet``, or the change in words.
    question
        The same as a question.
    finding
        The verdict.
    worth, p_together
        The paired difference of the first metric, and its p-value after looking at all arms
        (Holm). *First* is with the column, or with the change; *second* without.
    copies
        Shuffled copies; ``None`` where the arm is no column.
    metrics, catalogue
        Paired differences of the other metrics, and the catalogue's figures.
    segments
        Groups of users, judged together.
    n_affected, n_users, overlap, rbo
        Of everybody's lists: how many change, of how many; mean overlap and rank-biased
        overlap, with the change and without.
    examples, exposures
        Lists that change most; items whose number of lists changes most. *Before* is without
        the change, *after* with it.
    method, seconds
        How the arm was computed, and how long all of it took.
    """

    name: str
    question: str
    finding: Finding
    worth: Worth
    p_together: float
    copies: Copied | None
    metrics: tuple[Difference, ...]
    catalogue: tuple[Beside, ...]
    segments: tuple[Affected, ...]
    n_affected: int
    n_users: int
    overlap: float
    rbo: float
    examples: tuple[ListChange, ...]
    exposures: tuple[Exposure, ...]
    method: str
    seconds: float

    @property
    def touched(self) -> tuple[Affected, ...]:
        """The groups that gain or lose, the largest difference first."""
        told = [row for row in self.segments if row.direction != "not shown"]
        return tuple(sorted(told, key=lambda row: -abs(row.higher)))

    def sentences(self) -> list[str]:
        """Say the answer in words."""
        said = [self.finding.sentence]
        if self.touched:
            groups = ", ".join(
                f"{row.attribute} = {row.value} ({row.higher:+.1%}, "
                f"{plural(row.n_users, 'person', 'people')})"
                for row in self.touched[:4]
            )
            said.append(
                f"Groups for whom what they choose stands higher or lower with it: {groups}."
            )
        elif self.segments:
            said.append(f"None of {len(self.segments):,} groups is shown to gain or lose.")
        said.append(
            f"{self.n_affected:,} of {self.n_users:,} lists change; mean overlap "
            f"{self.overlap:.1%}, rank-biased overlap {self.rbo:.3f}. Computed "
            f"{METHODS[self.method]}"
            + ("" if self.copies is None else f"; the copies {METHODS[self.copies.method]}")
            + f", in {seconds_told(self.seconds)}."
        )
        return said


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An arm that could not be computed, and why; the others are told all the same."""

    name: str
    why: str


@dataclass(frozen=True)
class Asked(Tabular):
    """A question with its arms.

    Parameters
    ----------
    question
        As it was asked.
    arms
        The answers.
    metric, ks
        What was measured, at which list lengths; the first counts.
    n_users, n_strange
        Users on whom arms were compared; users of the truth whom the model does not know.
    period
        The time of the truth, in words.
    margin, level
        The difference that counts as none, and the level of the tests.
    seconds, ready_seconds
        How long the answer took, making the model ready apart.
    unanswered
        The arms that could not be computed.
    share_new
        The share of what people chose that is of items without any event before.
    """

    question: str
    arms: tuple[Answered, ...]
    metric: str
    ks: tuple[int, ...]
    n_users: int
    n_strange: int
    period: str
    margin: float
    level: float
    seconds: float
    ready_seconds: float
    unanswered: tuple[Unanswered, ...] = ()
    share_new: float = 0.0

    @property
    def verdict(self) -> str:
        """All verdicts, in few words."""
        return "; ".join(f"{arm.name}: {arm.finding.words}" for arm in self.arms)

    def basis(self) -> str:
        """Say what the answer rests on."""
        when = f", {self.period}" if self.period else ""
        told = f"{plural(self.n_users, 'person', 'people')}{when}, {self.metric}@{self.ks[0]}"
        strangers = "stranger" if self.n_strange == 1 else "strangers"
        strange = f"; {self.n_strange:,} {strangers} left out" if self.n_strange else ""
        return f"{told}; a difference below {self.margin:.2g} counts as none{strange}."

    def sentences(self) -> list[str]:
        """Say the answer in words."""
        told = [line for arm in self.arms for line in arm.sentences()]
        told += [f"{one.name} could not be told: {one.why}" for one in self.unanswered]
        if self.share_new >= _MUCH_NEW:
            told.append(
                f"{self.share_new:.0%} of what people chose is of items that nobody had had "
                "before. All that a model knows of those is what their attributes lend them, so "
                "the answer is mostly about the others."
            )
        return [*told, self.basis()]

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        told = asdict(self)
        return {"verdict": self.verdict, "sentences": self.sentences(), **told}

    def to_table(self) -> pa.Table:
        """Return one row per arm."""
        return pa.Table.from_pylist(
            [
                {
                    "arm": arm.name, "verdict": arm.finding.words, "with": arm.worth.first,
                    "without": arm.worth.second, "difference": arm.worth.value,
                    "low": arm.worth.low, "high": arm.worth.high,
                    "p_information": None if arm.copies is None else arm.copies.p_together,
                    "p_difference": arm.p_together, "method": arm.method,
                }
                for arm in self.arms
            ]
        )  # fmt: skip

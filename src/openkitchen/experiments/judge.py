"""Turn everybody's lists before and after into an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.evaluate import Comparison, Difference, Evaluation, compare, evaluate_lists
from openkitchen.experiments.answer import Exposure
from openkitchen.experiments.held_out import counted_choices
from openkitchen.experiments.list_changes import (
    ListChange,
    changed_rows,
    list_change,
    overlaps,
    rank_biased,
)
from openkitchen.models.audience import Known
from openkitchen.schema.columns import ITEM, RANK, USER

__all__ = ["Judge", "Judged"]

Codes = npt.NDArray[np.int64]

_EXAMPLES = 5
_EXPOSURES = 20


@dataclass(frozen=True)
class Judged:
    """What is different between everybody's lists before and after; see `Outcome`."""

    n_affected: int
    overlap: float
    rbo: float
    examples: tuple[ListChange, ...]
    exposures: tuple[Exposure, ...]
    metrics: tuple[Difference, ...]


@dataclass(frozen=True)
class Judge:
    """Compares lists with those of one model.

    Parameters
    ----------
    known
        Users and items of the model.
    before
        Users × k: everybody's list, codes of items.
    truth
        What users chose later: ``user_id`` and ``item_id``; ``None`` without.
    draws
        Number of bootstrap draws for the intervals of the metrics.
    keep_seen
        Count what users had before among what they chose, too.
    """

    known: Known
    before: Codes
    truth: pa.Table | None = None
    draws: int = 1000
    keep_seen: bool = False

    def judge(self, after: Codes, names: npt.NDArray[np.str_]) -> Judged:
        """Compare lists.

        Parameters
        ----------
        after
            Users × k: places of items.
        names
            The item's id in each place; the first are the model's own.
        """
        changed = np.flatnonzero(changed_rows(self.before, after))
        before, now = self.before[changed], after[changed]
        overlap, rbo = overlaps(before, now), rank_biased(before, now)
        same = len(self.before) - len(changed)
        users = max(len(self.before), 1)
        order = changed[np.argsort(rbo, kind="stable")[:_EXAMPLES]]
        return Judged(
            len(changed),
            float((overlap.sum() + same) / users),
            float((rbo.sum() + same) / users),
            tuple(self._example(int(row), after, names) for row in order),
            exposures(self.before, after, names),
            self._metrics(after, names),
        )

    def _example(self, row: int, after: Codes, names: npt.NDArray[np.str_]) -> ListChange:
        was = [str(names[c]) for c in self.before[row] if c >= 0]
        now = [str(names[c]) for c in after[row] if c >= 0]
        return list_change(self.known.users.array[row].as_py(), was, now)

    def _metrics(self, after: Codes, names: npt.NDArray[np.str_]) -> tuple[Difference, ...]:
        if self._asked is None:
            return ()
        found: Comparison = compare(self._evaluate(after, names), self._own, self.draws)
        return found.rows

    @cached_property
    def _asked(self) -> tuple[Codes, pa.Table] | None:
        """The users who chose something that counts later, and what."""
        if self.truth is None:
            return None
        users, _, new = counted_choices(self.known, self.truth, keep_seen=self.keep_seen)
        if not new.any():
            return None
        return np.unique(users[new]), self.truth.select([USER, ITEM]).filter(pa.array(new))

    @cached_property
    def _own(self) -> Evaluation:
        return self._evaluate(self.before, self.known.items.ids)

    def _evaluate(self, lists: Codes, names: npt.NDArray[np.str_]) -> Evaluation:
        assert self._asked is not None  # noqa: S101 - asked before
        users, truth = self._asked
        row, rank = np.nonzero(lists[users] >= 0)
        codes = lists[users][row, rank]
        table = pa.table(
            {
                USER: self.known.users.take(users[row]),
                ITEM: pa.array(names.tolist(), pa.string()).take(pa.array(codes)),
                RANK: pa.array(rank + 1, pa.int64()),
            }
        )
        return evaluate_lists(table, truth, lists.shape[1], bootstrap=0)


def exposures(before: Codes, after: Codes, names: npt.NDArray[np.str_]) -> tuple[Exposure, ...]:
    """Return the items whose number of lists changed, those that changed most first."""
    was = np.bincount(before[before >= 0], minlength=len(names))
    now = np.bincount(after[after >= 0], minlength=len(names))
    change = now - was
    order = np.argsort(-np.abs(change), kind="stable")[:_EXPOSURES]
    return tuple(Exposure(str(names[n]), int(was[n]), int(now[n])) for n in order if change[n] != 0)

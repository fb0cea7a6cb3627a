"""What users really chose, coded: who counts, and which slots of a list are hits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import InputError
from openkitchen.evaluate.coding import Coded, Pairs, ascending, distinct
from openkitchen.schema.columns import GRADE

__all__ = ["Choices", "gather_choices", "refuse_nobody"]

Codes = npt.NDArray[np.int64]
Lists = npt.NDArray[np.integer]
Values = npt.NDArray[np.float64]
Hits = npt.NDArray[np.bool_]

_CELLS = 4_000_000


@dataclass(frozen=True)
class Choices:
    """The truth of one part of the users.

    Parameters
    ----------
    people
        Codes of the users with truth, in the order of their ids.
    keys
        The chosen pairs as ascending keys ``user · n_items + item``.
    grades
        The grade of each pair, above 0; ``None`` when all are alike.
    n_items
        How many items are coded.
    n_seen
        Pairs taken out because the user had the item in training.
    """

    people: Codes
    keys: Codes
    grades: Values | None
    n_items: int
    n_seen: int

    @property
    def relevant(self) -> Codes:
        """How many items each of the people chose."""
        users = self.keys // self.n_items
        counts = np.bincount(users, minlength=int(self.people.max(initial=-1)) + 1)
        return counts[self.people]

    def hits(self, lists: Lists) -> Hits:
        """Say which slots hold a choice; people × positions of item codes."""
        hits = np.zeros(lists.shape, dtype=np.bool_)
        row, item = self._rows(), self.keys % max(self.n_items, 1)
        block = max(1, _CELLS // max(lists.shape[1], 1))
        for start in range(0, len(row), block):
            own = row[start : start + block]
            same = lists[own] == item[start : start + block, None]
            pair, place = np.nonzero(same)
            hits[own[pair], place] = True
        return hits

    def _rows(self) -> Codes:
        """Return the place among the people of each pair's user."""
        at = np.zeros(int(self.people.max(initial=-1)) + 1, dtype=np.int64)
        at[self.people] = np.arange(len(self.people))
        return at[self.keys // max(self.n_items, 1)]

    def gains(self, lists: Lists, hits: Hits, k: int) -> tuple[Values, Values]:
        """Return the grades of the slots, and each user's ``k`` highest grades, falling."""
        grades = np.ones(len(self.keys)) if self.grades is None else self.grades
        gains = np.zeros(lists.shape)
        rows, places = np.nonzero(hits)
        keys = self.people[rows] * self.n_items + lists[rows, places]
        gains[rows, places] = grades[np.searchsorted(self.keys, keys)]
        users = self.keys // self.n_items
        order = np.lexsort((-grades, users))
        counts = np.bincount(users)[self.people]
        starts = np.searchsorted(users, self.people)
        width = min(int(counts.max(initial=0)), k)
        best = np.zeros((len(self.people), width))
        for place in range(width):
            longer = counts > place
            best[longer, place] = grades[order[starts[longer] + place]]
        return gains, best


def gather_choices(coded: Coded, truth: pa.Table, pairs: Pairs, had: Codes | None) -> Choices:
    """Take together what counts as chosen.

    Parameters
    ----------
    coded
        The coding of users and items.
    truth
        The table; a column ``grade`` says how much each choice was worth. A grade of 0 or
        less, or none, is no choice; of a pair's several grades the highest counts.
    pairs
        Its codes.
    had
        Keys of the training pairs, which are no news; ``None`` takes nothing out.
    """
    n_items = len(coded.items)
    if GRADE in truth.column_names:
        grade = pc.fill_null(truth[GRADE].cast(pa.float64()), 0.0).to_numpy()
        grade = np.where(np.isfinite(grade), grade, 0.0)
        liked = grade > 0
        keys = pairs.user[liked] * n_items + pairs.item[liked]
        order = np.lexsort((-grade[liked], keys))
        chosen, first = np.unique(keys[order], return_index=True)
        grades: Values | None = grade[liked][order][first]
    else:
        chosen, grades = distinct(pairs, n_items), None
    n_chosen = len(chosen)
    if had is not None and n_chosen:
        new = ~pc.is_in(pa.array(chosen), value_set=pa.array(had)).to_numpy(zero_copy_only=False)
        chosen = chosen[new]
        grades = None if grades is None else grades[new]
    people = ascending(chosen // n_items) if len(chosen) else np.array([], dtype=np.int64)
    order = pc.sort_indices(coded.users.take(pa.array(people))).to_numpy()
    return Choices(people[order], chosen, grades, n_items, n_chosen - len(chosen))


def refuse_nobody() -> None:
    """Say that nobody has truth.

    Raises
    ------
    InputError
    """
    raise InputError(
        "no user has truth to compare with",
        expected="at least one new choice in the truth",
        hint="Do truth and train cover the same rows? Then nothing in the truth is new. Where "
        "people return to items, let lists hold them: rules: {seen: false} in parameters.yml, or "
        "--keep-seen to count them alone.",
    )

"""The users on whom arms are compared, and what each of them chose later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import InputError
from openkitchen.evaluate import Evaluation, evaluate_lists
from openkitchen.evaluate.accuracy import ndcg
from openkitchen.models.audience import Known
from openkitchen.models.ranks_again import Choices
from openkitchen.schema.columns import ITEM, RANK, USER

__all__ = ["HeldOut", "counted_choices", "hold_out"]

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class HeldOut:
    """Users who chose something new later.

    Parameters
    ----------
    users
        Their codes among the known users, ascending.
    ids
        Their ids, in the same order.
    truth
        What they chose: all columns of the truth, new choices alone.
    relevant
        How many different items each chose.
    pairs
        (place among these users) × n_items + (code of the item), sorted.
    n_items
        Items that the model knows.
    n_strange
        Users of the truth whom the model does not know; left out.
    share_new
        The share of the choices that are of items without any event before.
    """

    users: Codes
    ids: pa.Array
    truth: pa.Table
    relevant: Codes
    pairs: Codes
    n_items: int
    n_strange: int
    share_new: float = 0.0

    def __len__(self) -> int:
        return len(self.users)

    def ndcg(self, lists: Codes, k: int) -> Floats:
        """Return each user's nDCG@k; lists are users × at least k codes of items."""
        shown = lists[:, :k]
        wanted = np.arange(len(shown))[:, None] * self.n_items + shown
        inside = (shown >= 0) & (shown < self.n_items)
        place = np.minimum(np.searchsorted(self.pairs, wanted), len(self.pairs) - 1)
        return ndcg(inside & (self.pairs[place] == wanted), self.relevant, k)

    @property
    def choices(self) -> Choices:
        """Who chose which of the items that the model knows."""
        pairs = self.pairs[self.pairs >= 0]
        return Choices(self.users, pairs // self.n_items, pairs % self.n_items)

    def evaluate(
        self, lists: Codes, names: npt.NDArray[np.str_], ks: Sequence[int], eligible: int
    ) -> Evaluation:
        """Evaluate lists as `evaluate_lists` does: users × places of items, and their names."""
        row, rank = np.nonzero(lists >= 0)
        table = pa.table(
            {
                USER: self.ids.take(pa.array(row)),
                ITEM: pa.array(names.tolist(), pa.string()).take(pa.array(lists[row, rank])),
                RANK: pa.array(rank + 1, pa.int64()),
            }
        )
        return evaluate_lists(table, self.truth, tuple(ks), eligible=eligible, bootstrap=0)


def counted_choices(
    known: Known, truth: pa.Table, *, keep_seen: bool = False
) -> tuple[Codes, Codes, npt.NDArray[np.bool_]]:
    """Tell which choices count: those of known users, of items that they had not had before.

    Parameters
    ----------
    known, truth, keep_seen
        As in `hold_out`.

    Returns
    -------
    Per row of the truth: the user's code, the item's code (−1 where not known), whether it counts.
    """
    users, items = known.users.find(truth[USER]), known.items.find(truth[ITEM])
    n, events = len(known.items), known.events
    had = np.unique(events.user * n + events.item)
    again = (items >= 0) & np.isin(users * n + items, had)
    return users, items, (users >= 0) & (~again | keep_seen)


def hold_out(known: Known, truth: pa.Table, *, keep_seen: bool = False) -> HeldOut:
    """Find the known users who chose something new, and what.

    Parameters
    ----------
    known
        Users, items and histories of the model.
    truth
        What was chosen later: ``user_id`` and ``item_id``.
    keep_seen
        Count what they had before, too.

    Raises
    ------
    InputError
        When nobody of them is known.
    """
    users, items, new = counted_choices(known, truth, keep_seen=keep_seen)
    n, events = len(known.items), known.events
    strange = pc.count_distinct(truth[USER].filter(pa.array(users < 0))).as_py()
    if not new.any():
        raise InputError(
            "no user of the truth whom the model knows chose anything new",
            hint="Give what the same users chose after the end of the model's data.",
        )
    chosen = np.unique(users[new])
    place = np.searchsorted(chosen, users[new])
    ids = truth[ITEM].filter(pa.array(new)).cast(pa.string()).combine_chunks()
    coded = ids.dictionary_encode()
    distinct = np.unique(place * len(coded.dictionary) + coded.indices.to_numpy())
    relevant = np.bincount(distinct // len(coded.dictionary), minlength=len(chosen))
    told = items[new] >= 0
    pairs = np.unique(place[told] * n + items[new][told])
    traded = np.append(np.bincount(events.item, minlength=n) > 0, False)  # last: unknown items
    return HeldOut(
        chosen,
        known.users.take(chosen),
        truth.filter(pa.array(new)),
        relevant.astype(np.int64),
        pairs if len(pairs) else np.array([-1], dtype=np.int64),
        n,
        int(strange),
        float(np.mean(~traded[items[new]])),
    )

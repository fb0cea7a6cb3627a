"""Lists and ranks of a model fitted elsewhere, in the places of users and items here."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.experiments.arms import Other
from openkitchen.models.audience import Known
from openkitchen.models.ranks_again import Choices, ranks_of
from openkitchen.schema.columns import ITEM, RANK, USER

__all__ = ["lists_elsewhere", "ranks_elsewhere"]

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def lists_elsewhere(known: Known, arm: Other, k: int) -> tuple[Codes, npt.NDArray[np.str_]]:
    """Return everybody's lists from another model.

    Parameters
    ----------
    known
        Users and items here.
    arm
        The other model, and who is who there.
    k
        Length of the lists.

    Returns
    -------
    Users × k, places of items, −1 where a list is shorter; and the item's id in each place:
    the first are those that are known here.
    """
    ids = known.users.array.to_pylist()
    there = [arm.follow.get(user, user) for user in ids]
    wanted = list(dict.fromkeys(there))
    table = arm.model.recommend(wanted, k).table
    row = pc.index_in(table[USER].cast(pa.string()), pa.array(wanted, pa.string()))
    items = table[ITEM].cast(pa.string()).combine_chunks()
    places = known.items.find(items)
    new = pc.unique(items.filter(pa.array(places < 0)))
    strange = pc.fill_null(pc.index_in(items, new), 0).to_numpy(zero_copy_only=False)
    places = np.where(places >= 0, places, len(known.items) + strange)
    lists = np.full((len(wanted), k), -1, dtype=np.int64)
    lists[row.to_numpy(), table[RANK].to_numpy() - 1] = places
    at = {user: n for n, user in enumerate(wanted)}
    names = np.array([*known.items.ids, *new.to_pylist()], dtype=object)
    return lists[[at[user] for user in there]], names


def ranks_elsewhere(known: Known, arm: Other, choices: Choices) -> Floats:
    """Return the place of each chosen item in the ranking of another model; see `ranks_of`."""
    ids = known.users.take(choices.users).to_pylist()
    code = arm.model.known.items.find(known.items.array)
    return ranks_of(arm.model, [arm.follow.get(user, user) for user in ids], choices, code)

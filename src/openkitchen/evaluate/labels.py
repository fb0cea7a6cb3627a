"""Who belongs to which group: attributes of users, how much is known of them, their devices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import UnknownName
from openkitchen.schema import infer_attributes
from openkitchen.schema.attributes import split_sets
from openkitchen.schema.columns import DEVICE, ITEM, USER

__all__ = ["Labels", "device_labels", "history_labels", "user_labels"]

ATTRIBUTE, VALUE = "attribute", "value"
HISTORY = "items known of the user"
DEVICES = "devices"

_MOST_VALUES = 40
_SIZES = ((0, "0 (cold)"), (1, "1 to 4"), (5, "5 to 19"), (20, "20 or more"))


@dataclass(frozen=True)
class Labels:
    """Groups of users.

    Parameters
    ----------
    table
        ``user_id``, ``attribute``, ``value``: a user may have several values of a set.
    """

    table: pa.Table

    def each(self) -> Iterator[tuple[str, str, pa.Array]]:
        """Yield attribute, value and the ids of the members."""
        names = self.table[ATTRIBUTE].unique().to_pylist()
        for name in names:
            own = self.table.filter(pc.equal(self.table[ATTRIBUTE], name))
            counts = own.group_by(VALUE).aggregate([(USER, "count")])
            counts = counts.sort_by([(f"{USER}_count", "descending"), (VALUE, "ascending")])
            for value in counts[VALUE].to_pylist()[:_MOST_VALUES]:
                members = own.filter(pc.equal(own[VALUE], value))[USER]
                yield name, value, members.combine_chunks()

    def known(self, attribute: str, users: pa.Array) -> npt.NDArray[np.bool_]:
        """Say of which users the attribute is known."""
        own = self.table.filter(pc.equal(self.table[ATTRIBUTE], attribute))[USER].unique()
        return np.asarray(pc.is_in(users, value_set=own).to_numpy(zero_copy_only=False))

    def __add__(self, other: Labels) -> Labels:
        return Labels(pa.concat_tables([self.table, other.table]))


def user_labels(
    users: pa.Table, names: Sequence[str] | None = None, id_column: str = USER
) -> Labels:
    """Group users (or items) by their attributes.

    Categories and sets give a group for each value (the 40 most frequent); numbers are cut
    into quarters; free text is passed over. A user of whom the attribute is not known is in
    none of its groups.

    Parameters
    ----------
    users
        ``user_id`` and attributes.
    names
        The attributes to take; all when ``None``.
    id_column
        ``user_id``, or ``item_id`` for a table of items, whose ids then stand for users'.

    Raises
    ------
    UnknownName
        When there is no such attribute.
    """
    kinds = {attribute.name: attribute.kind for attribute in infer_attributes(users, id_column)}
    for name in names or ():
        if name not in kinds:
            raise UnknownName("attribute", name, kinds)
    ids = users[id_column].cast(pa.string()).to_pylist()
    rows: list[tuple[str, str, str]] = []
    for name in names or kinds:
        values = _values(users[name], kinds[name])
        rows += [
            (user, name, value)
            for user, own in zip(ids, values, strict=True)
            for value in own
            if user is not None
        ]
    return _labels(rows)


def history_labels(users: pa.Array, train: pa.Table) -> Labels:
    """Group users by how many different items they had in training; cold users have none."""
    pairs = train.select([USER, ITEM]).cast(pa.schema([(USER, pa.string()), (ITEM, pa.string())]))
    counts = pairs.group_by(USER).aggregate([(ITEM, "count_distinct")])
    place = pc.index_in(users, value_set=counts[USER].combine_chunks())
    known = counts[f"{ITEM}_count_distinct"].take(pc.fill_null(place, 0)) if len(counts) else None
    had = np.zeros(len(users), dtype=np.int64)
    if known is not None:
        there = pc.is_valid(place).to_numpy(zero_copy_only=False)
        had = np.where(there, known.to_numpy(), 0)
    words = [next(word for least, word in reversed(_SIZES) if n >= least) for n in had.tolist()]
    return _labels(
        [(user, HISTORY, word) for user, word in zip(users.to_pylist(), words, strict=True)]
    )


def device_labels(*tables: pa.Table | None) -> Labels:
    """Group users by the device they used most, and by whether they used several.

    Parameters
    ----------
    tables
        Interactions; those without a column ``device`` are passed over.
    """
    told = [t.select([USER, DEVICE]) for t in tables if t is not None and DEVICE in t.column_names]
    if not told:
        return _labels([])
    kinds = pa.schema([(USER, pa.string()), (DEVICE, pa.string())])
    rows = pa.concat_tables([table.cast(kinds) for table in told]).drop_null()
    counts = rows.group_by([USER, DEVICE]).aggregate([(DEVICE, "count")])
    counts = counts.sort_by([(USER, "ascending"), (f"{DEVICE}_count", "descending"),
                             (DEVICE, "ascending")])  # fmt: skip
    first: dict[str, str] = {}
    number: dict[str, int] = {}
    for user, device in zip(counts[USER].to_pylist(), counts[DEVICE].to_pylist(), strict=True):
        first.setdefault(user, device)
        number[user] = number.get(user, 0) + 1
    several = {user: "several" if n > 1 else "one" for user, n in number.items()}
    return _labels(
        [(user, DEVICE, device) for user, device in first.items()]
        + [(user, DEVICES, word) for user, word in several.items()]
    )


def _labels(rows: Sequence[tuple[str, str, str]]) -> Labels:
    columns = list(zip(*rows, strict=True)) if rows else [(), (), ()]
    names = (USER, ATTRIBUTE, VALUE)
    return Labels(
        pa.table({n: pa.array(c, pa.string()) for n, c in zip(names, columns, strict=True)})
    )


def _values(column: pa.ChunkedArray, kind: str) -> list[list[str]]:
    if kind == "set":
        return [list(own or ()) for own in split_sets(column).to_pylist()]
    if kind == "number":
        return _quarters(column)
    if kind == "text":
        return [[] for _ in range(len(column))]
    return [[] if one is None else [str(one)] for one in column.to_pylist()]


def _quarters(column: pa.ChunkedArray) -> list[list[str]]:
    numbers = column.cast(pa.float64()).to_numpy()
    known = ~np.isnan(numbers)
    cuts = np.unique(np.quantile(numbers[known], [0.25, 0.5, 0.75])) if known.any() else numbers[:0]
    ends = [f"{cut:g}" for cut in cuts]
    words = [f"up to {ends[0]}"] if ends else ["all"]
    words += [f"over {a} to {b}" for a, b in pairwise(ends)]
    words += [f"over {ends[-1]}"] if ends else []
    place = np.searchsorted(cuts, np.where(known, numbers, 0.0), side="left")
    return [[words[at]] if there else [] for at, there in zip(place, known, strict=True)]

"""Seasonal items in lists at a time of the year when they are out of season."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.evaluate.calendar_tags import MONTHS, NORTHERN, CalendarTags, seasonal_items
from openkitchen.schema.columns import ITEM, USER

__all__ = ["Flagged", "FlaggedItem", "flag_out_of_season"]

_MOST = 20


@dataclass(frozen=True, slots=True)
class FlaggedItem:
    """An item out of season, the words that say so, and in how many lists it stands."""

    item_id: str
    words: tuple[str, ...]
    lists: int


@dataclass(frozen=True, slots=True)
class Flagged:
    """What lists show out of season.

    Parameters
    ----------
    month
        The month's name.
    columns
        Columns of the items in which words of the calendar stand.
    n_tagged, n_out
        Items of the catalogue with such words, and those of them out of season then.
    slots, slots_out
        Slots of all lists, and those with an item out of season.
    users, users_out
        Users with a list, and those who are shown such an item.
    items
        The items, the most often shown first.
    """

    month: str
    columns: tuple[str, ...]
    n_tagged: int
    n_out: int
    slots: int
    slots_out: int
    users: int
    users_out: int
    items: tuple[FlaggedItem, ...]

    def sentence(self) -> str:
        """Say it in words."""
        if not self.columns:
            return "No column of the items holds words of the calendar, so nothing is flagged."
        if not self.slots_out:
            return f"No list shows an item that is out of season in {self.month}."
        return (
            f"In {self.month}, {self.slots_out:,} of {self.slots:,} slots show an item out of "
            f"season, to {self.users_out:,} of {self.users:,} people; the first: "
            f"{self.items[0].item_id} ({', '.join(self.items[0].words)})."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return asdict(self)


def flag_out_of_season(
    lists: pa.Table,
    items: pa.Table,
    month: int,
    tags: CalendarTags = NORTHERN,
    column: str | None = None,
) -> Flagged:
    """Flag the seasonal items that stand in lists out of season.

    Parameters
    ----------
    lists
        ``user_id``, ``item_id``.
    items
        ``item_id`` and attributes.
    month
        1 to 12.
    tags, column
        The calendar, and the only column to look at.
    """
    seasonal = seasonal_items(items, tags, column)
    out = seasonal.out_of_season(month)
    ids = items[ITEM].cast(pa.string()).to_pylist()
    words = {
        name: own for name, own, is_out in zip(ids, seasonal.words, out, strict=True) if is_out
    }
    shown = lists.select([USER, ITEM]).cast(pa.schema([(USER, pa.string()), (ITEM, pa.string())]))
    wrong = shown.filter(pc.is_in(shown[ITEM], value_set=pa.array(list(words), pa.string())))
    counts = wrong.group_by(ITEM).aggregate([(USER, "count")])
    counts = counts.sort_by([(f"{USER}_count", "descending"), (ITEM, "ascending")])
    rows = zip(counts[ITEM].to_pylist(), counts[f"{USER}_count"].to_pylist(), strict=True)
    return Flagged(
        MONTHS[month - 1],
        seasonal.columns,
        sum(bool(own) for own in seasonal.words),
        int(out.sum()),
        shown.num_rows,
        wrong.num_rows,
        pc.count_distinct(shown[USER]).as_py(),
        pc.count_distinct(wrong[USER]).as_py(),
        tuple(FlaggedItem(item, words[item], n) for item, n in list(rows)[:_MOST]),
    )

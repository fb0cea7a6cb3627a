"""Which words of the items name a time of the year, and which items are out of season."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.schema import infer_attributes
from openkitchen.schema.attributes import split_sets
from openkitchen.schema.columns import ITEM

__all__ = ["MONTHS", "NORTHERN", "CalendarTags", "Seasonal", "seasonal_items"]

Values = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class CalendarTags:
    """Words and the calendar months in which what they name is in season.

    Parameters
    ----------
    months
        Word (in small letters) → months, 1 to 12.
    """

    months: Mapping[str, frozenset[int]]

    @classmethod
    def of(cls, given: Mapping[str, Sequence[int]]) -> CalendarTags:
        """Check a mapping such as ``{"christmas": [11, 12]}``.

        Raises
        ------
        SettingsError
            When a month is none.
        """
        for word, months in given.items():
            if not isinstance(months, (list, tuple)) or not all(
                isinstance(month, int) and 1 <= month <= 12 for month in months
            ):
                raise SettingsError(
                    f"{word}: {months!r} names no calendar months",
                    hint="Write the months as numbers: christmas: [11, 12]",
                )
        return cls({str(w).strip().casefold(): frozenset(m) for w, m in given.items()})

    def in_season(self, words: Sequence[str], month: int) -> bool | None:
        """Say whether any of the words fits the month; ``None`` when none names a season."""
        known = [self.months[word] for word in words if word in self.months]
        return any(month in months for months in known) if known else None


NORTHERN: Final = CalendarTags.of(
    {
        "spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11), "fall": (9, 10, 11),
        "winter": (12, 1, 2), "christmas": (11, 12), "xmas": (11, 12), "advent": (11, 12),
        "new year": (12, 1), "carnival": (1, 2, 3), "valentine": (1, 2), "easter": (3, 4),
        "halloween": (10,), "thanksgiving": (11,), "back to school": (8, 9),
        **{month.lower(): (number,) for number, month in enumerate(MONTHS, 1)},
    }
)  # fmt: skip
"""Seasons of the northern half of the world; another calendar may be given."""


@dataclass(frozen=True)
class Seasonal:
    """The season words of each item.

    Parameters
    ----------
    words
        By item, in the order of the table: the words that name a season.
    columns
        The columns in which such words stand.
    tags
        The calendar.
    """

    words: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    tags: CalendarTags

    def out_of_season(self, month: int) -> npt.NDArray[np.bool_]:
        """Say which items are out of season in a month; those without a season never are."""
        return np.array(
            [self.tags.in_season(words, month) is False for words in self.words], dtype=np.bool_
        )


def seasonal_items(
    items: pa.Table, tags: CalendarTags = NORTHERN, column: str | None = None
) -> Seasonal:
    """Find the words that name a season among the items' categories and sets.

    A value counts when it is such a word as a whole, whatever its capital letters: *Spring*
    does, *spring onion* does not.

    Parameters
    ----------
    items
        ``item_id`` and attributes.
    tags
        The calendar.
    column
        The only column to look at.

    Raises
    ------
    UnknownName
        When there is no such column.
    """
    names = list(infer_attributes(items, ITEM))
    if column is not None:
        names = [attribute for attribute in names if attribute.name == column]
        if not names:
            raise UnknownName("column", column, items.column_names)
    words: list[dict[str, None]] = [{} for _ in range(items.num_rows)]
    found = []
    for attribute in names:
        if attribute.kind not in {"set", "category"}:
            continue
        values = items[attribute.name]
        sets = split_sets(values) if attribute.kind == "set" else values
        before = sum(map(len, words))
        for own, value in zip(words, sets.to_pylist(), strict=True):
            each = value if isinstance(value, list) else [] if value is None else [value]
            folded = (str(one).strip().casefold() for one in each)
            own.update(dict.fromkeys(one for one in folded if one in tags.months))
        if sum(map(len, words)) > before:
            found.append(attribute.name)
    return Seasonal(tuple(tuple(own) for own in words), tuple(found), tags)

"""What somebody sees of whom nothing is known."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from openkitchen.experiments.behaviour.case import Case, lists_in
from openkitchen.experiments.behaviour.outcome import Example, Outcome
from openkitchen.models.members import column_of, members
from openkitchen.schema.columns import ITEM

__all__ = ["NewcomerVariety"]

STRANGER = "somebody new"

_FEW, _MANY = 3, 40


@dataclass(frozen=True, slots=True)
class NewcomerVariety:
    """A brand-new user gets variety.

    Parameters
    ----------
    at_least
        Different values among the places.
    column
        Of the items, such as ``category``; the first category with 3 to 40 values when empty.
    """

    at_least: int = 3
    column: str = ""

    def check(self, case: Case) -> Outcome:
        """Count the different values in the list of somebody new."""
        column = self.column or _likely(case)
        words = f"somebody new sees {self.at_least} kinds or more ({column or 'no column'})"
        limit = float(self.at_least)
        if case.model is None or not column:
            why = "There is no model, or no column of the items that names kinds."
            return Outcome("newcomer_variety", words, None, None, limit, 0, why)
        table = case.tables.items
        values = members(column_of(table, column, "items"))
        assert table is not None  # noqa: S101 - it has a column
        of = dict(zip(table[ITEM].cast(pa.string()).to_pylist(), values, strict=True))
        items = lists_in(case.model.recommend([STRANGER], case.k).table).get(STRANGER, ())
        kinds = {value for item in items for value in of.get(item) or ()}
        enough = len(kinds) >= self.at_least
        found = f"{len(kinds)} kinds: {', '.join(sorted(kinds)) or 'none'}."
        example = Example(STRANGER, "", found, items)
        return Outcome("newcomer_variety", words, enough, float(len(kinds)), limit, len(items),
                       found, () if enough else (example,))  # fmt: skip


def _likely(case: Case) -> str:
    """Return the first category of the items that tells some kinds apart."""
    table = case.tables.items
    if table is None:
        return ""
    for attribute in case.tables.item_attributes:
        if attribute.kind == "category":
            number = len(set(table[attribute.name].drop_null().to_pylist()))
            if _FEW <= number <= _MANY:
                return attribute.name
    return ""

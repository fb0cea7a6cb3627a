"""What the records of two customers say, side by side, for whoever decides about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.identity.review import SAME_PERSON, Question
from openkitchen.schema.columns import CUSTOMER

__all__ = ["Beside", "records_beside"]

_NOTHING = "∅"


@dataclass(frozen=True, slots=True)
class Beside:
    """Two records.

    Parameters
    ----------
    same
        Column → the value that both have.
    different
        Column → the values of the one and the other; empty for none.
    """

    same: Mapping[str, str]
    different: Mapping[str, tuple[str, str]]

    def lines(self) -> list[str]:
        """Say it in two lines, what differs first; a line of nothing is left out."""
        apart = [
            f"{name} {one or _NOTHING} / {other or _NOTHING}"
            for name, (one, other) in self.different.items()
        ]
        alike = [f"{name} {value}" for name, value in self.same.items()]
        lines = [("differs: ", apart), ("the same: ", alike)]
        return [said + ", ".join(parts) for said, parts in lines if parts]


def records_beside(records: pa.Table | None, questions: Iterable[Question]) -> dict[str, Beside]:
    """Put the records of each question about two customers beside each other.

    Parameters
    ----------
    records
        As `openkitchen.identity.customers.customer_records` returns them.
    questions
        The questions; those about visitors are passed over.

    Returns
    -------
    Question's id → the two records, for customers who are still among the records.
    """
    asked = [one for one in questions if one.kind == SAME_PERSON]
    if records is None or not asked:
        return {}
    names = [name for pair in asked for name in (pair.one, pair.other)]
    wanted = records.filter(pc.is_in(records[CUSTOMER], pa.array(names, pa.string())))
    rows = {row.pop(CUSTOMER): row for row in wanted.to_pylist()}
    return {
        one.id: _beside(rows[one.one], rows[one.other])
        for one in asked
        if one.one in rows and one.other in rows
    }


def _beside(one: Mapping[str, str | None], other: Mapping[str, str | None]) -> Beside:
    pairs = {name: ((one[name] or "").strip(), (other[name] or "").strip()) for name in one}
    return Beside(
        {name: a for name, (a, b) in pairs.items() if a and a == b},
        {name: (a, b) for name, (a, b) in pairs.items() if a != b},
    )

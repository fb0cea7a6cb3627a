"""Where an attribute's value is known: what columns move along when they are coded anew.

A number enters as (x − mean) / spread and a category less its share, both zero where the
value is not known. With another mean the column is, up to a factor, the old one plus a
multiple of *known*: 1 where the value is known. The sums of these are made once, so that a
column coded anew need not be summed over everybody again; see `recoded`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import scipy.sparse as sp

from openkitchen.models.encode import Encoder
from openkitchen.models.fitted import Fitted
from openkitchen.models.index import Index
from openkitchen.schema.columns import ITEM, USER

__all__ = ["KnownSums", "KnownValues", "known_values"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class KnownSums:
    """Sums of *known* over all rows, q of them, as if they were inputs.

    Parameters
    ----------
    cross
        With the inputs (inputs × q).
    gram
        With each other (q × q).
    target
        With the items (q × items).
    solved
        P · cross (inputs × q).
    fitted
        crossᵀ · W (q × items).
    """

    cross: Floats
    gram: Floats
    target: Floats
    solved: Floats
    fitted: Floats


@dataclass(frozen=True)
class KnownValues:
    """Which attributes' values are known of whom, attribute by attribute.

    Parameters
    ----------
    places
        By block (``user`` or ``tags:<scale>``) and attribute: which of the q it is.
    people
        Known users × q: 1 where the value is known; zero for tags.
    inputs
        Inputs × q: what sums of a row's inputs make it; zero for users' attributes.
    items
        Items × q: 1 where the value is known; zero for users' attributes.
    """

    places: dict[tuple[str, str], int]
    people: Floats
    inputs: sp.csc_array
    items: Floats

    def of_rows(self, rows: sp.csr_array, users: npt.NDArray[np.int64]) -> Floats:
        """Return rows × q: what the rows of some users hold."""
        return np.asarray(self.people[users] + (rows @ self.inputs).toarray())


def known_values(fitted: Fitted, places: dict[tuple[str, str], int]) -> KnownValues:
    """Find out what is known; ``places`` tells where each input stands."""
    design, known, tables = fitted.design, fitted.known, fitted.tables
    named: dict[tuple[str, str], int] = {}
    people: list[Floats] = []
    for attribute, values in _known(design.user_encoder, tables.users, USER, known.users, "user"):
        named["user", attribute] = len(named)
        people.append(values)
    first: list[tuple[int, Floats]] = []
    if design.n_tags and design.n_inputs == design.n_own:
        of_items = list(_known(design.item_encoder, tables.items, ITEM, known.items, "tags"))
        for scale in design.scales:
            for attribute, values in of_items:
                named[f"tags:{scale}", attribute] = len(named)
                first.append((places[f"history:{scale}", design.item_ids[0]], values))
    q, shift = len(named), len(people)
    of_people, items = np.zeros((len(known.users), q)), np.zeros((len(known.items), q))
    inputs = sp.lil_array((design.size, q))
    for place, values in enumerate(people):
        of_people[:, place] = values
    for place, (start, values) in enumerate(first, start=shift):
        items[:, place] = values
        inputs[start : start + design.n_own, [place]] = values[: design.n_own, None]
    return KnownValues(named, of_people, sp.csc_array(inputs), items)


def _known(
    encoder: Encoder, table: pa.Table | None, name: str, index: Index, block: str
) -> Iterator[tuple[str, Floats]]:
    """Yield the attributes that move with their mean, and of which ids their value is known.

    Told by coding one column of each with a centre that is lower by its spread: where the
    value is known, and only there, the number is higher by one.
    """
    kinds = ("number", "category") if block == "user" else ("number",)
    firsts = {c.attribute: c for c in reversed(encoder.columns) if c.kind in kinds}
    for attribute, column in firsts.items():
        lower = replace(column, centre=column.centre - column.spread)
        both = [Encoder((c,)).encode(table, name, index).ravel() for c in (lower, column)]
        yield attribute, np.rint(both[0] - both[1])

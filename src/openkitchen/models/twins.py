"""A column's shuffled twins: fits with the same values, dealt out anew, by algebra.

A twin of a column has its values and its gaps, and says nothing: its rows are permuted among
the users (or items) that the fit learned from and whose value is known. The sums over all
rows stay but for the column's own inputs, so a twin costs a bordered solve; see `low_rank`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import scipy.sparse as sp

from openkitchen.errors import ModelError
from openkitchen.models.audience import Known
from openkitchen.models.design import Design
from openkitchen.models.index import Index
from openkitchen.models.matching import Matching
from openkitchen.models.prepared import Prepared
from openkitchen.models.refit import Refitted, refit_coded
from openkitchen.models.sums import BASE
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM, USER

__all__ = ["Column", "added_column", "column_of", "is_input", "orders_of", "twins_of"]

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Column:
    """A column of the users or the items, as it stands in a fit.

    Parameters
    ----------
    name
        ``users.diet`` or ``items.cuisine``.
    prepared
        A fit made ready, with the column or without it.
    known, design, tables
        The data with the column.
    matching
        What they have in common with those of the fit that is ready; the column's inputs
        count as added.
    places
        The columns of ``design.users``, or of ``design.tags``, that are made of it.
    movable
        Codes of the users or items among which its values are dealt out.
    """

    name: str
    prepared: Prepared
    known: Known
    design: Design
    tables: Tables
    matching: Matching
    places: Codes
    movable: Codes

    def refit(self, order: Codes | None = None) -> Refitted:
        """Fit with the values dealt out anew.

        Parameters
        ----------
        order
            A permutation of ``range(len(movable))``: whose value each one gets; each its
            own when ``None``.
        """
        design = self.design if order is None else self._dealt(order)
        return refit_coded(self.prepared, self.known, design, self.tables, self.matching)

    def _dealt(self, order: Codes) -> Design:
        whose = self.movable[order]
        if self.name.startswith("users."):
            values = self.design.users.copy()
            at = np.ix_(self.movable, self.places)
            values[at] = self.design.users[np.ix_(whose, self.places)]
            return replace(self.design, users=values)
        tags = sp.csc_array(self.design.tags)
        place = np.arange(tags.shape[0])
        place[self.movable] = whose
        own = sp.csr_array(tags[:, self.places])[place]
        inside = np.zeros(tags.shape[1])
        inside[self.places] = 1.0
        back = (np.ones(len(self.places)), (np.arange(len(self.places)), self.places))
        spread = own @ sp.csr_array(back, shape=(len(self.places), tags.shape[1]))
        return replace(self.design, tags=sp.csr_array(tags @ sp.diags_array(1.0 - inside) + spread))


def column_of(prepared: Prepared, name: str) -> Column:
    """Take a column that a fit knows.

    Parameters
    ----------
    prepared
        The fit, made ready.
    name
        ``users.diet`` or ``items.cuisine``.

    Raises
    ------
    ModelError
        When nothing was learned of it: it never varies, or no value is there three times.
    """
    fitted = prepared.fitted
    users, items = np.arange(len(fitted.known.users)), np.arange(len(fitted.known.items))
    none = np.zeros(0, np.int64)
    same = np.ones(len(users), dtype=np.bool_)
    found = Matching(users, items, np.arange(fitted.design.size), same, none, none)
    return _column(prepared, fitted.known, fitted.design, fitted.tables, found, name)


def added_column(again: Refitted, name: str) -> Column:
    """Take a column that a refit brought in; see `column_of`."""
    return _column(again.prepared, again.known, again.design, again.tables, again.matching, name)


def twins_of(column: Column, n: int, seed: int = 0) -> Iterator[Refitted]:
    """Yield ``n`` twins, each drawn from the seed and its number alone."""
    for order in orders_of(column, n, seed):
        yield column.refit(order)


def orders_of(column: Column, n: int, seed: int = 0) -> Iterator[Codes]:
    """Yield how the values of ``n`` twins are dealt out."""
    for number in range(n):
        rng = np.random.default_rng([seed, number])
        yield rng.permutation(len(column.movable))


def _column(
    prepared: Prepared,
    known: Known,
    design: Design,
    tables: Tables,
    found: Matching,
    name: str,
) -> Column:
    kind, attribute = name.split(".", 1)
    places = _places(design, name)
    if not len(places):
        raise ModelError(
            f"the model can learn nothing of {name}",
            hint="A column must vary, and a value be there at least three times; users' columns "
            "need a penalty (ridge_users) above zero. Free text is no input.",
        )
    inputs = found.inputs.copy()
    inputs[_inputs(design, kind, places)] = -1
    found = replace(found, inputs=inputs)
    busy = known.events.counts > 0
    table, index, key = tables.users, known.users, USER
    if kind == "items":
        table, index, key = tables.items, known.items, ITEM
        busy = np.bincount(known.events.item, minlength=len(known.items)) > 0
    told = _told(table, index, key, attribute)
    return Column(name, prepared, known, design, tables, found, places, np.flatnonzero(busy & told))


def is_input(design: Design, name: str) -> bool:
    """Whether a fit makes inputs of a column, such as ``users.diet``."""
    return bool(len(_places(design, name)))


def _places(design: Design, name: str) -> Codes:
    kind, attribute = name.split(".", 1)
    encoder = design.user_encoder if kind == "users" else design.item_encoder
    own = [n for n, column in enumerate(encoder.columns) if column.attribute == attribute]
    return np.array(own, dtype=np.int64)


def _inputs(design: Design, kind: str, places: Codes) -> Codes:
    """Return where a column's inputs stand."""
    if kind == "users":
        return design.people.start + places
    if not design.n_tags:
        return np.zeros(0, np.int64)
    starts = [BASE + n * design.n_features + design.n_inputs for n in range(len(design.scales))]
    return np.concatenate([start + places for start in starts])


def _told(table: pa.Table | None, index: Index, key: str, attribute: str) -> npt.NDArray[np.bool_]:
    """Return of whom a value is known."""
    told = np.zeros(len(index), dtype=np.bool_)
    if table is not None:
        filled = pc.is_valid(table[attribute])
        if pa.types.is_floating(table[attribute].type):
            filled = pc.fill_null(pc.is_finite(table[attribute]), fill_value=False)
        codes = index.find(table.filter(filled)[key])
        told[codes[codes >= 0]] = True
    return told

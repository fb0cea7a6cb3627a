"""Whether a device behaves like the other devices of the customer who once logged in on it.

Two observations, each measured against people drawn at random, so that no truth is needed:
what is looked at (the same tastes), and whether a device of the same class was in use at the
same time (few people use two phones at once). They only ever raise or lower the doubt about
a single login; they never join a visitor to a customer by themselves.
"""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.engine import run_models
from openkitchen.identity.tastes import Tastes, tastes_of
from openkitchen.identity.traffic import events_of
from openkitchen.schema.columns import CUSTOMER, DEVICE, VISITOR
from openkitchen.sources import Received

__all__ = ["FITS", "consistency"]

FITS = "fits"
Floats = npt.NDArray[np.float64]

_BINS = 8
_DRAWN = 200
_PRIOR = 20.0
_LEARNED_FROM = 20_000


def consistency(received: Received, edges: pa.Table, seed: int = 0) -> pa.Table:
    """Say how well each visitor seen once with a customer fits that customer's other devices.

    Parameters
    ----------
    received
        What has been received; sources without visitor ids add nothing.
    edges
        As `edges_from` returns them.
    seed
        For the people drawn at random.

    Returns
    -------
    ``visitor_id``, ``customer_id``, ``fits``: how much likelier the visitor's behaviour is
    if it is this customer's than if it is a random person's. Pairs of which nothing can be
    said are not listed.
    """
    events = events_of(received)
    empty = pa.table(
        {
            VISITOR: pa.array([], pa.string()),
            CUSTOMER: pa.array([], pa.string()),
            FITS: pa.array([], pa.float64()),
        }
    )
    if not events.num_rows:
        return empty
    model = files("openkitchen.identity") / "device_use.sql"
    use = run_models([model], {"events": events, "edges": edges}, ["device_use"])["device_use"]
    if not use.num_rows:
        return empty
    pairs = _Pairs(use, np.random.default_rng(seed))
    if not pairs.usable:
        return empty
    told = pairs.device_ratios() * pairs.taste_ratios(tastes_of(events, seed))
    at = np.flatnonzero(pairs.asked)
    return pa.table(
        {
            VISITOR: use[VISITOR].take(at),
            CUSTOMER: use[CUSTOMER].take(at),
            FITS: pa.array(told[at], pa.float64()),
        }
    )


class _Pairs:
    """Visitors and customers seen together: those that are asked about, and those that are sure."""

    def __init__(self, use: pa.Table, rng: np.random.Generator) -> None:
        self.visitor = np.asarray(use[VISITOR].to_numpy(zero_copy_only=False))
        customers, self.customer = np.unique(
            np.asarray(use[CUSTOMER].to_numpy(zero_copy_only=False)).astype(str),
            return_inverse=True,
        )
        self.n = len(customers)
        self.kind = np.asarray(use[DEVICE].fill_null("").to_numpy(zero_copy_only=False)).astype(str)
        first, last = (np.asarray(use[name].to_numpy()) for name in ("first_seen", "last_seen"))
        self.first, self.last = first, last
        self.sure = np.asarray(use["sure"].to_numpy(zero_copy_only=False))
        order = np.argsort(self.customer, kind="stable")
        owned = order[self.sure[order]]
        self.owned = owned
        self.ends = np.searchsorted(self.customer[owned], np.arange(self.n + 1))
        others = np.diff(self.ends)[self.customer] - self.sure
        self.asked = ~self.sure & (others > 0)
        held_out = np.flatnonzero(self.sure & (others > 0))
        if len(held_out) > _LEARNED_FROM:
            held_out = rng.choice(held_out, _LEARNED_FROM, replace=False)
        self.held_out = np.zeros(len(self.sure), bool)
        self.held_out[held_out] = True
        self.drawn = (
            rng.choice(np.flatnonzero(np.diff(self.ends) > 0), _DRAWN)
            if (np.diff(self.ends).any())
            else np.array([], int)
        )

    @property
    def usable(self) -> bool:
        """Whether there are enough sure devices to learn what is usual."""
        return bool(self.asked.any() and self.held_out.sum() >= _PRIOR)

    def devices(self, customer: int, but: int) -> npt.NDArray[np.intp]:
        """Return the sure devices of a customer, but for one."""
        mine = self.owned[self.ends[customer] : self.ends[customer + 1]]
        return mine[mine != but]

    def device_ratios(self) -> Floats:
        """Compare with how often a customer's sure devices of one class overlap in time."""
        rows = np.flatnonzero(self.asked | self.held_out)
        own = {int(row): self._at_once(int(row), int(self.customer[row])) for row in rows}
        sure = np.flatnonzero(self.held_out)
        usual = (sum(own[int(row)] for row in sure) + 1) / (len(sure) + 2 * _PRIOR)
        random = [
            self._at_once(int(row), int(other))
            for row, other in zip(
                np.resize(rows, _DRAWN * 5), np.resize(self.drawn, _DRAWN * 5), strict=True
            )
        ]
        chance = (sum(random) + 1) / (len(random) + 2)
        ratios = np.ones(len(self.visitor))
        for row, both in own.items():
            ratios[row] = usual / chance if both else (1 - usual) / (1 - chance)
        return ratios

    def taste_ratios(self, tastes: Tastes) -> Floats:
        """Compare the rank of the customer among random ones with that on sure devices."""
        rows = np.flatnonzero(self.asked | self.held_out)
        places = np.full(len(self.visitor), np.nan)
        others = np.stack([tastes.of(self.visitor[self.devices(int(c), -1)]) for c in self.drawn])
        for row in rows:
            mine = tastes.of(self.visitor[self.devices(int(self.customer[row]), int(row))])
            here = tastes.of(self.visitor[[row]])
            if here.any() and mine.any():
                places[row] = float((others @ here >= mine @ here).mean())
        ratios = np.ones(len(self.visitor))
        told = places[self.held_out & ~np.isnan(places)]
        edges = np.linspace(0, 1, _BINS + 1)
        heights = np.histogram(told, edges)[0] + _PRIOR / _BINS
        heights = heights / heights.sum() * _BINS
        known = ~np.isnan(places)
        bins = np.clip(np.digitize(places[known], edges) - 1, 0, _BINS - 1)
        ratios[known] = heights[bins]
        return ratios

    def _at_once(self, row: int, customer: int) -> bool:
        mine = self.devices(customer, row)
        same = self.kind[mine] == self.kind[row]
        both = (self.first[mine] <= self.last[row]) & (self.first[row] <= self.last[mine])
        return bool(self.kind[row]) and bool((same & both).any())

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
import pyarrow.compute as pc

from openkitchen.engine import ParquetRows, run_model, run_models
from openkitchen.identity.tastes import Tastes, tastes_of
from openkitchen.identity.traffic import visits_of
from openkitchen.schema.columns import CUSTOMER, DEVICE, ITEM, TIME, VISITOR
from openkitchen.sources import Received

__all__ = ["FITS", "consistency"]

FITS = "fits"
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Objects = npt.NDArray[np.object_]

_ROOM = "openkitchen.identity"
_NOTHING = pa.schema([(VISITOR, pa.string()), (CUSTOMER, pa.string()), (FITS, pa.float64())])

_TOLD = ("device_use", "looked_at")

_BINS = 8
_DRAWN = 200
_PRIOR = 20.0
_LEARNED_FROM = 5_000
_TEACHERS = 10_000
_BEHAVIOUR = {
    VISITOR: pa.string(),
    ITEM: pa.string(),
    DEVICE: pa.string(),
    TIME: pa.timestamp("us"),
}


def consistency(received: Received, edges: pa.Table, seed: int = 0) -> pa.Table:
    """Say how well each visitor seen once with a customer fits that customer's other devices.

    What is usual is learned from visitors drawn at random where there are very many, and only
    the events of those, and of the visitors in question, are looked at.

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
    rng = np.random.default_rng(seed)
    single = run_model(files(_ROOM) / "single_customers.sql", {"edges": edges})
    pairs = _Pairs(single, rng)
    if not pairs.usable():
        return _NOTHING.empty_table()
    visits = visits_of(received, _BEHAVIOUR)
    asked = pairs.visitor[pairs.watched()]
    teachers = _drawn(edges, rng)
    behaviour = _behaviour_of(visits, np.concatenate([asked, teachers]))
    pairs.look(behaviour["device_use"])
    if not pairs.usable():
        return _NOTHING.empty_table()
    tastes = tastes_of(behaviour["looked_at"], seed, pa.array(teachers, pa.string()))
    told = pairs.device_ratios() * pairs.taste_ratios(tastes)
    at = np.flatnonzero(pairs.asked)
    return pa.table(
        {
            VISITOR: single[VISITOR].take(at),
            CUSTOMER: single[CUSTOMER].take(at),
            FITS: pa.array(told[at], pa.float64()),
        }
    )


def _behaviour_of(visits: pa.Table | ParquetRows, visitors: Objects) -> dict[str, pa.Table]:
    """Tell what devices some visitors used, and what they looked at; events are read once."""
    asked = pa.table({VISITOR: pc.unique(pa.array(visitors, pa.string()))})
    models = [files(_ROOM) / f"{name}.sql" for name in ("events_of_some", *_TOLD)]
    tables = {"visits": visits, "asked": asked}
    return run_models(models, tables, _TOLD, stored=["events_of_some"])


def _drawn(edges: pa.Table, rng: np.random.Generator) -> Objects:
    """Return those from whom is learned what people look at: everybody, or very many."""
    everybody = pc.unique(edges[VISITOR]).drop_null().sort()
    names = np.asarray(everybody.to_numpy(zero_copy_only=False))
    if len(names) <= _TEACHERS:
        return names
    return np.asarray(names[np.sort(rng.choice(len(names), _TEACHERS, replace=False))])


class _Pairs:
    """Visitors and customers seen together: those that are asked about, and those that are sure."""

    def __init__(self, single: pa.Table, rng: np.random.Generator) -> None:
        self.visitor = np.asarray(single[VISITOR].to_numpy(zero_copy_only=False))
        customers = pc.unique(single[CUSTOMER]).sort()
        at = pc.index_in(single[CUSTOMER], customers)
        self.customer = np.asarray(at.to_numpy(zero_copy_only=False))
        self.n = len(customers)
        self.sure = np.asarray(single["sure"].to_numpy(zero_copy_only=False))
        self._own()
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
        self.kind = np.full(len(self.visitor), "", object)
        self.first = self.last = np.full(len(self.visitor), np.datetime64("NaT", "us"))

    def _own(self) -> None:
        order = np.argsort(self.customer, kind="stable")
        self.owned = order[self.sure[order]]
        self.ends = np.searchsorted(self.customer[self.owned], np.arange(self.n + 1))

    def usable(self) -> bool:
        """Whether there are enough sure devices to learn what is usual."""
        return bool(self.asked.any() and self.held_out.sum() >= _PRIOR)

    def watched(self) -> Ints:
        """Return the rows whose behaviour is asked for."""
        ours = np.zeros(self.n, bool)
        ours[self.customer[self.asked | self.held_out]] = True
        ours[self.drawn] = True
        return np.flatnonzero(self.asked | (ours[self.customer] & self.sure))

    def look(self, use: pa.Table) -> None:
        """Note how visitors behaved; those without an event tell nothing."""
        watched = self.watched()
        at = pc.index_in(
            pa.array(self.visitor[watched], pa.string()), use[VISITOR].combine_chunks()
        )
        seen = watched[at.is_valid().to_numpy(zero_copy_only=False)]
        at = at.drop_null()
        self.kind[seen] = use[DEVICE].take(at).fill_null("").to_numpy(zero_copy_only=False)
        spans = (use[name].take(at).to_numpy() for name in ("first_seen", "last_seen"))
        self.first, self.last = self.first.copy(), self.last.copy()
        self.first[seen], self.last[seen] = spans
        known = np.zeros(len(self.visitor), bool)
        known[seen] = True
        self.asked &= known
        self.held_out &= known
        self.sure &= known
        self._own()

    def devices(self, customer: int, but: int) -> Ints:
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

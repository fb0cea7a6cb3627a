"""A device that is used like the customer's others fits; one that is used unlike them does not."""

import numpy as np
import pyarrow.compute as pc
from tests.arrivals import at, received_of, source

from openkitchen.identity import consistency, edges_from


def received(seed=0, people=120):
    """Everybody has a phone and a desk with logins; every fifth a tablet with a single one.

    Half of these tablets are a neighbour's, who looks at other things.
    """
    rng = np.random.default_rng(seed)
    rows, own = [], {}

    def visit(visitor, taste, device, customer, times):
        for n in range(times):
            item = f"i{3 * int(rng.integers(20)) + taste}"
            rows.append(
                {
                    "visitor_id": visitor, "item_id": item, "device": device,
                    "customer_id": customer if n < 3 else None,
                    "timestamp": at(1440 * n + float(rng.integers(1000))),
                }
            )  # fmt: skip

    for person in range(people):
        for device in ("phone", "desk"):
            visit(f"{device}{person}", person % 3, device, f"C{person}", 12)
        if person % 5 == 0:
            mine = person % 2 == 0
            own[f"tablet{person}"] = mine
            visit(f"tablet{person}", (person + (not mine)) % 3, "tablet", None, 12)
            rows[-1]["customer_id"] = f"C{person}"
    return received_of(source("web", "events", rows)), own


def test_devices_used_alike_fit_better():
    found, own = received()
    table = consistency(found, edges_from(found))
    assert set(table["visitor_id"].to_pylist()) == set(own)
    fits = dict(zip(table["visitor_id"].to_pylist(), table["fits"].to_pylist(), strict=True))
    mine = np.median([fits[v] for v, is_mine in own.items() if is_mine])
    others = np.median([fits[v] for v, is_mine in own.items() if not is_mine])
    assert mine > 2 * others
    assert pc.min(table["fits"]).as_py() > 0


def test_without_events_or_doubt_nothing_is_said():
    nothing = received_of()
    assert consistency(nothing, edges_from(nothing)).num_rows == 0

"""Checks on what was made of the deliveries."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import listing, plural
from openkitchen.quality.checks.judging import judged, not_here, stated
from openkitchen.quality.issue import Evidence, Verdict
from openkitchen.quality.scene import Scene
from openkitchen.schema.columns import CUSTOMER, ITEM, TIME, USER

__all__ = [
    "double_customers", "leaking_test", "missing_values", "mock_users", "outdated_outputs",
    "shared_devices", "split_identities", "unknown_items",
]  # fmt: skip

_WHO = Evidence("who is who", "data/08_reporting/identity.html")
_SECONDS_A_DAY = 86_400
_EPOCH = datetime(1970, 1, 1)


def split_identities(scene: Scene) -> Verdict:
    """Which share of the events belongs to nobody that is known."""
    figures = scene.identity
    if not figures.events:
        return not_here("No event has a visitor id; there is nothing to map.", _WHO)
    share = figures.nobody / figures.events
    found = f"{share:.0%} of {figures.events:,} events have no known user."
    return judged(share, 0.4, 0.7, found, _WHO)


def shared_devices(scene: Scene) -> Verdict:
    """Which share of the devices with a login could not be given to one person."""
    counts = scene.identity.counts
    unclear = counts.shared + counts.doubtful
    seen = counts.linked + unclear
    if not seen:
        return not_here("No device was ever seen with a customer.", _WHO)
    found = f"{unclear:,} of {seen:,} devices with a login belong to nobody for certain."
    return judged(unclear / seen, 0.08, 0.2, found, _WHO)


def mock_users(scene: Scene) -> Verdict:
    """Whether figures rest on invented people."""
    mock = scene.identity.counts.mock
    if not mock:
        return stated("fine", "No mock user is in use.", _WHO)
    found = f"{mock:,} visitor ids stand for mock users: no figure of this run is about people."
    return stated("broken", found, _WHO)


def double_customers(scene: Scene) -> Verdict:
    """Which share of the customer records are of somebody who has another one.

    A map holds only customers that are one with others or were seen on a device; the others
    are one person each.
    """
    known = scene.identity_map.filter(pc.is_valid(scene.identity_map[CUSTOMER]))
    pairs = known.group_by([CUSTOMER, USER]).aggregate([])
    mapped = pc.count_distinct(pairs[CUSTOMER]).as_py()
    listed = [
        one.rows[CUSTOMER].cast(pa.string())
        for one in scene.received.of_role("people")
        if CUSTOMER in one.rows.column_names
    ]
    chunks = [pairs[CUSTOMER].cast(pa.string()), *listed]
    every = pa.chunked_array([part for chunked in chunks for part in chunked.chunks], pa.string())
    customers = pc.count_distinct(every).as_py()
    if not customers:
        return not_here("No customer is known, neither from a log nor from a people source.", _WHO)
    people = customers - mapped + pc.count_distinct(pairs[USER]).as_py()
    share = 1 - people / customers
    found = (
        f"{plural(customers, 'customer record is', 'customer records are')} "
        f"{plural(people, 'person', 'people')}."
    )
    return judged(share, 0.005, 0.03, found, _WHO)


def missing_values(scene: Scene) -> Verdict:
    """How empty the emptiest column of people or items is."""
    shares = {
        f"{name}.{column}": _missing(table[column])
        for name, table in (("users", scene.users), ("items", scene.items))
        for column in table.column_names[1:]
        if table.num_rows
    }
    place = Evidence("the dictionary", "openkitchen sources dictionary")
    if not shares:
        return not_here("Nothing is known about people or items but their ids.", place)
    worst = max(shares, key=lambda name: shares[name])
    found = f"{shares[worst]:.0%} of {worst} is empty, more than of any other column."
    return judged(shares[worst], 0.2, 0.5, found, place)


def _missing(column: pa.ChunkedArray) -> float:
    """Return the share of rows without a value; an empty text is none."""
    gone = pc.is_null(column)
    if pa.types.is_string(column.type):
        gone = pc.or_(gone, pc.fill_null(pc.equal(column, ""), False))
    return float(pc.mean(gone.cast(pa.float64())).as_py() or 0.0)


def unknown_items(scene: Scene) -> Verdict:
    """Which share of the interactions is about items that the catalogue does not list."""
    events = scene.interactions[ITEM]
    if not len(events):
        return not_here("There are no interactions.")
    listed = scene.items[ITEM].combine_chunks()
    strange = pc.invert(pc.is_in(events, value_set=listed))
    share = float(pc.mean(strange.cast(pa.float64())).as_py())
    found = f"{share:.1%} of the interactions are about items that the catalogue does not list."
    return judged(share, 0.005, 0.05, found, Evidence("items", "data/03_primary/items.parquet"))


def leaking_test(scene: Scene) -> Verdict:
    """Whether the evaluated model has seen what it is asked to foretell."""
    test, place = scene.test, Evidence("the test", "data/05_model_input/test.parquet")
    begins = pc.min(test[TIME].cast(pa.timestamp("us"))).as_py()
    if begins is None:
        return not_here("The test period is empty or has no times.", place)
    late = pc.greater_equal(scene.train[TIME].cast(pa.timestamp("us")), begins)
    rows = int(pc.sum(late.cast(pa.int64())).as_py() or 0)
    learned = scene.evaluated.known.events.end * _SECONDS_A_DAY
    beyond = learned >= (begins - _EPOCH).total_seconds()
    if rows or beyond:
        what = (
            plural(rows, "row to learn from", "rows to learn from")
            if rows
            else "The model's own data"
        )
        return stated(
            "broken",
            f"{what} {'reaches' if rows == 1 else 'reach'} into the test period, from {begins}.",
            place,
        )
    return stated("fine", f"Nothing that was learned from is later than {begins}.", place)


def outdated_outputs(scene: Scene) -> Verdict:
    """Whether lists and figures were made from data, settings or code of before."""
    waiting = scene.waiting_steps
    place = Evidence("what a run would do", "openkitchen run --dry-run")
    if not waiting:
        found = "Everything was made from what is here now."
        if scene.waiting_pages:
            found += " The report does not tell yet what was asked since it was drawn."
        return stated("fine", found, place)
    found = f"{plural(len(waiting), 'step')} would run: {listing(waiting, 4)}."
    return stated("broken", found, place)

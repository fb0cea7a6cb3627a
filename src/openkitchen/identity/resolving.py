"""Give every visitor id a user, and guard against devices that several people share."""

from __future__ import annotations

import hashlib
from importlib.resources import files

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.engine import run_model
from openkitchen.identity.guard import Guard
from openkitchen.identity.owners import Rates, estimate_rates, stray_probability
from openkitchen.schema.columns import COUNT, CUSTOMER, STATUS, USER, VISITOR

__all__ = [
    "PERSON",
    "is_mock",
    "judge",
    "map_version",
    "named_after_first",
    "no_persons",
    "resolve",
    "settle",
]

PERSON = "person_id"
MOCK = "mock"
_VERSION_LENGTH = 12
_STEADY = 4  # logins of the owner, before a single one of somebody else is taken for a stranger
_FIELD, _ROW = "\x1f", "\x1e"


def resolve(
    edges: pa.Table,
    guard: Guard | None = None,
    persons: pa.Table | None = None,
    consistency: pa.Table | None = None,
) -> pa.Table:
    """Give every visitor id a user.

    Parameters
    ----------
    edges
        ``visitor_id``, ``customer_id`` (null: seen without a customer) and, if there is
        one, ``count`` (how often; otherwise each row counts once). Rows of one visitor and
        customer are added up; further columns are not looked at.
    guard
        What the evidence must show.
    persons
        Customers that are one person: ``customer_id``, ``person_id``; customers that are
        not listed are persons of their own.
    consistency
        As `openkitchen.identity.consistency` returns it.

    Returns
    -------
    The identity map, one row per visitor in the order of ``visitor_id``: ``visitor_id``,
    ``user_id``, ``customer_id`` and ``status``. ``linked``: the user is the customer, or the
    person that the customer is. ``shared``: seen with several people and nobody's.
    ``doubtful``: seen once, with one customer, and more likely by a stranger's login.
    ``anonymous``: never seen with a customer. The user of the latter three is
    ``visitor:<visitor_id>``. A customer id that itself begins with ``visitor:`` becomes the
    user ``customer:<customer_id>``, so that no two users share an id.
    """
    return settle(edges, judge(edges, persons, consistency), guard)


def settle(edges: pa.Table, judgements: pa.Table, guard: Guard | None = None) -> pa.Table:
    """Give every visitor id a user, once the evidence is weighed.

    Parameters
    ----------
    edges, guard
        As in `resolve`.
    judgements
        As `judge` returns them.

    Returns
    -------
    As `resolve`.
    """
    guard = guard or Guard()
    tables = {
        "edges": _plain(edges),
        "judgements": judgements,
        "guard": pa.table({"share": [float(guard.share)], "doubt": [float(guard.doubt)]}),
    }
    return run_model(files("openkitchen.identity") / "resolve.sql", tables)


def judge(
    edges: pa.Table, persons: pa.Table | None = None, consistency: pa.Table | None = None
) -> pa.Table:
    """Weigh the evidence of each visitor that was seen with a customer.

    Returns
    -------
    One row per visitor, for the person seen most often: ``visitor_id``, ``customer_id``,
    ``person_id``, ``times`` (seen together), ``seen`` (visits in all), ``persons`` (how many
    were seen on it), ``expected_share`` (of what it does, this person's), ``stray`` (the
    probability that the one login was a stranger's).
    """
    edges = _plain(edges)
    named = persons if persons is not None else no_persons()
    tables = {"edges": edges, "persons": named_after_first(named)}
    seen = run_model(files("openkitchen.identity") / "seen.sql", tables)
    rates = estimate_rates(seen, edges)
    stray = stray_probability(seen, rates, _fits(seen, consistency))
    table = seen.append_column("stray", pa.array(stray))
    table = table.append_column("expected_share", pa.array(_expected_share(seen, rates)))
    wanted = [VISITOR, CUSTOMER, PERSON, "times", "seen", "persons", "expected_share", "stray"]
    return table.filter(pc.equal(table["place"], 1)).select(wanted)


def no_persons() -> pa.Table:
    """Return an empty table of customers and persons: everybody is a person of their own."""
    return pa.table({CUSTOMER: pa.array([], pa.string()), PERSON: pa.array([], pa.string())})


def map_version(identity_map: pa.Table) -> str:
    """Return a short name that two maps share only if they say the same.

    The first 12 digits of the sha256 of all rows in the order of ``visitor_id``; with
    ``mock-`` before them if any of its users are mocked.
    """
    rows = identity_map.sort_by([(VISITOR, "ascending"), (CUSTOMER, "ascending")])
    columns = [pc.fill_null(rows[name], "") for name in (VISITOR, USER, CUSTOMER, STATUS)]
    lines = pc.binary_join_element_wise(*columns, _FIELD)
    text = _ROW.join(lines.to_pylist())
    name = hashlib.sha256(text.encode()).hexdigest()[:_VERSION_LENGTH]
    return f"{MOCK}-{name}" if is_mock(identity_map) else name


def is_mock(identity_map: pa.Table) -> bool:
    """Say whether any users of a map are mocked."""
    return bool(pc.any(pc.equal(identity_map[STATUS], MOCK)).as_py())


def _plain(edges: pa.Table) -> pa.Table:
    count = (
        edges[COUNT].cast(pa.int64()).fill_null(1)
        if COUNT in edges.column_names
        else pa.array(np.ones(edges.num_rows, np.int64))
    )
    ids = [edges[name].cast(pa.string()) for name in (VISITOR, CUSTOMER)]
    return pa.table([*ids, count], names=[VISITOR, CUSTOMER, COUNT])


def named_after_first(persons: pa.Table) -> pa.Table:
    """Name each person after the first of their customer ids."""
    ids = [persons[name].cast(pa.string()) for name in (CUSTOMER, PERSON)]
    plain = pa.table(ids, names=[CUSTOMER, PERSON]).drop_null()
    first = plain.group_by(PERSON).aggregate([(CUSTOMER, "min")])
    at = pc.index_in(plain[PERSON], first[PERSON].combine_chunks())
    return pa.table([plain[CUSTOMER], first[f"{CUSTOMER}_min"].take(at)], names=[CUSTOMER, PERSON])


def _fits(seen: pa.Table, consistency: pa.Table | None) -> np.ndarray:
    if consistency is None or not consistency.num_rows:
        return np.ones(seen.num_rows)
    keys = [
        pc.binary_join_element_wise(table[VISITOR], table[CUSTOMER], _FIELD)
        for table in (seen, consistency)
    ]
    at = pc.index_in(keys[0], keys[1].combine_chunks())
    found = consistency["fits"].take(at).fill_null(1.0)
    return np.asarray(found.to_numpy(), dtype=np.float64)


def _expected_share(seen: pa.Table, rates: Rates) -> np.ndarray:
    """Return which share of what a visitor does is expected to be the row's person's.

    It is shared as the logins are. Where all others were seen once each, either they are
    strangers, each with the probability of `Rates.stray_second`, and all is this person's; or
    somebody shares the device and either of the two may be its owner. So that a device whose
    owner seldom logs in is not a housemate's, the latter counts a half.
    """
    times, every = (np.asarray(seen[name].to_numpy(), float) for name in ("times", "all_times"))
    persons = np.asarray(seen["persons"].to_numpy(), float)
    once_each = (every - times == persons - 1) & (times >= _STEADY)
    strangers = rates.stray_second ** np.maximum(persons - 1, 1)
    owner = np.where(once_each, strangers + (1 - strangers) / 2, 0.0)
    return np.maximum(times / every, owner)

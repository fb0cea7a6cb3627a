"""User ids that persist: carried over by maximum overlap, never given to anybody else."""

from __future__ import annotations

from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.engine import run_model
from openkitchen.schema.columns import CUSTOMER, STATUS, USER, VISITOR

__all__ = ["carry_over", "no_traffic", "overlaps"]


def overlaps(before: pa.Table, after: pa.Table, traffic: pa.Table | None = None) -> pa.Table:
    """Say how much each pair of earlier and later users share.

    Returns
    -------
    ``before_user``, ``after_user``, ``ids`` (visitor and customer ids), ``events``,
    ``weight``; in the order of the users.
    """
    tables = {
        "before_map": before.select([VISITOR, USER, CUSTOMER]),
        "after_map": after.select([VISITOR, USER, CUSTOMER]),
        "traffic": traffic if traffic is not None else no_traffic(),
    }
    return run_model(files("openkitchen.identity") / "overlap.sql", tables)


def carry_over(
    identity_map: pa.Table, before: pa.Table, traffic: pa.Table | None, used: set[str]
) -> pa.Table:
    """Give the users of a new map the ids that they had in the one before.

    Pairs of earlier and new users are matched one to one, the largest overlap first: by
    events, then by the number of ids that they share. Whoever is left gets the id that the
    map proposes, unless it was ever somebody's: then it gets a number behind it.

    Parameters
    ----------
    identity_map
        The new map.
    before
        The map of the version before.
    traffic
        Events of each visitor and customer.
    used
        All user ids of all versions so far.
    """
    shared = overlaps(before, identity_map, traffic).sort_by(
        [
            ("events", "descending"),
            ("ids", "descending"),
            ("before_user", "ascending"),
            ("after_user", "ascending"),
        ]
    )
    ids: dict[str, str] = {}
    taken: set[str] = set()
    rows = zip(shared["before_user"].to_pylist(), shared["after_user"].to_pylist(), strict=True)
    for old, new in rows:
        if new not in ids and old not in taken:
            ids[new] = old
            taken.add(old)
    users = identity_map[USER].combine_chunks()
    names = users.unique().to_pylist()
    for name in sorted(name for name in names if name not in ids):
        ids[name] = _unused(name, used | taken)
        taken.add(ids[name])
    new_ids = pa.array([ids[name] for name in names], pa.string())
    at = pc.index_in(users, pa.array(names, pa.string()))
    place = identity_map.schema.get_field_index(USER)
    return identity_map.set_column(place, USER, new_ids.take(at)).select(
        [VISITOR, USER, CUSTOMER, STATUS]
    )


def no_traffic() -> pa.Table:
    """Return an empty table of traffic."""
    return pa.table(
        {
            VISITOR: pa.array([], pa.string()),
            CUSTOMER: pa.array([], pa.string()),
            "events": pa.array([], pa.int64()),
            "weight": pa.array([], pa.float64()),
        }
    )


def _unused(name: str, used: set[str]) -> str:
    """Return the name, or the name with a number behind it that nobody ever had."""
    free, number = name, 2
    while free in used:
        free, number = f"{name}~{number}", number + 1
    return free

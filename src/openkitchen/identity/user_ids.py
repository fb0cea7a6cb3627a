"""User ids that persist: carried over by maximum overlap, never given to anybody else."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.engine import run_models
from openkitchen.schema.columns import CUSTOMER, STATUS, USER, VISITOR

__all__ = ["Changed", "carry_over", "changed_users", "no_traffic", "overlaps"]

_NAMES = pa.schema([("after_user", pa.string()), ("before_user", pa.string())])


def overlaps(before: pa.Table, after: pa.Table, traffic: pa.Table | None = None) -> pa.Table:
    """Say how much each pair of earlier and later users share.

    Returns
    -------
    ``before_user``, ``after_user``, ``ids`` (visitor and customer ids), ``events``,
    ``weight``; in the order of the users.
    """
    return _of_both("overlap", before, after, traffic if traffic is not None else no_traffic())


@dataclass(frozen=True, slots=True)
class Changed:
    """Where two maps differ, whatever they call their users.

    Parameters
    ----------
    before, after
        The rows of users who do not have the same ids in both.
    same
        ``before_user`` and ``after_user`` of all others.
    """

    before: pa.Table
    after: pa.Table
    same: pa.Table

    @property
    def ids(self) -> pa.Table:
        """The ids of both: ``kind`` (``visitor`` or ``customer``) and ``id``."""
        found = []
        for name, kind in ((VISITOR, "visitor"), (CUSTOMER, "customer")):
            columns = [table[name].cast(pa.string()).chunks for table in (self.before, self.after)]
            ids = pc.unique(pa.chunked_array([*columns[0], *columns[1]], pa.string())).drop_null()
            found.append(pa.table({"kind": pa.repeat(pa.scalar(kind), len(ids)), "id": ids}))
        return pa.concat_tables(found)


def changed_users(before: pa.Table, after: pa.Table) -> Changed:
    """Find the users of two maps whose ids are not the same in both."""
    same = _of_both("unchanged_users", before, after)
    return Changed(_without(before, same["before_user"]), _without(after, same["after_user"]), same)


def carry_over(
    identity_map: pa.Table, changed: Changed, traffic: pa.Table | None, used: Set[str]
) -> pa.Table:
    """Give the users of a new map the ids that they had in the one before.

    Who has the same ids as before keeps the name. Of the others, pairs of earlier and new users
    are matched one to one, the largest overlap first: by events, then by the number of ids that
    they share. Whoever is left gets the id that the map proposes, unless it was ever somebody's:
    then it gets a number behind it.

    Parameters
    ----------
    identity_map
        The new map.
    changed
        As `changed_users` finds them between the map of the version before and the new one.
    traffic
        Events of each visitor and customer of those that changed.
    used
        All user ids of all versions so far.
    """
    shared = overlaps(changed.before, changed.after, traffic).sort_by(
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
    names = pc.unique(changed.after[USER]).to_pylist()
    for name in sorted(name for name in names if name not in ids):
        ids[name] = _unused(name, used | taken)
        taken.add(ids[name])
    known = pa.concat_tables(
        [
            changed.same.select(["after_user", "before_user"]),
            pa.table({"after_user": list(ids), "before_user": list(ids.values())}, _NAMES),
        ]
    )
    at = pc.index_in(identity_map[USER], known["after_user"].combine_chunks())
    place = identity_map.schema.get_field_index(USER)
    return identity_map.set_column(place, USER, known["before_user"].take(at)).select(
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


def _of_both(
    model: str, before: pa.Table, after: pa.Table, traffic: pa.Table | None = None
) -> pa.Table:
    """Ask a model that compares whose each id is in two maps."""
    tables = {
        "before_map": before.select([VISITOR, USER, CUSTOMER]),
        "after_map": after.select([VISITOR, USER, CUSTOMER]),
        **({} if traffic is None else {"traffic": traffic}),
    }
    models = [files("openkitchen.identity") / f"{name}.sql" for name in ("ids_in_both", model)]
    return run_models(models, tables, [model])[model]


def _without(identity_map: pa.Table, users: pa.ChunkedArray) -> pa.Table:
    gone = pc.is_in(identity_map[USER], users.combine_chunks())
    return identity_map.filter(pc.invert(gone))


def _unused(name: str, used: Set[str]) -> str:
    """Return the name, or the name with a number behind it that nobody ever had."""
    free, number = name, 2
    while free in used:
        free, number = f"{name}~{number}", number + 1
    return free

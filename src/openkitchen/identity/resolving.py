"""Give every visitor id a user, and guard against devices that several people share."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.engine import run_model
from openkitchen.errors import SettingsError
from openkitchen.schema.columns import COUNT, CUSTOMER, STATUS, USER, VISITOR

__all__ = ["Guard", "map_version", "resolve"]

_VERSION_LENGTH = 12
_FIELD, _ROW = "\x1f", "\x1e"


@dataclass(frozen=True, slots=True)
class Guard:
    """When a visitor who was seen with several customers still belongs to one of them.

    Parameters
    ----------
    share
        The share of the evidence (by count) that this customer must hold, above a half.
        Above 1 no share suffices: a visitor seen with two customers is always nobody's.
        The lower it is, the more visitors on whose device a stranger once logged in are
        given back to their owner, and the more shared devices are taken for one person's.
    """

    share: float = 0.95

    def __post_init__(self) -> None:
        if not self.share > 0.5:
            raise SettingsError(
                f"the guard's share of the evidence is {self.share}",
                hint="Give more than 0.5, or two customers could own one visitor; above 1 no "
                "share suffices.",
            )

    @classmethod
    def strict(cls) -> Guard:
        """Return the guard under which any second customer makes a visitor nobody's."""
        return cls(share=2.0)


def resolve(edges: pa.Table, guard: Guard | None = None) -> pa.Table:
    """Give every visitor id a user.

    Parameters
    ----------
    edges
        ``visitor_id``, ``customer_id`` (null: seen without a customer) and, if there is
        one, ``count`` (how often; otherwise each row counts once). Rows of one visitor and
        customer are added up; further columns are not looked at.
    guard
        For visitors seen with several customers.

    Returns
    -------
    The identity map, one row per visitor in the order of ``visitor_id``: ``visitor_id``,
    ``user_id``, ``customer_id`` and ``status``. ``linked``: the user is the customer.
    ``shared``: seen with several customers and nobody's. ``anonymous``: never seen with a
    customer. The user of the latter two is ``visitor:<visitor_id>``. A customer id that
    itself begins with ``visitor:`` becomes the user ``customer:<customer_id>``, so that no
    two users share an id.
    """
    guard = guard or Guard()
    count = (
        edges[COUNT].cast(pa.int64())
        if COUNT in edges.column_names
        else pa.nulls(edges.num_rows, pa.int64())
    )
    ids = [edges[name].cast(pa.string()) for name in (VISITOR, CUSTOMER)]
    tables = {
        "edges": pa.table([*ids, count], names=[VISITOR, CUSTOMER, COUNT]),
        "guard": pa.table({"share": [float(guard.share)]}),
    }
    return run_model(files("openkitchen.identity") / "resolve.sql", tables)


def map_version(identity_map: pa.Table) -> str:
    """Return a short name that two maps share only if they say the same.

    The first 12 digits of the sha256 of all rows in the order of ``visitor_id``.
    """
    rows = identity_map.sort_by(VISITOR)
    columns = [pc.fill_null(rows[name], "") for name in (VISITOR, USER, CUSTOMER, STATUS)]
    lines = pc.binary_join_element_wise(*columns, _FIELD)
    text = _ROW.join(lines.to_pylist())
    return hashlib.sha256(text.encode()).hexdigest()[:_VERSION_LENGTH]

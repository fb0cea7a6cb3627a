"""Events of all sources become interactions; each step says what it took away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files

import pyarrow as pa

from openkitchen.engine import ParquetRows, SqlFile, run_models
from openkitchen.errors import SettingsError
from openkitchen.identity import map_version
from openkitchen.prepare.settings import ANY_EVENT, PrepareSettings, read_settings
from openkitchen.schema.columns import (
    CUSTOMER,
    DEVICE,
    EVENT_ID,
    EVENT_TYPE,
    EVENT_VALUE,
    ITEM,
    MAP_VERSION,
    SESSION,
    STATUS,
    TIME,
    USER,
    VISITOR,
    WEIGHT,
)
from openkitchen.sources import Received
from openkitchen.sources.relation import under_each_other

__all__ = ["MODELS", "models_named", "prepare_interactions", "tables_for"]

MODELS = (
    "known_events",
    "distinct_events",
    "day_bots",
    "human_events",
    "catalogue_events",
    "session_starts",
    "session_events",
    "interactions",
    "funnel",
)
"""The SQL models, in the order of running."""

_EVENT = {
    USER: pa.string(),
    VISITOR: pa.string(),
    CUSTOMER: pa.string(),
    ITEM: pa.string(),
    TIME: pa.timestamp("us"),
    EVENT_TYPE: pa.string(),
    EVENT_VALUE: pa.float64(),
    WEIGHT: pa.float64(),
    SESSION: pa.string(),
    DEVICE: pa.string(),
    EVENT_ID: pa.string(),
}


def prepare_interactions(
    received: Received, identity_map: pa.Table, settings: Mapping[str, object]
) -> tuple[pa.Table, pa.Table]:
    """Turn the events of all sources into interactions.

    Parameters
    ----------
    received
        What has been received.
    identity_map
        As `openkitchen.identity.resolve` returns it.
    settings
        As `PrepareSettings`: ``event_weights``, ``session_gap_minutes``,
        ``bot_events_a_day``, ``bots``, ``unknown_items``.

    Returns
    -------
    The interactions, ordered by time, user and item: ``user_id``, ``item_id``,
    ``timestamp`` (naive UTC), ``event_type``, ``weight``, ``session_id``, ``device``,
    ``source``, ``map_version``; and the funnel: for each step its name (``step``), what it
    does in words (``meaning``) and the events left after it (``rows``).

    Raises
    ------
    SettingsError
        A setting is unknown or impossible, or unknown items are to be dropped and no
        catalogue has been received.
    """
    wanted = read_settings(settings)
    tables = tables_for(received, identity_map, wanted)
    results = run_models(
        models_named(MODELS), tables, ["interactions", "funnel"], stored=["distinct_events"]
    )
    return results["interactions"], results["funnel"]


def models_named(names: Iterable[str]) -> list[SqlFile]:
    """Return the SQL models of this room by their names."""
    return [files("openkitchen.prepare") / f"{name}.sql" for name in names]


def tables_for(
    received: Received, identity_map: pa.Table, wanted: PrepareSettings
) -> dict[str, pa.Table | ParquetRows]:
    """Return the tables that the models read.

    Raises
    ------
    SettingsError
        As `prepare_interactions`.
    """
    catalogue = _catalogue(received)
    if wanted.drops_unknown and not catalogue.num_rows:
        raise SettingsError(
            "unknown_items = 'drop', but no catalogue has been received: no event would be left",
            hint="Receive a source of the role catalogue, or write unknown_items: keep.",
        )
    return wanted.tables() | {
        "received_events": under_each_other(received.of_role("events"), _EVENT, named=True),
        "identity_map": identity_map.select((VISITOR, USER, CUSTOMER, STATUS)),
        "catalogue": catalogue,
        "map_version": pa.table({MAP_VERSION: [map_version(identity_map)]}),
        "steps": _steps(wanted, with_catalogue=catalogue.num_rows > 0),
    }


def _catalogue(received: Received) -> pa.Table:
    ids = [one.rows.select([ITEM]) for one in received.of_role("catalogue")]
    empty = pa.schema([(ITEM, pa.string())]).empty_table()
    return pa.concat_tables([empty, *ids]).group_by(ITEM).aggregate([])


def _steps(settings: PrepareSettings, *, with_catalogue: bool) -> pa.Table:
    nothing = sorted(name for name, weight in settings.event_weights.items() if weight == 0)
    without = ", ".join("all others" if name == ANY_EVENT else name for name in nothing)
    if settings.drops_unknown:
        unknown = "Events with items that are not in the catalogue are left out."
    elif with_catalogue:
        unknown = "Events with items that are not in the catalogue are kept."
    else:
        unknown = "There is no catalogue; events with all items are kept."
    named = f", and so are {len(settings.bots):,} named in the settings" if settings.bots else ""
    steps = {
        "received": "Events as delivered; rejected rows are not among them.",
        "duplicates": "Events that were delivered more than once are counted once.",
        "bots": "Visitors with more than "
        f"{settings.bot_events_a_day:,.0f} events on one day are taken for bots and left out"
        f"{named}.",
        "catalogue": unknown,
        "weights": f"Events that weigh nothing are left out: {without or 'none'}.",
    }
    return pa.table(
        {
            "place": list(range(1, len(steps) + 1)),
            "step": list(steps),
            "meaning": list(steps.values()),
        }
    )

"""From what a dataset group holds to the tables that a model learns from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import listing
from openkitchen.schema import Tables, infer_attributes, with_kind
from openkitchen.schema.columns import DEVICE, EVENT_TYPE, EVENT_VALUE, ITEM, TIME, USER, WEIGHT
from openkitchen.serving.personalize.avro import Column
from openkitchen.serving.personalize.backend import Backend
from openkitchen.serving.personalize.columns import columns_of
from openkitchen.serving.personalize.devices import DEVICES, device_of
from openkitchen.serving.personalize.faults import invalid
from openkitchen.serving.personalize.holdings import dataset_in, imported, records, spelled
from openkitchen.store import EventRow, events_up_to

__all__ = ["Evidence", "NoData", "evidence_of", "gather_tables"]

_NEVER = frozenset({"CREATION_TIMESTAMP", "TIMESTAMP"})
NoData = (
    "There is no data to learn from: the dataset group has no interactions. Import some, or "
    "put events."
)


@dataclass(frozen=True)
class Evidence:
    """Which events count, how much, and which columns are left out.

    Parameters
    ----------
    weights
        Event type to weight; types that are not named count as nothing. Empty: all count 1.
    least
        Event type to the least value that counts.
    excluded
        Type of dataset to the columns that are not learned from.
    included
        The same, of the only ones that are; types that are not named have all.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    least: Mapping[str, float] = field(default_factory=dict)
    excluded: Mapping[str, Sequence[str]] = field(default_factory=dict)
    included: Mapping[str, Sequence[str]] = field(default_factory=dict)


def evidence_of(config: Mapping[str, Any], event_type: str = "") -> Evidence:
    """Read what the configuration of a solution or recommender says about events and columns.

    Raises
    ------
    Fault
        ``InvalidInputException``, when the threshold is no number, or a type stands twice.
    """
    weights: dict[str, float] = {}
    least: dict[str, float] = {}
    for one in (config.get("eventsConfig") or {}).get("eventParametersList") or ():
        kind = one.get("eventType") or ""
        if kind in weights:
            raise invalid(f"eventsConfig names the event type {kind!r} twice")
        weights[kind] = float(one.get("weight", 1.0))
        if one.get("eventValueThreshold") is not None:
            least[kind] = float(one["eventValueThreshold"])
    if event_type and not weights:
        weights[event_type] = 1.0
    threshold = config.get("eventValueThreshold")
    if threshold is not None:
        try:
            least.update(dict.fromkeys(weights or {""}, float(threshold)))
        except ValueError as error:
            raise invalid(f"eventValueThreshold is {threshold!r}, expected a number") from error
    columns = config.get("trainingDataConfig") or {}
    excluded, included = (
        {kind.upper(): names for kind, names in (columns.get(which) or {}).items()}
        for which in ("excludedDatasetColumns", "includedDatasetColumns")
    )
    return Evidence(weights, least, excluded, included)


def gather_tables(backend: Backend, group: str, evidence: Evidence, last_event: int) -> Tables:
    """Make the tables: all imports, and events up to an id.

    Raises
    ------
    Fault
        ``InvalidInputException``, when nothing is left to learn from.
    """
    events = events_up_to(backend.store, group, last_event)
    interactions = pa.concat_tables([_imported(backend, group), _put(events)])
    interactions = _with_devices(_counting(interactions, evidence), evidence)
    if interactions.num_rows == 0:
        raise invalid(_why_nothing(backend, group, evidence))
    items = _attributes(backend, group, "ITEMS", ITEM, evidence)
    users = _attributes(backend, group, "USERS", USER, evidence)
    order = [(TIME, "ascending"), (USER, "ascending"), (ITEM, "ascending")]
    return Tables(
        interactions.sort_by(order),
        items,
        users,
        () if items is None else infer_attributes(items, ITEM),
        () if users is None else infer_attributes(users, USER),
    )


_SCHEMA = pa.schema(
    [
        (USER, pa.string()),
        (ITEM, pa.string()),
        (TIME, pa.timestamp("us")),
        (EVENT_TYPE, pa.string()),
        (EVENT_VALUE, pa.float64()),
        (DEVICE, pa.string()),
    ]
)


def _imported(backend: Backend, group: str) -> pa.Table:
    dataset = dataset_in(backend, group, "INTERACTIONS")
    if dataset is None:
        return _SCHEMA.empty_table()
    table = imported(backend, dataset)
    found = {name.upper(): table[name] for name in table.column_names}
    seconds = pa.chunked_array(found["TIMESTAMP"]).cast(pa.timestamp("s"))
    nothing = pa.nulls(table.num_rows)
    return pa.table(
        [
            found["USER_ID"],
            found["ITEM_ID"],
            seconds.cast(pa.timestamp("us")),
            found.get("EVENT_TYPE", nothing.cast(pa.string())),
            pa.chunked_array(found.get("EVENT_VALUE", nothing)).cast(pa.float64())
            if "EVENT_VALUE" in found
            else nothing.cast(pa.float64()),
            pa.chunked_array(_device_in(found, nothing)).cast(pa.string()),
        ],
        schema=_SCHEMA,
    )


def _device_in(columns: Mapping[str, Any], nothing: Any) -> Any:
    names = [name for name in columns if spelled(name) in DEVICES]
    return columns[names[0]] if names else pa.chunked_array([nothing])


def _put(events: Iterable[EventRow]) -> pa.Table:
    """Return events as rows; nameless sessions go to the user who was seen in them."""
    events = list(events)
    owner: dict[str, str | None] = {
        e.session_id: e.user_id for e in events if e.session_id and e.user_id
    }
    rows = [
        {
            USER: e.user_id or owner.get(e.session_id or "", e.session_id),
            ITEM: e.item_id,
            TIME: e.happened_at,
            EVENT_TYPE: e.event_type,
            EVENT_VALUE: e.event_value,
            DEVICE: device_of(e.properties or {}),
        }
        for e in events
        if e.item_id is not None and (e.user_id or e.session_id)
    ]
    return pa.Table.from_pylist(rows, _SCHEMA)


def _with_devices(table: pa.Table, evidence: Evidence) -> pa.Table:
    """Keep the device of interactions where it is told, and may be learned from."""
    excluded = {spelled(one) for one in evidence.excluded.get("INTERACTIONS", ())}
    included = {spelled(one) for one in evidence.included.get("INTERACTIONS", DEVICES)}
    told = table[DEVICE].null_count < table.num_rows
    wanted = included & DEVICES and not excluded & DEVICES
    return table if told and wanted else table.drop_columns([DEVICE])


def _counting(table: pa.Table, evidence: Evidence) -> pa.Table:
    """Keep the events that count, with their weights."""
    kinds = pc.fill_null(table[EVENT_TYPE], "")
    keep = pa.array([True] * table.num_rows, pa.bool_())
    if evidence.weights:
        heavy = [kind for kind, weight in evidence.weights.items() if weight > 0]
        keep = pc.is_in(kinds, pa.array(heavy, pa.string()))
    for kind, least in evidence.least.items():
        enough = pc.fill_null(pc.greater_equal(table[EVENT_VALUE], least), False)
        other = (
            pc.not_equal(kinds, kind) if kind else pa.array([False] * table.num_rows, pa.bool_())
        )
        keep = pc.and_(keep, pc.or_(other, enough))
    table, kinds = table.filter(keep), kinds.filter(keep)
    if set(evidence.weights.values()) - {1.0}:
        weights = [evidence.weights.get(kind, 1.0) for kind in kinds.to_pylist()]
        table = table.append_column(WEIGHT, pa.array(weights, pa.float64()))
    return table


def _why_nothing(backend: Backend, group: str, evidence: Evidence) -> str:
    if not evidence.weights and not evidence.least:
        return NoData
    kinds = pc.unique(_imported(backend, group)[EVENT_TYPE]).drop_null().to_pylist()
    return (
        f"No interaction is of the event type {listing(evidence.weights)} with a value that is "
        f"high enough; there are the types {listing(kinds)}"
    )


def _attributes(
    backend: Backend, group: str, kind: str, id_column: str, evidence: Evidence
) -> pa.Table | None:
    dataset = dataset_in(backend, group, kind)
    if dataset is None:
        return None
    own = "ITEM_ID" if kind == "ITEMS" else "USER_ID"
    table = records(backend, dataset, own)
    if not table.num_rows:
        return None
    columns = [c for c in columns_of(backend, dataset.body["schemaArn"]) if c.name.upper() != own]
    name = next(n for n in table.column_names if n.upper() == own)
    kept = pa.table({id_column: table[name], **{c.name: table[c.name] for c in columns}})
    return with_kind(kept, {c.name: _kind(c, kept, kind, evidence) for c in columns})


def _kind(column: Column, table: pa.Table, kind: str, evidence: Evidence) -> str:
    """Tell how a column is learned from; ``text`` is kept for display alone."""
    name = column.name.upper()
    excluded = {one.upper() for one in evidence.excluded.get(kind, ())}
    included = {one.upper() for one in evidence.included.get(kind, (column.name,))}
    if name in _NEVER or name in excluded or name not in included:
        return "text"
    if column.type == "boolean":
        return "category"
    if column.type != "string":
        return "number"
    if not column.categorical:
        return "text"
    several = pc.any(pc.match_substring(table[column.name], "|")).as_py()
    return "set" if several else "category"

"""Events, items and users that clients put in while the server runs."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from openkitchen.serving.personalize.avro import DATASET_TYPES
from openkitchen.serving.personalize.backend import Call
from openkitchen.serving.personalize.columns import columns_of
from openkitchen.serving.personalize.control.groups import tracker_with
from openkitchen.serving.personalize.faults import NOT_FOUND, Fault, invalid
from openkitchen.serving.personalize.holdings import typed_values
from openkitchen.serving.personalize.registry import find
from openkitchen.store import EventRow, put_properties

__all__ = ["put_events", "put_items", "put_users"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 256
_ITEM = ("itemId", "item_id", "ITEM_ID")


def put_events(call: Call) -> None:
    """Keep events; they are durable, and count in the next request, when this returns."""
    body = call.body
    try:
        tracker = tracker_with(call, body["trackingId"])
    except Fault as fault:
        if fault.code != NOT_FOUND:
            raise
        raise invalid(f"There is no event tracker with the id {body['trackingId']}") from fault
    now = datetime.now(UTC).replace(tzinfo=None)
    rows = [_event(tracker.parent, body, one, now) for one in body["eventList"]]
    call.backend.keep_events(rows)


def put_items(call: Call) -> None:
    """Keep items' fields; filters and metadata see them at once, models after training."""
    _put(call, "ITEMS", "items", "itemId")


def put_users(call: Call) -> None:
    """Keep users' fields; filters see them at once, models after training."""
    _put(call, "USERS", "users", "userId")


def _put(call: Call, kind: str, many: str, own: str) -> None:
    dataset = find(call, call.body["datasetArn"], "dataset")
    if dataset.body["datasetType"] != kind:
        raise invalid(f"{dataset.key} is no dataset of type {kind}")
    columns = columns_of(call.backend, dataset.body["schemaArn"])
    ids = DATASET_TYPES[kind]
    rest = tuple(column for column in columns if column.name.upper() not in ids)
    records: dict[str, dict[str, Any]] = {}
    for one in call.body[many]:
        values = one.get("properties") or {}
        typed_values(rest, values)
        records[one[own]] = values
    put_properties(call.store, dataset.key, records)


def _event(scope: str, body: dict[str, Any], one: dict[str, Any], now: datetime) -> EventRow:
    properties = dict(one.get("properties") or {})
    item = one.get("itemId") or _item_in(properties)
    kept = {
        **properties,
        **{name: one[name] for name in ("impression", "recommendationId") if name in one},
    }
    value = one.get("eventValue", properties.get("eventValue"))
    return EventRow(
        scope=scope,
        event_id=one.get("eventId") or str(uuid.uuid4()),
        happened_at=(_EPOCH + timedelta(seconds=one["sentAt"])).replace(tzinfo=None),
        received_at=now,
        user_id=body.get("userId"),
        session_id=body["sessionId"],
        item_id=item,
        event_type=one["eventType"],
        event_value=_number(value),
        properties=kept or None,
    )


def _item_in(properties: dict[str, Any]) -> str | None:
    """Return the item that the properties of an event name, if they do."""
    name = next((one for one in _ITEM if properties.get(one)), None)
    if name is None:
        return None
    item = properties[name]
    if isinstance(item, bool) or not isinstance(item, (str, int)):
        raise invalid(f"properties.{name} is not a string: {json.dumps(item)[:60]}")
    if len(str(item)) > _LONGEST or "\0" in str(item):
        raise invalid(f"properties.{name} is no id of up to {_LONGEST} characters")
    return str(item)


def _number(value: Any) -> float | None:
    try:
        return None if value is None else float(value)
    except (TypeError, ValueError):
        return None

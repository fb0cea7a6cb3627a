"""Dataset groups, schemas and event trackers."""

from __future__ import annotations

import shutil
import uuid
from typing import Any

from openkitchen.errors import listing
from openkitchen.serving.personalize.avro import parse_schema
from openkitchen.serving.personalize.backend import Call
from openkitchen.serving.personalize.faults import ALREADY_EXISTS, Fault, in_use, not_found
from openkitchen.serving.personalize.registry import SERVED, bury, children, find, make
from openkitchen.store import ResourceRow, drop_resource, forget_scope, resources

__all__ = [
    "create_dataset_group",
    "create_event_tracker",
    "create_schema",
    "delete_dataset_group",
    "delete_event_tracker",
    "delete_schema",
    "delete_with_files",
    "group_of",
    "tracker_with",
]


def create_dataset_group(call: Call) -> dict[str, Any]:
    """Make a dataset group; roles and keys are kept and shown, and never used."""
    body = {name: call.body.get(name) for name in ("name", "roleArn", "kmsKeyArn", "domain")}
    arn = make(call, "dataset-group", f"dataset-group/{body['name']}", body)
    domain = {"domain": body["domain"]} if body["domain"] else {}
    return {"datasetGroupArn": arn, **domain}


def delete_dataset_group(call: Call) -> dict[str, Any]:
    """Delete a group once its trackers, solutions, recommenders and datasets are gone.

    Its filters and its events go with it: a group of the same name starts empty.
    """
    row = find(call, call.body["datasetGroupArn"], "dataset-group")
    _refuse_served(row)
    for kind in ("event-tracker", "solution", "recommender", "dataset"):
        held = children(call, row.key, kind)
        if held:
            raise in_use(call.body["datasetGroupArn"], f"delete {_arns(held)} first")
    filters = [one.key for one in children(call, row.key, "filter")]
    with call.store.whole() as store:
        drop_resource(store, row.key, *filters)
        forget_scope(store, row.key)
    bury(call.backend, row)
    return {}


def create_schema(call: Call) -> dict[str, Any]:
    """Keep a schema that can be read."""
    parse_schema(call.body["schema"])
    body = {name: call.body.get(name) for name in ("name", "schema", "domain")}
    return {"schemaArn": make(call, "schema", f"schema/{body['name']}", body)}


def delete_schema(call: Call) -> dict[str, Any]:
    """Delete a schema that no dataset has."""
    row = find(call, call.body["schemaArn"], "schema")
    _refuse_served(row)
    users = [
        one
        for one in resources(call.store, "dataset")
        if one.body["schemaArn"] == row.body["schemaArn"]
    ]
    if users:
        raise in_use(call.body["schemaArn"], f"{_arns(users)} has it")
    drop_resource(call.store, row.key)
    return {}


def create_event_tracker(call: Call) -> dict[str, Any]:
    """Make the tracker whose id clients put events with; a group has one at most."""
    group = group_of(call)
    held = children(call, group.key, "event-tracker")
    if held and not group.inside.get(SERVED):
        taken = f"{group.key} has the event tracker {_arns(held)} already; it can have one"
        raise Fault(ALREADY_EXISTS, taken)
    number = uuid.uuid4()
    body = {
        "name": call.body["name"],
        "datasetGroupArn": group.body["datasetGroupArn"],
        "accountId": call.home.account,
        "trackingId": str(number),
    }
    key = f"event-tracker/{number.hex[:8]}"
    arn = make(call, "event-tracker", key, body, parent=group.key)
    return {"eventTrackerArn": arn, "trackingId": body["trackingId"]}


def delete_event_tracker(call: Call) -> dict[str, Any]:
    """Delete a tracker; the events that it took in stay."""
    row = find(call, call.body["eventTrackerArn"], "event-tracker")
    _refuse_served(row)
    drop_resource(call.store, row.key)
    return {}


def group_of(call: Call) -> ResourceRow:
    """Return the dataset group that a request names."""
    return find(call, call.body["datasetGroupArn"], "dataset-group")


def tracker_with(call: Call, tracking_id: str) -> ResourceRow:
    """Return the tracker of an id.

    Raises
    ------
    Fault
        ``ResourceNotFoundException`` when there is none.
    """
    for one in resources(call.store, "event-tracker"):
        if one.body["trackingId"] == tracking_id:
            return one
    raise not_found(f"with the tracking id {tracking_id}")


def delete_with_files(call: Call, row: ResourceRow) -> None:
    """Delete a resource, then its files, and what this process kept of it."""
    _refuse_served(row)
    drop_resource(call.store, row.key)
    shutil.rmtree(call.backend.data_of(row.key), ignore_errors=True)
    kept = call.backend.kept
    kept.get("kitchens", {}).pop(row.key, None)
    for own in [key for key in list(kept) if isinstance(key, tuple) and row.key in key]:
        kept.pop(own, None)


def _refuse_served(row: ResourceRow) -> None:
    if row.inside.get(SERVED):
        raise in_use(row.key, "it stands for the bundle that is served")


def _arns(rows: list[ResourceRow]) -> str:
    return listing([row.key for row in rows], 3)

"""Filters: expressions that are read, and held against the schemas, when they are made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from openkitchen.errors import listing
from openkitchen.serving.personalize.arns import key_of
from openkitchen.serving.personalize.backend import Call
from openkitchen.serving.personalize.columns import columns_of
from openkitchen.serving.personalize.control.groups import group_of
from openkitchen.serving.personalize.faults import in_use, invalid
from openkitchen.serving.personalize.filters import Expression, parse_filter
from openkitchen.serving.personalize.registry import (
    IN_PROGRESS,
    PENDING,
    SERVED,
    children,
    find,
    make,
)
from openkitchen.store import ResourceRow, drop_resource, resource, resources

__all__ = ["create_filter", "delete_filter"]

_TYPES = {
    "Items": "ITEMS",
    "Interactions": "INTERACTIONS",
    "Users": "USERS",
    "CurrentUser": "USERS",
}
_ALWAYS = {"Interactions": {"EVENT_TYPE", "EVENT_VALUE", "TIMESTAMP", "ITEM_ID", "USER_ID"}}


def create_filter(call: Call) -> dict[str, Any]:
    """Keep an expression whose fields exist, and stand where the service lets them stand."""
    group = group_of(call)
    expression = parse_filter(call.body["filterExpression"])
    _check_datasets(expression)
    datasets = children(call, group.key, "dataset")
    _check_fields(expression, {one.body["datasetType"]: _names(call, one) for one in datasets})
    body = {name: call.body[name] for name in ("name", "filterExpression")}
    body["datasetGroupArn"] = group.body["datasetGroupArn"]
    return {"filterArn": make(call, "filter", f"filter/{body['name']}", body, parent=group.key)}


def delete_filter(call: Call) -> dict[str, Any]:
    """Delete a filter that no batch job is using."""
    row = find(call, call.body["filterArn"], "filter")
    arn = row.body["filterArn"]
    for job in resources(call.store, "batch-inference-job", statuses=(PENDING, IN_PROGRESS)):
        if job.body.get("filterArn") == arn:
            raise in_use(arn, f"{job.key} is running with it")
    drop_resource(call.store, row.key)
    return {}


def _names(call: Call, dataset: ResourceRow) -> list[str]:
    """Return the fields of a dataset; a served bundle may have more than a schema can."""
    schema = resource(call.store, key_of(dataset.body["schemaArn"]))
    if schema is not None and schema.inside.get(SERVED):
        return [field["name"].upper() for field in json.loads(schema.body["schema"])["fields"]]
    return [column.name.upper() for column in columns_of(call.backend, dataset.body["schemaArn"])]


def _check_datasets(expression: Expression) -> None:
    """Refuse clauses that mix items with interactions, or ask of items what users have."""
    for clause in expression.clauses:
        asked = {c.field.dataset for group in clause.any_of for c in group}
        if {"Items", "Interactions"} <= asked:
            raise invalid(
                "Filter expression: Items and Interactions cannot stand in one expression",
                'Chain two with "|", such as INCLUDE … | EXCLUDE ….',
            )
        if clause.what == "ItemID" and "Users" in asked:
            raise invalid(
                "Filter expression: Users cannot stand in an expression of ItemID",
                "Ask about CurrentUser, after IF.",
            )


def _check_fields(expression: Expression, schemas: Mapping[str, list[str]]) -> None:
    for condition in expression.conditions():
        field = condition.field
        names = schemas.get(_TYPES[field.dataset])
        if field.name.upper() in _ALWAYS.get(field.dataset, ()):
            continue
        if names is None:
            raise invalid(
                f"Filter expression: {field} needs a dataset of type {_TYPES[field.dataset]}",
                f"The dataset group has {listing(schemas)}.",
            )
        if field.name.upper() not in names:
            raise invalid(
                f"Filter expression: there is no field {field}",
                f"The schema has {listing(names)}.",
            )

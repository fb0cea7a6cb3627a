"""Campaigns: a solution version under a name that recommendations are asked of."""

from __future__ import annotations

import time
from typing import Any

from openkitchen.serving.personalize.arns import key_of
from openkitchen.serving.personalize.backend import Call
from openkitchen.serving.personalize.control.groups import delete_with_files
from openkitchen.serving.personalize.faults import in_use, invalid, not_found
from openkitchen.serving.personalize.registry import (
    ACTIVE,
    IN_PROGRESS,
    PATIENCE,
    PENDING,
    find,
    make,
    update,
)
from openkitchen.store import ResourceRow, resources

__all__ = ["LATEST", "create_campaign", "delete_campaign", "latest_version", "update_campaign"]

LATEST = "$LATEST"


def create_campaign(call: Call) -> dict[str, Any]:
    """Put an active version, or always the latest one of a solution, under a name."""
    version = _version(call, call.body["solutionVersionArn"])
    body = {
        "name": call.body["name"],
        "solutionVersionArn": version.body["solutionVersionArn"],
        "minProvisionedTPS": call.body.get("minProvisionedTPS") or 1,
        "campaignConfig": _config(call, call.body["solutionVersionArn"]),
    }
    key = f"campaign/{body['name']}"
    return {"campaignArn": make(call, "campaign", key, body, parent=version.parent)}


def update_campaign(call: Call) -> dict[str, Any]:
    """Put another version under the name, or change how it is served; at once."""
    row, asked = find(call, call.body["campaignArn"], "campaign"), call.body
    changes: dict[str, Any] = {}
    parent = row.parent
    if "solutionVersionArn" in asked:
        version = _version(call, asked["solutionVersionArn"])
        changes["solutionVersionArn"] = version.body["solutionVersionArn"]
        parent = version.parent
    for name in ("minProvisionedTPS", "campaignConfig"):
        if name in asked:
            changes[name] = asked[name]
    body, now = {**row.body, **changes}, round(time.time(), 3)
    shown = ("solutionVersionArn", "minProvisionedTPS", "campaignConfig")
    latest = {name: body[name] for name in shown if name in body}
    times = {"creationDateTime": now, "lastUpdatedDateTime": now}
    body["latestCampaignUpdate"] = {**latest, "status": ACTIVE, **times}
    update(call.backend, row.key, body=body, parent=parent)
    return {"campaignArn": row.body["campaignArn"]}


def delete_campaign(call: Call) -> dict[str, Any]:
    """Delete a campaign; its version stays."""
    delete_with_files(call, find(call, call.body["campaignArn"], "campaign"))
    return {}


def latest_version(call: Call, solution: str) -> ResourceRow | None:
    """Return the version of a solution that became active last."""
    found = resources(call.store, "solution-version", solution, statuses=(ACTIVE,))
    return found[-1] if found else None


def _version(call: Call, arn: str) -> ResourceRow:
    key = key_of(arn)
    if key.endswith(f"/{LATEST}"):
        found = latest_version(call, key.removesuffix(f"/{LATEST}"))
        if found is None:
            raise not_found(arn)
        return found
    row = find(call, arn, "solution-version")
    if row.status in {PENDING, IN_PROGRESS}:
        call.backend.worker.wait(row.key, seconds=PATIENCE)
        row = find(call, arn, "solution-version")
    if row.status in {PENDING, IN_PROGRESS}:
        raise in_use(arn, f"it is {row.status}, expected {ACTIVE}")
    if row.status != ACTIVE:
        raise invalid(f"{arn} is {row.status}, expected {ACTIVE}")
    return row


def _config(call: Call, asked: str) -> dict[str, Any]:
    config = dict(call.body.get("campaignConfig") or {})
    if asked.endswith(f"/{LATEST}"):
        config["syncWithLatestSolutionVersion"] = True
    return config

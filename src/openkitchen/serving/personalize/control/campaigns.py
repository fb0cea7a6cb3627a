"""Campaigns: a solution version under a name that recommendations are asked of."""

from __future__ import annotations

import time
from typing import Any

from openkitchen.serving.personalize.arns import key_of
from openkitchen.serving.personalize.backend import Backend, Call
from openkitchen.serving.personalize.control.groups import delete_with_files
from openkitchen.serving.personalize.faults import in_use, invalid, not_found
from openkitchen.serving.personalize.registry import (
    ACTIVE,
    IN_PROGRESS,
    PATIENCE,
    PENDING,
    describe,
    find,
    make,
    update,
)
from openkitchen.store import ResourceRow, resource, resources

__all__ = [
    "LATEST",
    "create_campaign",
    "delete_campaign",
    "describe_campaign",
    "update_campaign",
    "version_behind",
]

LATEST = "$LATEST"
_SYNC = "syncWithLatestSolutionVersion"
_SHOWN = ("solutionVersionArn", "minProvisionedTPS", "campaignConfig")


def create_campaign(call: Call) -> dict[str, Any]:
    """Put an active version under a name; ``$LATEST`` is the one that is the latest now.

    The campaign goes on to later versions only where ``syncWithLatestSolutionVersion`` says so.
    """
    asked = call.body["solutionVersionArn"]
    config = dict(call.body.get("campaignConfig") or {})
    if config.get(_SYNC) and not _latest(asked):
        raise _needs_latest(asked)
    version = _version(call, asked)
    body = {
        "name": call.body["name"],
        "solutionVersionArn": version.body["solutionVersionArn"],
        "minProvisionedTPS": call.body.get("minProvisionedTPS") or 1,
        "campaignConfig": config,
    }
    key = f"campaign/{body['name']}"
    return {"campaignArn": make(call, "campaign", key, body, parent=version.parent)}


def describe_campaign(call: Call) -> dict[str, Any]:
    """Return a campaign with the version that it serves now."""
    answer = describe(call, "campaign")
    row = resource(call.store, key_of(call.body["campaignArn"]))
    version = None if row is None else version_behind(call.backend, row)
    shown = answer["campaign"]
    if version is not None and version.body["solutionVersionArn"] != shown["solutionVersionArn"]:
        shown["solutionVersionArn"] = version.body["solutionVersionArn"]
        shown["latestCampaignUpdate"] = _latest_update(shown, version.updated)
        shown["lastUpdatedDateTime"] = max(shown["lastUpdatedDateTime"], version.updated)
    return answer


def update_campaign(call: Call) -> dict[str, Any]:
    """Put another version under the name, or change how it is served; at once.

    A version that is named is kept from then on: the campaign follows later ones no more.
    """
    row, asked = find(call, call.body["campaignArn"], "campaign"), call.body
    was, wanted = _follows(row), asked.get("solutionVersionArn")
    config = dict(asked.get("campaignConfig", row.body.get("campaignConfig")) or {})
    if wanted is not None and not _latest(wanted):
        if (asked.get("campaignConfig") or {}).get(_SYNC):
            raise _needs_latest(wanted)
        config.pop(_SYNC, None)
    elif wanted is None and config.get(_SYNC) and not was:
        raise _needs_latest("none")
    version = version_behind(call.backend, row) if wanted is None else _version(call, wanted)
    body = {**row.body, "campaignConfig": config}
    if version is not None:
        body["solutionVersionArn"] = version.body["solutionVersionArn"]
    if "minProvisionedTPS" in asked:
        body["minProvisionedTPS"] = asked["minProvisionedTPS"]
    body["latestCampaignUpdate"] = _latest_update(body, round(time.time(), 3))
    parent = row.parent if version is None else version.parent
    update(call.backend, row.key, body=body, parent=parent)
    return {"campaignArn": row.body["campaignArn"]}


def delete_campaign(call: Call) -> dict[str, Any]:
    """Delete a campaign; its version stays."""
    delete_with_files(call, find(call, call.body["campaignArn"], "campaign"))
    return {}


def version_behind(backend: Backend, row: ResourceRow) -> ResourceRow | None:
    """Return the version that a campaign serves now; ``None`` when it is gone."""
    found = _latest_version(backend, row.parent) if _follows(row) else None
    return found or resource(backend.store, key_of(row.body["solutionVersionArn"]))


def _follows(row: ResourceRow) -> bool:
    return bool((row.body.get("campaignConfig") or {}).get(_SYNC))


def _latest_version(backend: Backend, solution: str) -> ResourceRow | None:
    found = resources(backend.store, "solution-version", solution, statuses=(ACTIVE,))
    return found[-1] if found else None


def _latest_update(body: dict[str, Any], moment: float) -> dict[str, Any]:
    shown = {name: body[name] for name in _SHOWN if name in body}
    times = {"creationDateTime": moment, "lastUpdatedDateTime": moment}
    return {**shown, "status": ACTIVE, **times}


def _latest(arn: str) -> bool:
    return arn.endswith(f"/{LATEST}")


def _needs_latest(asked: str) -> Exception:
    return invalid(
        f"{_SYNC} needs a solutionVersionArn of the form SolutionArn/{LATEST}",
        f"It is {asked}.",
    )


def _version(call: Call, arn: str) -> ResourceRow:
    if _latest(arn):
        found = _latest_version(call.backend, key_of(arn).removesuffix(f"/{LATEST}"))
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

"""Solutions and their versions: what is to be learned, and what was."""

from __future__ import annotations

import time
import uuid
from typing import Any

from openkitchen.serving.personalize.backend import Backend, Call
from openkitchen.serving.personalize.control.groups import delete_with_files, group_of
from openkitchen.serving.personalize.control.training import train
from openkitchen.serving.personalize.evidence import evidence_of
from openkitchen.serving.personalize.faults import in_use, invalid
from openkitchen.serving.personalize.recipes import recipe_of, trainable
from openkitchen.serving.personalize.registry import (
    ACTIVE,
    FAILED,
    IN_PROGRESS,
    PATIENCE,
    PENDING,
    children,
    describe,
    find,
    make,
    settle,
    update,
)
from openkitchen.serving.personalize.worker import TRAINING
from openkitchen.store import ResourceRow, drop_resource, resource

__all__ = [
    "create_solution",
    "create_solution_version",
    "delete_solution",
    "describe_solution",
    "get_solution_metrics",
    "run_version",
    "stop_solution_version",
    "update_solution",
]

STOPPED = "CREATE STOPPED"
_INHERITED = (
    "recipeArn",
    "datasetGroupArn",
    "eventType",
    "solutionConfig",
    "performHPO",
    "performAutoML",
    "performIncrementalUpdate",
)
_AUTO_ML = "arn:aws:personalize:::recipe/aws-user-personalization-v2"


def create_solution(call: Call) -> dict[str, Any]:
    """Keep what is to be learned, once it is sure that it can be."""
    group, body = group_of(call), call.body
    if body.get("performAutoML") and body.get("recipeArn"):
        raise invalid("performAutoML and recipeArn exclude each other")
    if not body.get("performAutoML") and not body.get("recipeArn"):
        raise invalid("recipeArn is missing", "ListRecipes lists them.")
    recipe = trainable(body.get("recipeArn") or _AUTO_ML)
    if recipe.domain:
        raise invalid(f"{recipe.name} is for recommenders, not for solutions")
    evidence_of(body.get("solutionConfig") or {}, body.get("eventType") or "")
    kept = {
        "name": body["name"],
        "datasetGroupArn": group.body["datasetGroupArn"],
        "recipeArn": body.get("recipeArn"),
        "eventType": body.get("eventType"),
        "solutionConfig": body.get("solutionConfig") or {},
        "performHPO": bool(body.get("performHPO")),
        "performAutoML": bool(body.get("performAutoML")),
        "performAutoTraining": bool(body.get("performAutoTraining")),
        "performIncrementalUpdate": body.get("performIncrementalUpdate"),
        "autoMLResult": {"bestRecipeArn": recipe.arn} if body.get("performAutoML") else None,
    }
    key = f"solution/{body['name']}"
    arn = make(call, "solution", key, kept, parent=group.key)
    if body.get("performAutoTraining"):
        solution = find(call, arn, "solution")
        _start(call, solution, {"trainingMode": "FULL"}, "AUTOMATIC")
    return {"solutionArn": arn}


def describe_solution(call: Call) -> dict[str, Any]:
    """Return a solution with its latest version."""
    answer = describe(call, "solution")
    key = find(call, call.body["solutionArn"], "solution").key
    versions = children(call, key, "solution-version")
    if versions:
        answer["solution"]["latestSolutionVersion"] = _summary(versions[-1])
    return answer


def update_solution(call: Call) -> dict[str, Any]:
    """Change whether a solution trains by itself, and which events count from now on."""
    row, body = find(call, call.body["solutionArn"], "solution"), call.body
    config = body.get("solutionUpdateConfig") or {}
    evidence_of(config)
    flags = ("performAutoTraining", "performIncrementalUpdate")
    changes = {name: body[name] for name in flags if name in body}
    now = round(time.time(), 3)
    latest = {"status": ACTIVE, "creationDateTime": now, "lastUpdatedDateTime": now, **changes}
    if config:
        latest["solutionUpdateConfig"] = config
    merged = {**row.body.get("solutionConfig", {}), **config}
    update(
        call.backend,
        row.key,
        body={**row.body, **changes, "solutionConfig": merged, "latestSolutionUpdate": latest},
    )
    return {"solutionArn": row.body["solutionArn"]}


def delete_solution(call: Call) -> dict[str, Any]:
    """Delete a solution with its versions; not while a campaign has one, or one is trained."""
    row = find(call, call.body["solutionArn"], "solution")
    campaigns = children(call, row.key, "campaign")
    if campaigns:
        raise in_use(call.body["solutionArn"], f"delete {campaigns[0].key} first")
    versions = children(call, row.key, "solution-version")
    if any(version.status in {PENDING, IN_PROGRESS} for version in versions):
        raise in_use(call.body["solutionArn"], "a version of it is being trained")
    delete_with_files(call, row)
    for version in versions:
        jobs = children(call, version.key, "batch-inference-job")
        drop_resource(call.store, *(job.key for job in jobs))
        delete_with_files(call, version)
    return {}


def create_solution_version(call: Call) -> dict[str, Any]:
    """Start training on what the dataset group holds now."""
    solution = find(call, call.body["solutionArn"], "solution")
    return {"solutionVersionArn": _start(call, solution, call.body, "MANUAL")}


def run_version(backend: Backend, key: str) -> None:
    """Train a solution version; it becomes active, or says why not."""
    row = resource(backend.store, key)
    if row is None or row.status not in {PENDING, IN_PROGRESS}:
        return
    update(backend, key, status=IN_PROGRESS)
    body = row.body
    group, config = body["datasetGroupArn"], body.get("solutionConfig") or {}
    recipe = recipe_of(body.get("recipeArn") or _AUTO_ML)
    result = train(backend, key, group, recipe, config, body.get("eventType") or "")
    row = resource(backend.store, key)
    if row is None or row.status != IN_PROGRESS:
        return  # stopped, or deleted, meanwhile
    if result.reason:
        settle(backend, key, FAILED, result.reason)
        return
    told: dict[str, Any] = {"trainingHours": result.hours}
    if body.get("performHPO"):
        told["tunedHPOParams"] = {"algorithmHyperParameters": result.inside["settings"]}
    update(
        backend, key, status=ACTIVE, body={**body, **told}, inside={**row.inside, **result.inside}
    )


def stop_solution_version(call: Call) -> dict[str, Any]:
    """Stop a training that goes on: its result is not kept."""
    row = find(call, call.body["solutionVersionArn"], "solution-version")
    if row.status not in {PENDING, IN_PROGRESS}:
        raise invalid(f"{row.key} is {row.status}: there is nothing to stop")
    update(call.backend, row.key, status=STOPPED)
    return {}


def get_solution_metrics(call: Call) -> dict[str, Any]:
    """Return the figures of a version that was trained."""
    row = find(call, call.body["solutionVersionArn"], "solution-version")
    call.backend.worker.wait(row.key, seconds=PATIENCE)
    row = find(call, call.body["solutionVersionArn"], "solution-version")
    if row.status in {PENDING, IN_PROGRESS}:
        raise in_use(row.body["solutionVersionArn"], "it is still being trained")
    if row.status != ACTIVE:
        raise invalid(f"{row.key} is {row.status}: it has no metrics")
    arn = row.body["solutionVersionArn"]
    return {"solutionVersionArn": arn, "metrics": row.inside.get("metrics", {})}


def _start(call: Call, solution: ResourceRow, asked: dict[str, Any], how: str) -> str:
    body = {name: solution.body.get(name) for name in _INHERITED}
    body |= {"name": asked.get("name"), "solutionArn": solution.body["solutionArn"]}
    body |= {"trainingMode": asked.get("trainingMode") or "FULL", "trainingType": how}
    if body["performAutoML"]:
        body["recipeArn"] = solution.body["autoMLResult"]["bestRecipeArn"]
    key = f"{solution.key}/{uuid.uuid4().hex[:8]}"
    arn = make(call, "solution-version", key, body, parent=solution.key, status=PENDING)
    call.backend.worker.start(key, TRAINING, lambda: run_version(call.backend, key))
    return arn


def _summary(version: ResourceRow) -> dict[str, Any]:
    wanted = ("solutionVersionArn", "trainingMode", "trainingType", "failureReason")
    found = {name: version.body[name] for name in wanted if name in version.body}
    times = {"creationDateTime": version.created, "lastUpdatedDateTime": version.updated}
    return {**found, "status": version.status, **times}

"""Recommenders: the recipe of a domain, trained and served under one name."""

from __future__ import annotations

import time
from typing import Any

from openkitchen.serving.personalize.backend import Backend, Call
from openkitchen.serving.personalize.control.groups import delete_with_files, group_of
from openkitchen.serving.personalize.control.training import train
from openkitchen.serving.personalize.faults import in_use, invalid
from openkitchen.serving.personalize.recipes import recipe_of, trainable
from openkitchen.serving.personalize.registry import (
    ACTIVE,
    FAILED,
    IN_PROGRESS,
    PENDING,
    find,
    make,
    settle,
    update,
)
from openkitchen.serving.personalize.worker import TRAINING
from openkitchen.store import ResourceRow, resource

__all__ = [
    "INACTIVE",
    "create_recommender",
    "delete_recommender",
    "run_recommender",
    "start_recommender",
    "stop_recommender",
    "update_recommender",
]

INACTIVE = "INACTIVE"


def create_recommender(call: Call) -> dict[str, Any]:
    """Start to train a domain's recipe on a group of the same domain."""
    group, recipe = group_of(call), trainable(call.body["recipeArn"])
    if not recipe.domain:
        raise invalid(f"{recipe.name} is for solutions, not for recommenders")
    domain = group.body.get("domain")
    if domain != recipe.domain:
        raise invalid(
            f"{recipe.name} is for the domain {recipe.domain}; "
            f"{group.key} is of {domain or 'no domain'}"
        )
    config = call.body.get("recommenderConfig") or {}
    body = {
        "name": call.body["name"],
        "datasetGroupArn": group.body["datasetGroupArn"],
        "recipeArn": recipe.arn,
        "recommenderConfig": {"minRecommendationRequestsPerSecond": 1, **config},
    }
    key = f"recommender/{body['name']}"
    arn = make(call, "recommender", key, body, parent=group.key, status=PENDING)
    call.backend.worker.start(key, TRAINING, lambda: run_recommender(call.backend, key))
    return {"recommenderArn": arn}


def run_recommender(backend: Backend, key: str) -> None:
    """Train a recommender; it becomes active, or says why not."""
    row = resource(backend.store, key)
    if row is None or not update(backend, key, status=IN_PROGRESS):
        return
    recipe = recipe_of(row.body["recipeArn"])
    result = train(backend, key, row.body["datasetGroupArn"], recipe, row.body["recommenderConfig"])
    if result.reason:
        settle(backend, key, FAILED, result.reason)
        return
    body = {**row.body, "modelMetrics": result.inside["metrics"]}
    update(backend, key, status=ACTIVE, body=body, inside={**row.inside, **result.inside})


def update_recommender(call: Call) -> dict[str, Any]:
    """Change how a recommender is served; at once."""
    row = _settled(call)
    config = {**row.body["recommenderConfig"], **call.body["recommenderConfig"]}
    now = round(time.time(), 3)
    times = {"creationDateTime": now, "lastUpdatedDateTime": now}
    latest = {"recommenderConfig": config, "status": ACTIVE, **times}
    body = {**row.body, "recommenderConfig": config, "latestRecommenderUpdate": latest}
    update(call.backend, row.key, body=body)
    return {"recommenderArn": row.body["recommenderArn"]}


def stop_recommender(call: Call) -> dict[str, Any]:
    """Answer no more recommendations, until it is started again."""
    return _switch(call, ACTIVE, INACTIVE)


def start_recommender(call: Call) -> dict[str, Any]:
    """Answer recommendations again."""
    return _switch(call, INACTIVE, ACTIVE)


def delete_recommender(call: Call) -> dict[str, Any]:
    """Delete a recommender with its model."""
    delete_with_files(call, _settled(call))
    return {}


def _switch(call: Call, of: str, to: str) -> dict[str, Any]:
    row = _settled(call)
    if row.status != of:
        raise invalid(f"{row.key} is {row.status}, expected {of}")
    update(call.backend, row.key, status=to)
    return {"recommenderArn": row.body["recommenderArn"]}


def _settled(call: Call) -> ResourceRow:
    row = find(call, call.body["recommenderArn"], "recommender")
    if row.status in {PENDING, IN_PROGRESS}:
        raise in_use(call.body["recommenderArn"], "it is being trained")
    return row

"""Batch inference: a file of questions in, a file of answers out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import orjson

from openkitchen.errors import OpenKitchenError
from openkitchen.serving.personalize.backend import Backend, Call
from openkitchen.serving.personalize.faults import Fault, invalid
from openkitchen.serving.personalize.places import split_place
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
from openkitchen.serving.personalize.runtime import MOST, Asked, make_list, rank_list
from openkitchen.serving.personalize.targets import Target, trained
from openkitchen.serving.personalize.worker import OTHERS
from openkitchen.store import ResourceRow, resource

__all__ = ["create_batch_job", "run_batch"]

DEFAULT = 25


def create_batch_job(call: Call) -> dict[str, Any]:
    """Start a batch job on an active solution version."""
    body = call.body
    version = find(call, body["solutionVersionArn"], "solution-version")
    if version.status != ACTIVE:
        raise invalid(f"{body['solutionVersionArn']} is {version.status}, expected {ACTIVE}")
    if body.get("batchInferenceJobMode") == "THEME_GENERATION" or "themeGenerationConfig" in body:
        raise invalid("Theme generation is not supported")
    if not 0 <= body.get("numResults", DEFAULT) <= MOST:
        raise invalid(f"numResults is {body['numResults']}, expected 0 to {MOST}")
    if "filterArn" in body:
        find(call, body["filterArn"], "filter")
    split_place(body["jobInput"]["s3DataSource"]["path"])
    split_place(body["jobOutput"]["s3DataDestination"]["path"])
    kept = {name: value for name, value in body.items() if name != "tags"}
    kept |= {"numResults": body.get("numResults", DEFAULT)}
    kept |= {"batchInferenceJobMode": "BATCH_INFERENCE"}
    key = f"batch-inference-job/{body['jobName']}"
    arn = make(call, "batch-inference-job", key, kept, parent=version.key, status=PENDING)
    call.backend.worker.start(key, OTHERS, lambda: run_batch(call.backend, key))
    return {"batchInferenceJobArn": arn}


def run_batch(backend: Backend, key: str) -> None:
    """Do a batch job: an answer for each line, next to the question that it answers."""
    job = resource(backend.store, key)
    if job is None or not update(backend, key, status=IN_PROGRESS):
        return
    try:
        _run(backend, job)
    except (Fault, OpenKitchenError) as error:
        settle(backend, key, FAILED, f"{error.message} {error.hint}".strip())
        return
    except Exception as error:  # noqa: BLE001 - whatever it was, the job says so
        settle(backend, key, FAILED, f"Internal error: {type(error).__name__}: {error}"[:500])
        return
    settle(backend, key, ACTIVE)


def _run(backend: Backend, job: ResourceRow) -> None:
    version = resource(backend.store, job.parent)
    if version is None:
        raise invalid("The solution version is gone")
    target = trained(backend, version, version.body["solutionVersionArn"])
    call = Call(backend, {})
    out = job.body["jobOutput"]["s3DataDestination"]["path"]
    lines = 0
    for source in backend.places.sources(job.body["jobInput"]["s3DataSource"]["path"]):
        with (
            source.open() as given,
            backend.places.writing(out, f"{PurePosixPath(source.name).name}.out") as answers,
        ):
            for line in _lines(given):
                answers.write(orjson.dumps(_answer(call, target, job, line)) + b"\n")
                lines += 1
    if not lines:
        raise invalid("The input holds no line")


def _lines(stream: Any) -> Iterator[bytes]:
    rest = b""
    while block := stream.read(1 << 20):
        *whole, rest = (rest + block).split(b"\n")
        yield from (line for line in whole if line.strip())
    if rest.strip():
        yield rest


def _answer(call: Call, target: Target, job: ResourceRow, line: bytes) -> dict[str, Any]:
    """Answer one line; what is wrong with it stands in its answer."""
    try:
        question = json.loads(line)
        if not isinstance(question, dict):
            raise invalid("The line is not a JSON object")
        return {"input": question, "output": _output(call, target, job, question), "error": None}
    except ValueError as error:
        text = line.decode("utf-8", "replace")[:200]
        return {"input": text, "output": None, "error": f"The line is not JSON: {error}"}
    except OpenKitchenError as error:
        return {"input": question, "output": None, "error": error.message}


def _output(
    call: Call, target: Target, job: ResourceRow, question: dict[str, Any]
) -> dict[str, Any]:
    values = question.get("filterValues") or {}
    if not isinstance(values, dict):
        raise invalid("filterValues is not a JSON object")
    asked = Asked(
        _id_in(question, "userId"),
        _id_in(question, "itemId"),
        job.body["numResults"],
        job.body.get("filterArn", ""),
        {name: str(value) for name, value in values.items()},
    )
    if target.recipe.answer == "ranking":
        items = question.get("itemList")
        if not asked.user_id or not isinstance(items, list) or not items:
            raise invalid('Expected {"userId": "…", "itemList": ["…", …]}')
        made = rank_list(call, target, asked, [str(item) for item in items])
    else:
        made = make_list(call, target, asked)
    scored = target.recipe.answer not in {"after item", "similar items"}
    listed = {"recommendedItems": [place.item_id for place in made.places]}
    return listed | ({"scores": [place.score for place in made.places]} if scored else {})


def _id_in(question: dict[str, Any], name: str) -> str:
    value = question.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise invalid(f"{name} is not a string: {json.dumps(value)[:60]}")
    return str(value)

"""Datasets and the jobs that import into them."""

from __future__ import annotations

import time
from typing import Any

from openkitchen.serving.personalize.arns import key_of
from openkitchen.serving.personalize.avro import (
    dataset_type,
    parse_schema,
    required_columns,
)
from openkitchen.serving.personalize.backend import Backend, Call
from openkitchen.serving.personalize.columns import columns_of
from openkitchen.serving.personalize.control.groups import delete_with_files, group_of
from openkitchen.serving.personalize.faults import Fault, in_use, invalid, not_found
from openkitchen.serving.personalize.holdings import ids_in
from openkitchen.serving.personalize.intake import take_in
from openkitchen.serving.personalize.places import split_place
from openkitchen.serving.personalize.registry import (
    ACTIVE,
    FAILED,
    IN_PROGRESS,
    PENDING,
    SERVED,
    children,
    find,
    make,
    settle,
    update,
)
from openkitchen.serving.personalize.worker import IMPORTS
from openkitchen.store import (
    drop_properties,
    drop_resource,
    forget_scope,
    last_change,
    resource,
)

__all__ = [
    "create_dataset",
    "create_import_job",
    "delete_dataset",
    "run_import",
    "update_dataset",
]

_EVENTS = "/EVENT_INTERACTIONS"
_GROUP = "dataset-group/"


def create_dataset(call: Call) -> dict[str, Any]:
    """Make the dataset of a type in a group; its schema must have what the type needs."""
    group, kind = group_of(call), dataset_type(call.body["datasetType"])
    schema = find(call, call.body["schemaArn"], "schema")
    required_columns(kind, parse_schema(schema.body["schema"]), group.body.get("domain", ""))
    body = {
        "name": call.body["name"],
        "datasetGroupArn": group.body["datasetGroupArn"],
        "datasetType": kind,
        "schemaArn": schema.body["schemaArn"],
    }
    key = f"dataset/{group.body['name']}/{kind}"
    return {"datasetArn": make(call, "dataset", key, body, parent=group.key)}


def update_dataset(call: Call) -> dict[str, Any]:
    """Give a dataset another schema, for imports to come."""
    row = find(call, call.body["datasetArn"], "dataset")
    schema = find(call, call.body["schemaArn"], "schema")
    group = resource(call.store, row.parent)
    domain = "" if group is None else group.body.get("domain", "")
    required_columns(row.body["datasetType"], parse_schema(schema.body["schema"]), domain)
    now = round(time.time(), 3)
    times = {"creationDateTime": now, "lastUpdatedDateTime": now}
    latest = {"schemaArn": schema.body["schemaArn"], "status": ACTIVE, **times}
    body = {**row.body, "schemaArn": schema.body["schemaArn"], "latestDatasetUpdate": latest}
    update(call.backend, row.key, body=body)
    return {"datasetArn": row.body["datasetArn"]}


def delete_dataset(call: Call) -> dict[str, Any]:
    """Delete a dataset with its imports; not while it is imported into or learned from.

    The dataset ``EVENT_INTERACTIONS`` of a group stands for the events that its trackers took
    in; it is listed nowhere.
    """
    if call.body["datasetArn"].endswith(_EVENTS):
        return _delete_events(call)
    row = find(call, call.body["datasetArn"], "dataset")
    jobs = children(call, row.key, "dataset-import-job")
    if any(job.status in {PENDING, IN_PROGRESS} for job in jobs):
        raise in_use(call.body["datasetArn"], "an import is in progress")
    for solution in children(call, row.parent, "solution"):
        for version in children(call, solution.key, "solution-version"):
            if version.status in {PENDING, IN_PROGRESS}:
                raise in_use(call.body["datasetArn"], f"{version.key} is learning from it")
    delete_with_files(call, row)
    drop_resource(call.store, *(job.key for job in jobs))
    drop_properties(call.store, row.key)
    return {}


def _delete_events(call: Call) -> dict[str, Any]:
    group = key_of(call.body["datasetArn"]).removesuffix(_EVENTS).replace("dataset/", _GROUP, 1)
    row = resource(call.store, group)
    if row is None or row.inside.get(SERVED):
        raise not_found(call.body["datasetArn"])
    if children(call, group, "event-tracker"):
        raise in_use(call.body["datasetArn"], "delete the event tracker first")
    forget_scope(call.store, group)
    return {}


def create_import_job(call: Call) -> dict[str, Any]:
    """Start an import; what is wrong with the data is told by the job."""
    dataset = find(call, call.body["datasetArn"], "dataset")
    place = call.body["dataSource"].get("dataLocation")
    if not place:
        raise invalid("dataSource.dataLocation is missing")
    split_place(place)
    kept = ("jobName", "dataSource", "roleArn", "publishAttributionMetricsToS3")
    body = {name: call.body.get(name) for name in kept}
    body["datasetArn"] = dataset.body["datasetArn"]
    body["importMode"] = call.body.get("importMode") or "FULL"
    key = f"dataset-import-job/{body['jobName']}"
    puts = {"puts": last_change(call.store, dataset.key)}
    arn = make(
        call, "dataset-import-job", key, body, parent=dataset.key, status=PENDING, inside=puts
    )
    call.backend.worker.start(key, IMPORTS, lambda: run_import(call.backend, key))
    return {"datasetImportJobArn": arn}


def run_import(backend: Backend, key: str) -> None:
    """Do an import job; the dataset has all of it, or nothing.

    A full import leaves what was put in one by one as it is; one that adds to the data takes
    the place of the records of the same ids that were put in before it was asked for.
    """
    job = resource(backend.store, key)
    dataset = None if job is None else resource(backend.store, job.parent)
    if job is None or dataset is None or not update(backend, key, status=IN_PROGRESS):
        return
    folder = backend.data_of(dataset.key)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{job.id:012}.{'full' if job.body['importMode'] == 'FULL' else 'more'}.parquet"
    try:
        sources = backend.places.sources(job.body["dataSource"]["dataLocation"])
        rows = take_in(sources, columns_of(backend, dataset.body["schemaArn"]), file)
        if job.body["importMode"] != "FULL":
            drop_properties(
                backend.store,
                dataset.key,
                ids_in(file, dataset.body["datasetType"]),
                up_to=job.inside.get("puts", 0),
            )
    except Fault as fault:
        settle(backend, key, FAILED, fault.words)
        return
    except Exception as error:  # noqa: BLE001 - whatever it was, the job says so
        settle(backend, key, FAILED, f"Internal error: {type(error).__name__}: {error}"[:500])
        return
    settle(backend, key, ACTIVE, rows=rows)

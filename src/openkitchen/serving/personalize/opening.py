"""Start the dialect: what was interrupted goes on, and a served bundle is shown in it."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from openkitchen.errors import StoreError
from openkitchen.schema.columns import ITEM, USER
from openkitchen.serving.kitchen import Kitchen
from openkitchen.serving.live import Live
from openkitchen.serving.personalize.arns import Home
from openkitchen.serving.personalize.backend import Backend, Estate
from openkitchen.serving.personalize.batches import run_batch
from openkitchen.serving.personalize.control.datasets import run_import
from openkitchen.serving.personalize.control.recommenders import run_recommender
from openkitchen.serving.personalize.control.solutions import run_version
from openkitchen.serving.personalize.kinds import KINDS
from openkitchen.serving.personalize.places import Places
from openkitchen.serving.personalize.recipes import ALL
from openkitchen.serving.personalize.registry import ACTIVE, IN_PROGRESS, PENDING, SERVED
from openkitchen.serving.personalize.worker import IMPORTS, OTHERS, TRAINING, Worker
from openkitchen.serving.shown import Shown
from openkitchen.store import (
    ResourceRow,
    Store,
    Together,
    add_resource,
    change_resource,
    drop_resource,
    open_store,
    resource,
    resources,
)

__all__ = ["open_backend", "show", "with_events"]

_LOCKS = ".jobs"
_INTERACTIONS = ("USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "EVENT_VALUE", "DEVICE")
_TYPES: Final[Mapping[str, Any]] = {
    "TIMESTAMP": "long",
    "CREATION_TIMESTAMP": "long",
    "EVENT_VALUE": ["null", "double"],
}
_JOBS: Final[Mapping[str, tuple[str, Callable[[Backend, str], None]]]] = {
    "dataset-import-job": (IMPORTS, run_import),
    "solution-version": (TRAINING, run_version),
    "recommender": (TRAINING, run_recommender),
    "batch-inference-job": (OTHERS, run_batch),
}


def open_backend(
    store: Path | str | Store,
    folder: Path,
    *,
    places: Places | None = None,
    keys: Mapping[str, str] | None = None,
    kitchen: Kitchen | None = None,
    earlier: Callable[[int], Kitchen] | None = None,
    estate: Estate | None = None,
    resume: bool = True,
) -> Backend:
    """Open what the dialect works with.

    Parameters
    ----------
    store
        The database: a path, a URL, or an open one.
    folder
        Where imported data and trained bundles lie; made if it is missing.
    places
        Where data may come from and go to.
    keys
        Access key id to secret; with them, every request must be signed with one.
    kitchen
        A bundle that is served: it is shown as one active solution version, campaign and
        recommender.
    earlier
        Opens what a publication served, to explain the lists of then.
    estate
        What else there is of people.
    resume
        Start anew the jobs that were interrupted; not beside a server that does them.

    Raises
    ------
    StoreError
        When the database or the folder cannot be used.
    """
    opened = store if isinstance(store, Store) else open_store(store)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder} cannot be made: {error.strerror}", hint="") from error
    shown = Shown(None if kitchen is None else with_events(kitchen, opened), earlier)
    backend = Backend(
        opened,
        Together(opened),
        folder,
        places or Places(),
        shown,
        Worker(folder / _LOCKS),
        dict(keys or {}),
        estate=estate or Estate(),
    )
    _show_served(backend)
    if resume:
        _resume(backend)
    return backend


def with_events(kitchen: Kitchen, store: Store) -> Kitchen:
    """Let a kitchen see the events that come in under its name."""
    if kitchen.live is not None:
        return kitchen
    return replace(kitchen, live=Live(store, _scope(kitchen)))


def show(backend: Backend, kitchen: Kitchen) -> Kitchen:
    """Serve another bundle from the next request on; return it with its events."""
    backend.shown.kitchen = with_events(kitchen, backend.store)
    _show_served(backend)
    return backend.shown.kitchen


def _resume(backend: Backend) -> None:
    """Start anew what was interrupted: whole steps are repeated, none is done by halves."""
    for row in resources(backend.store, statuses=(PENDING, IN_PROGRESS)):
        if row.kind in _JOBS:
            line, job = _JOBS[row.kind]
            backend.worker.start(row.key, line, _bound(job, backend, row.key))


def _bound(job: Callable[[Backend, str], None], backend: Backend, key: str) -> Callable[[], None]:
    def run() -> None:
        row = resource(backend.store, key)  # another process may have done it meanwhile
        if row is not None and row.status in {PENDING, IN_PROGRESS}:
            job(backend, key)

    return run


def _scope(kitchen: Kitchen) -> str:
    return f"dataset-group/{_name(kitchen)}"


def _name(kitchen: Kitchen) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", kitchen.name).strip("-_")[:55] or "kitchen"


def _show_served(backend: Backend) -> None:
    """Show the served bundle; what showed an earlier one goes."""
    wanted = {} if backend.kitchen is None else _rows(backend.kitchen)
    for row in resources(backend.store):
        if row.inside.get(SERVED) and row.key not in wanted:
            drop_resource(backend.store, row.key)
    for key, row in wanted.items():
        held = resource(backend.store, key)
        if held is None:
            add_resource(backend.store, row)
        elif row.kind == "schema" and held.body != row.body:  # the bundle's tables may be others
            change_resource(backend.store, key, body=row.body)


def _rows(kitchen: Kitchen) -> dict[str, ResourceRow]:
    name, home, now = _name(kitchen), Home(), round(time.time(), 3)
    group, solution = f"dataset-group/{name}", f"solution/{name}"
    version = f"{solution}/served"
    arns = {"datasetGroupArn": home.arn(group), "solutionArn": home.arn(solution)}
    recipe = next(one for one in ALL if one.name == "openkitchen-glass-box").arn
    tracking = str(uuid.uuid5(uuid.NAMESPACE_URL, f"openkitchen:{name}"))
    flags = {"performHPO": False, "performAutoML": False}
    in_group = {"datasetGroupArn": arns["datasetGroupArn"]}
    of_version = {**arns, "recipeArn": recipe, "trainingMode": "FULL", "trainingType": "MANUAL"}
    campaign = {"solutionVersionArn": home.arn(version), "minProvisionedTPS": 1}
    bodies: dict[str, tuple[str, dict[str, Any]]] = {
        group: ("", {"name": name}),
        f"event-tracker/{name}": (group, {"name": name, "trackingId": tracking, **in_group}),
        solution: (group, {"name": name, "recipeArn": recipe, **flags, **in_group}),
        version: (solution, {**of_version, **flags}),
        f"campaign/{name}": (solution, {"name": name, **campaign}),
        f"recommender/{name}": (group, {"name": name, "recipeArn": recipe, **in_group}),
    }
    bodies |= _datasets(kitchen, name, home)
    found = {}
    for key, (parent, body) in bodies.items():
        kind = "solution-version" if key == version else key.split("/")[0]
        full = {**body, KINDS[kind].arn: home.arn(key)}
        found[key] = ResourceRow(key, kind, parent, ACTIVE, now, now, full, {SERVED: True})
    return found


def _datasets(kitchen: Kitchen, name: str, home: Home) -> dict[str, tuple[str, dict[str, Any]]]:
    """Describe the tables of the bundle as datasets with schemas."""
    columns = {
        "INTERACTIONS": [*_INTERACTIONS],
        "ITEMS": _columns(kitchen.item_table, ITEM),
        "USERS": _columns(kitchen.user_table, USER),
    }
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for kind, names in columns.items():
        if not names:
            continue
        fields = [
            {"name": one, "type": _TYPES.get(one.upper(), ["null", "string"])} for one in names
        ]
        schema = {"type": "record", "name": kind.title(), "fields": fields, "version": "1.0"}
        key = f"schema/{name}-{kind.lower()}"
        found[key] = ("", {"name": key.split("/")[1][:63], "schema": json.dumps(schema)})
        body = {"name": kind.lower(), "datasetType": kind, "schemaArn": home.arn(key)}
        body["datasetGroupArn"] = home.arn(f"dataset-group/{name}")
        found[f"dataset/{name}/{kind}"] = (f"dataset-group/{name}", body)
    return found


def _columns(table: Any, own: str) -> list[str]:
    if table is None:
        return []
    return [own.upper(), *(name for name in table.column_names if name != own)]

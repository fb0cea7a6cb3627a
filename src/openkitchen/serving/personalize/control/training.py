"""Train: gather what a dataset group holds, fit, measure, and save the bundle."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from openkitchen.errors import OpenKitchenError
from openkitchen.models import save
from openkitchen.serving.personalize.arns import key_of
from openkitchen.serving.personalize.backend import Backend
from openkitchen.serving.personalize.evidence import Evidence, evidence_of, gather_tables
from openkitchen.serving.personalize.faults import Fault
from openkitchen.serving.personalize.holdings import files_of
from openkitchen.serving.personalize.learning import Trained, learn
from openkitchen.serving.personalize.recipes import Recipe, preferred_event
from openkitchen.serving.personalize.registry import IN_PROGRESS, PENDING
from openkitchen.serving.personalize.trends import material
from openkitchen.store import ResourceRow, forgotten, last_change, latest_event, resources

__all__ = ["BUNDLE", "Training", "fingerprint", "train"]

BUNDLE = "bundle"
_SECONDS_AN_HOUR = 3600.0


@dataclass(frozen=True)
class Training:
    """What came of a training.

    Parameters
    ----------
    hours
        How long it took.
    inside
        What serving needs to know: which events count, up to which one they were learned
        from, the settings and the metrics.
    reason
        Why it failed; empty when it did not.
    """

    hours: float = 0.0
    inside: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


def train(
    backend: Backend,
    key: str,
    group_arn: str,
    recipe: Recipe,
    config: Mapping[str, Any],
    event_type: str = "",
) -> Training:
    """Train a recipe's model on a dataset group, and save it in the folder of ``key``.

    Imports that were started before are waited for. Nothing is raised: what goes wrong is
    the reason.
    """
    started, group = time.monotonic(), key_of(group_arn)
    try:
        _wait_for_imports(backend, group)
        given = config.get("algorithmHyperParameters") or {}
        while True:
            before = _forgettings(backend)
            last = latest_event(backend.store, group)
            evidence = evidence_of(config, event_type)
            tables, evidence = _tables(backend, group, recipe, evidence, last)
            made_of = material(backend, group, last)
            mark = fingerprint(backend, group, recipe.learner, evidence, last, given)
            learned = learn(recipe, tables, _twin(backend, group, mark) or given)
            if _saved(backend, key, learned.model, before):
                break
    except Fault as fault:
        return Training(reason=fault.words)
    except OpenKitchenError as error:
        return Training(reason=f"{error.message} {error.hint}".strip())
    except Exception as error:  # noqa: BLE001 - whatever it was, the version says so
        return Training(reason=f"Internal error: {type(error).__name__}: {error}"[:500])
    inside = {
        "last_event": last,
        "weights": dict(evidence.weights),
        "least": dict(evidence.least),
        "settings": dict(learned.settings),
        "metrics": dict(learned.metrics),
        "recipe": recipe.name,
        "fingerprint": mark,
        "material": made_of,
    }
    return Training((time.monotonic() - started) / _SECONDS_AN_HOUR, inside)


def _forgettings(backend: Backend) -> list[tuple[str, object]]:
    return [(row.id, row.done_at) for row in forgotten(backend.store)]


def _saved(
    backend: Backend, key: str, model: Trained, before: Sequence[tuple[str, object]]
) -> bool:
    """Save a model, unless somebody was forgotten since the data for it were read."""
    with backend.forgetting_turn():
        if _forgettings(backend) != before:
            return False
        folder = backend.data_of(key)
        folder.mkdir(parents=True, exist_ok=True)
        save(model, folder / BUNDLE)
        return True


def _tables(
    backend: Backend, group: str, recipe: Recipe, evidence: Evidence, last: int
) -> tuple[Any, Evidence]:
    """Gather the tables; of a domain's recipe, with its own kind of events where there are any."""
    preferred = preferred_event(recipe)
    if preferred and not evidence.weights:
        own = Evidence({preferred: 1.0}, evidence.least, evidence.excluded, evidence.included)
        try:
            return gather_tables(backend, group, own, last), own
        except Fault:
            pass
    return gather_tables(backend, group, evidence, last), evidence


def fingerprint(
    backend: Backend,
    group: str,
    learner: str,
    evidence: Evidence,
    last: int,
    given: Mapping[str, str],
) -> str:
    """Return a mark that two trainings share when they learn the same from the same data."""
    held = [
        (one.key, one.updated, last_change(backend.store, one.key), _names(backend, one))
        for one in resources(backend.store, "dataset", group)
    ]
    text = json.dumps([held, learner, asdict(evidence), last, dict(given)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _names(backend: Backend, dataset: ResourceRow) -> list[str]:
    return [file.name for file in files_of(backend, dataset)]


def _twin(backend: Backend, group: str, mark: str) -> Mapping[str, str]:
    """Return the settings of an earlier training of the same mark: they need no search again."""
    rows = resources(backend.store, "recommender", group)
    for solution in resources(backend.store, "solution", group):
        rows += resources(backend.store, "solution-version", solution.key)
    for row in rows:
        found: Mapping[str, str] = row.inside.get("settings") or {}
        if row.inside.get("fingerprint") == mark and _readable(found.get("event_weights", "")):
            return found
    return {}


def _readable(weights: str) -> bool:
    """Return whether the names of event types leave the text of their weights unambiguous."""
    return not weights or all(part.count(":") == 1 for part in weights.split(","))


def _wait_for_imports(backend: Backend, group: str) -> None:
    for dataset in resources(backend.store, "dataset", group):
        waiting = (PENDING, IN_PROGRESS)
        jobs = resources(backend.store, "dataset-import-job", dataset.key, statuses=waiting)
        backend.worker.wait(*(job.key for job in jobs))

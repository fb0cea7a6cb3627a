"""The ledger mirrored to MLflow, for teams that look there; the ledger stays the record."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from openkitchen.errors import MissingExtra
from openkitchen.experiments.ledger import Entry, Ledger

__all__ = ["EXPERIMENT", "metrics_of", "mirror", "params_of", "tags_of"]

EXPERIMENT = "openkitchen"
_LONGEST = 500


def mirror(ledger: Ledger, address: str, experiment: str = EXPERIMENT) -> int:
    """Log each question as a run, once: those that are there already are left alone.

    Parameters
    ----------
    ledger
        The ledger.
    address
        Tracking address: a server's, or a folder.
    experiment
        Name of the experiment to log to.

    Returns
    -------
    Number of runs that are new.

    Raises
    ------
    MissingExtra
        When MLflow is not installed.
    """
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")  # nothing leaves unasked
    try:
        from mlflow.tracking import MlflowClient
    except ImportError as error:
        raise MissingExtra("mlflow", "track") from error
    client = MlflowClient(tracking_uri=address)
    found = client.get_experiment_by_name(experiment)
    place = client.create_experiment(experiment) if found is None else found.experiment_id
    there = {run.data.tags.get("openkitchen.id") for run in client.search_runs([place])}
    new = [entry for entry in ledger.entries if _name(entry) not in there]
    for entry in new:
        run = client.create_run(place, tags=tags_of(ledger, entry), run_name=entry.question[:100])
        for name, value in params_of(entry).items():
            client.log_param(run.info.run_id, name, value)
        for name, number in metrics_of(entry).items():
            client.log_metric(run.info.run_id, name, number)
        client.set_terminated(run.info.run_id)
    return len(new)


def tags_of(ledger: Ledger, entry: Entry) -> dict[str, str]:
    """Return a run's tags: question, verdict, why, what it was told from, what was decided."""
    decided = ledger.decided(entry.id)
    told = {
        "openkitchen.id": _name(entry), "openkitchen.question": entry.question,
        "openkitchen.verdict": entry.verdict, "openkitchen.why": entry.why,
        "openkitchen.data": entry.data, "openkitchen.map": entry.map_version,
        "openkitchen.code": entry.code,
        "openkitchen.decision": decided[-1].decision if decided else "",
    }  # fmt: skip
    told |= {f"openkitchen.assumes.{_plain(n)}": v for n, v in entry.rests_on.items()}
    return {name: value for name, value in told.items() if value}


def params_of(entry: Entry) -> dict[str, str]:
    """Return a run's parameters: what was asked, and the settings of the model."""
    told = {f"asked.{_plain(n)}": str(v)[:_LONGEST] for n, v in entry.asked.items()}
    return told | {f"model.{_plain(n)}": str(v)[:_LONGEST] for n, v in entry.settings.items()}


def metrics_of(entry: Entry) -> dict[str, float]:
    """Return a run's metrics: every number among the figures, by its path."""
    return {"seconds": entry.seconds} | _numbers("", entry.figures)


def _numbers(at: str, figures: Mapping[str, Any]) -> dict[str, float]:
    told: dict[str, float] = {}
    for name, value in figures.items():
        place = f"{at}{_plain(name)}"
        if isinstance(value, Mapping):
            told |= _numbers(f"{place}/", value)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            told[place] = float(value)
    return told


def _name(entry: Entry) -> str:
    return f"{entry.id} {entry.at}"


def _plain(name: str) -> str:
    """Keep the letters that MLflow allows in a name."""
    return "".join(c if c.isalnum() or c in "_-. /" else "_" for c in name)

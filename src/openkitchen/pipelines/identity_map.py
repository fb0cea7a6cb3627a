"""Make a workspace's identity map: people linked, visitors resolved, decisions kept, a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openkitchen.errors import SettingsError
from openkitchen.identity import Guard, History, consistency, open_history, traffic_of
from openkitchen.identity.customers import customer_records, persons_of, with_customers
from openkitchen.identity.linking import Costs, link
from openkitchen.identity.resolving import judge, settle
from openkitchen.identity.review import (
    Question,
    ReviewLog,
    decided_edges,
    people_questions,
    visitor_questions,
)
from openkitchen.models import Progress
from openkitchen.prepare.settings import read_settings
from openkitchen.schema.columns import CUSTOMER
from openkitchen.sources import Received
from openkitchen.sources.files import whole_file

__all__ = ["IdentityFolder", "last_event", "links_people", "make_map"]

_DEFAULTS: dict[str, Any] = {
    "link_people": True,
    "cost_false_merge": 1.5,
    "cost_missed": 1.0,
    "share": 0.85,
    "doubt": 0.4,
    "use": "latest",
}


@dataclass(frozen=True, slots=True)
class IdentityFolder:
    """Where a workspace keeps what it knows of identities.

    Parameters
    ----------
    root
        ``data/03_primary/identity`` of the workspace.
    """

    root: Path

    @property
    def history(self) -> History:
        """The versions of the map."""
        return open_history(self.root / "versions")

    @property
    def log(self) -> ReviewLog:
        """The decisions."""
        return ReviewLog(self.root / "decisions.jsonl")

    def questions(self) -> list[Question]:
        """Return the questions of the last run, decided ones among them."""
        path = self.root / "questions.parquet"
        if not path.is_file():
            return []
        return [Question(**row) for row in pq.read_table(path).to_pylist()]

    def keep_questions(self, questions: list[Question]) -> None:
        """Replace the questions, as a whole or not at all."""
        schema = pa.schema(
            [
                *((name, pa.string()) for name in ("id", "kind", "one", "other")),
                ("probability", pa.float64()),
                ("because", pa.string()),
            ]
        )
        table = pa.Table.from_pylist([one.to_dict() for one in questions], schema=schema)
        with whole_file(self.root / "questions.parquet") as part:
            pq.write_table(table, part)


def make_map(
    received: Received,
    edges: pa.Table,
    folder: IdentityFolder,
    parameters: Mapping[str, Any],
    progress: Progress | None = None,
) -> pa.Table:
    """Resolve visitors to users and keep the map as a version.

    Parameters
    ----------
    received
        What has been received.
    edges
        As `openkitchen.identity.edges_from` returns them.
    folder
        Where versions, questions and decisions are kept.
    parameters
        All parameters: ``identity`` (costs, guard, which version to use) and ``prepare``
        (the weights of events).
    progress
        Told of the stages of linking people.

    Returns
    -------
    The map in use: the newest version, or the one that ``identity: {use: …}`` names.
    """
    settings = _settings(parameters.get("identity"))
    questions: list[Question] = []
    records = customer_records(received) if settings["link_people"] else None
    linked = None
    if records is not None:
        costs = Costs(float(settings["cost_false_merge"]), float(settings["cost_missed"]))
        decisions = folder.log.about_people()
        linked = link(records, CUSTOMER, costs, decisions, progress=progress)
        questions += people_questions(linked)
    persons = persons_of(linked)
    fits = consistency(received, edges)
    guard = Guard(float(settings["share"]), float(settings["doubt"]))
    judged = judge(edges, persons, fits)
    resolved = settle(edges, judged, guard)
    if not edges.num_rows and not persons.num_rows:
        return resolved
    questions += visitor_questions(judged, resolved)
    decided = decided_edges(resolved, folder.log, persons)
    weights = dict(read_settings(parameters.get("prepare") or {}).event_weights)
    whole = with_customers(decided, persons)
    traffic = partial(traffic_of, received, weights)
    _, kept = folder.history.add(whole, traffic, last_event(received))
    folder.keep_questions(questions)
    if settings["use"] == "latest":
        return kept
    return folder.history.load(str(settings["use"]))


def links_people(given: Any) -> bool:
    """Say whether customers are linked, by ``identity`` of the parameters."""
    return bool(_settings(given)["link_people"])


def _settings(given: Any) -> dict[str, Any]:
    given = given or {}
    if not isinstance(given, Mapping):
        raise SettingsError(
            f"identity = {given!r} in the parameters", hint="Write it as {cost_false_merge: 2}."
        )
    unknown = sorted(set(given) - set(_DEFAULTS))
    if unknown:
        raise SettingsError(
            f"identity has no setting {unknown[0]!r}",
            hint=f"It has {', '.join(_DEFAULTS)}.",
        )
    return {**_DEFAULTS, **given}


def last_event(received: Received) -> datetime | None:
    """Date a version by the last event that it rests on: the same data give the same bytes."""
    receipts = [receipt for one in received.sources for receipt in one.receipts]
    events = [receipt.last_event for receipt in receipts if receipt.last_event is not None]
    moments = events or [receipt.received_at for receipt in receipts]
    return max(moments, default=None)

"""The report as a node: everything that the run made, on one page."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from datetime import UTC, date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import SettingsError
from openkitchen.evaluate import Evaluation
from openkitchen.experiments.behaviour import Behaviour
from openkitchen.explain import Explanation, cold_start, explain
from openkitchen.identity import count_identities
from openkitchen.models import GlassBox
from openkitchen.pipelines.formats import Questions
from openkitchen.reporting import (
    DataWay,
    Report,
    Titles,
    build_delivery,
    build_funnel,
    build_report,
    build_results,
    render_report,
)
from openkitchen.schema.columns import ITEM, SCORE, TIME, USER
from openkitchen.sources import Received, ReceivedSource

__all__ = ["client_report", "data_way", "report_page", "zone_of"]

OURS = "Glass box"
_TYPICAL_EVENTS = 12


def report_page(
    received: Received,
    identity_map: pa.Table,
    funnel: pa.Table,
    interactions: pa.Table,
    items: pa.Table,
    evaluations: Mapping[str, Evaluation],
    bundle: GlassBox,
    settings: Mapping[str, Any],
    behaviour: Behaviour | None = None,
    questions: Questions | None = None,
) -> str:
    """Write the client's page. It is dated by the end of the data: same data, same bytes."""
    return render_report(
        client_report(
            received, identity_map, funnel, interactions, items, evaluations, bundle, settings,
            behaviour, questions,
        )
    )  # fmt: skip


def client_report(
    received: Received,
    identity_map: pa.Table,
    funnel: pa.Table,
    interactions: pa.Table,
    items: pa.Table,
    evaluations: Mapping[str, Evaluation],
    bundle: GlassBox,
    settings: Mapping[str, Any],
    behaviour: Behaviour | None = None,
    questions: Questions | None = None,
) -> Report:
    """Gather what the client's page says, before it is drawn.

    Raises
    ------
    SettingsError
        When the settings of the report are no mapping, or its next steps no list.
    """
    next_steps = settings.get("next_steps") if isinstance(settings, Mapping) else None
    if next_steps is not None and not isinstance(next_steps, list):
        raise SettingsError(
            f"report: next_steps = {next_steps!r} in the parameters",
            hint="Write a list of sentences.",
        )
    if not isinstance(settings, Mapping):
        raise SettingsError(
            f"report = {settings!r} in the parameters", hint="Write it as {title: …, client: …}."
        )
    k = next(iter(evaluations.values())).rows[0].k
    newcomer = cold_start(bundle, k).table
    return build_report(
        str(settings.get("title", "Recommendations")),
        client=str(settings.get("client", "")),
        made_at=_local(pc.max(interactions[TIME]), zone_of(received)),
        way=data_way(received, identity_map, funnel, interactions),
        results=build_results(evaluations, OURS, k),
        explanation=_example(bundle),
        cold_start=list(zip(newcomer[ITEM].to_pylist(), newcomer[SCORE].to_pylist(), strict=True)),
        behaviour=behaviour,
        titles=Titles.of(items),
        next_steps=[str(step) for step in next_steps or ()],
        ledger=None if questions is None else questions.ledger,
        folder="." if questions is None else shlex.quote(questions.folder),
    )


def data_way(
    received: Received, identity_map: pa.Table, funnel: pa.Table, interactions: pa.Table
) -> DataWay:
    """Count the data's way, from delivered files to interactions.

    The first and last day are told in the zone of the sources, as their calendar is.
    """
    zone = zone_of(received)
    last = _day(pc.max(interactions[TIME]), zone)
    steps = [tuple(row.values()) for row in funnel.select(["step", "meaning", "rows"]).to_pylist()]
    return DataWay(
        deliveries=tuple(_delivery(one, last) for one in received.sources),
        funnel=build_funnel(steps),
        identity=count_identities(identity_map) if identity_map.num_rows else None,
        n_users=pc.count_distinct(interactions[USER]).as_py(),
        n_items=pc.count_distinct(interactions[ITEM]).as_py(),
        n_interactions=interactions.num_rows,
        first=_day(pc.min(interactions[TIME]), zone),
        last=last,
    )


def _delivery(one: ReceivedSource, last: date | None) -> Any:
    promised = one.source.promised
    return build_delivery(
        one.source.name,
        one.source.role,
        [day for receipt in one.receipts for day in receipt.days],
        promised_from=promised.start if promised else None,
        promised_to=(promised.end or last) if promised else None,
        files=len(one.receipts),
        rows=one.n_rows,
        cadence=promised.cadence if promised else "daily",
        rejected=sum(receipt.rejected for receipt in one.receipts),
    )


def _example(bundle: GlassBox) -> Explanation:
    """Take apart the first recommendation of somebody with a typical history."""
    counts = bundle.known.events.counts
    somebody = int(np.argmin(np.abs(counts - _TYPICAL_EVENTS)))
    user = str(bundle.users[somebody])
    first = bundle.recommend([user], 1).table[ITEM][0].as_py()
    return explain(bundle, user, first)


def zone_of(received: Received) -> str:
    """Return the time zone that all sources of events stand in; UTC where they differ."""
    zones = {one.source.timezone for one in received.of_role("events")}
    return zones.pop() if len(zones) == 1 else "UTC"


def _local(moment: pa.Scalar, zone: str) -> Any:
    """Return what the clocks of a zone show at a naive UTC moment; ``None`` without one."""
    value = moment.as_py()
    if value is None:
        return None
    return value.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _day(moment: pa.Scalar, zone: str) -> date | None:
    value = _local(moment, zone)
    return None if value is None else value.date()

"""Edges that events show: of all events, or brought up to date with the files that came since."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.engine import ParquetRows, SqlFile, run_model, run_models
from openkitchen.schema.columns import VISITOR
from openkitchen.sources.dated_rows import DatedRows
from openkitchen.sources.kept_table import up_to_date

__all__ = ["edges_of_events"]

_NAME = "edges.parquet"
_MOST = 0.2


def edges_of_events(visits: pa.Table | ParquetRows, kept: Path | None = None) -> pa.Table:
    """Tell which visitors events show with which customers, or with none.

    Where the events lie in files and something was kept, only the days of files that came since
    are looked at, and the visitors for whom some day is another one than it was. The edges are the
    same either way.

    Parameters
    ----------
    visits
        ``visitor_id``, ``customer_id``, ``user_id``, ``timestamp``.
    kept
        Folder in which the edges, and what they were made of, are kept for the next time.

    Returns
    -------
    In no order: ``visitor_id``, ``customer_id`` (null: days without a login), ``evidence``
    (``login`` or ``visit``), ``first_seen``, ``last_seen``, ``count`` (days).
    """
    if kept is None or not isinstance(visits, ParquetRows) or not visits.parts:
        return _all(visits)
    return up_to_date(
        kept / _NAME, DatedRows(visits), _with_those_that_came, lambda events: _all(events.rows)
    )


def _with_those_that_came(
    events: DatedRows, edges: pa.Table, made_of: Sequence[str]
) -> pa.Table | None:
    """Return the edges with what files brought that came since; nothing where that will not do."""
    new = events.since(made_of)
    if new is None or any(file.undated for file in new):
        return None
    spans = [(file.first, file.last) for file in new if file.first and file.last]
    if not spans:
        return edges
    span = min(first for first, _ in spans), max(last for _, last in spans)
    visits = (events.between(*span, files=made_of), events.between(*span))
    before, now = (run_model(_model("visit_days"), {"events": rows}) for rows in visits)
    tables = {"days_before": before, "days_now": now}
    changed = run_model(_model("changed_visit_days"), tables)
    came = changed["came"]
    others = pc.unique(changed.filter(pc.invert(came))[VISITOR])
    if len(others) > _MOST * edges.num_rows:
        return None
    tables = {"visits": events.rows, "asked": pa.table({VISITOR: others})}
    anew = _all(run_model(_model("events_of_some"), tables))
    come = run_model(_model("event_edges"), {"visit_days": _without(changed.filter(came), others)})
    parts = pa.concat_tables([_without(edges, others), come, anew])
    return run_model(_model("edges_together"), {"parts": parts})


def _all(visits: pa.Table | ParquetRows) -> pa.Table:
    models = [_model("visit_days"), _model("event_edges")]
    return run_models(models, {"events": visits}, ["event_edges"])["event_edges"]


def _model(name: str) -> SqlFile:
    return files("openkitchen.identity") / f"{name}.sql"


def _without(rows: pa.Table, visitors: pa.Array) -> pa.Table:
    return rows.filter(pc.invert(pc.is_in(rows[VISITOR], visitors)))

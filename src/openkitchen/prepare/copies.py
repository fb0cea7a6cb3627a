"""Copies of events of earlier days: of all events, or brought up to date with what came since."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from openkitchen.engine import ParquetRows, run_model
from openkitchen.prepare.interactions import models_named
from openkitchen.sources.dated_rows import DatedRows
from openkitchen.sources.kept_table import up_to_date

__all__ = ["COPIES", "copies_of"]

COPIES = "later_copies"
"""Name of the model, and of the table that it gives."""

_ID = ("source", "event_id")
_ORDER = ("visited_on", *_ID)
_FILE = "copies.parquet"
_MOST = 0.2


def copies_of(events: DatedRows, folder: Path) -> pa.Table:
    """Find the events that a source also has on an earlier day, under the same event id.

    Where some files were looked at before, only the event ids of those that came since are looked
    for. The copies are the same either way.

    Parameters
    ----------
    events
        What was received.
    folder
        Where the copies, and the names of the files that they were found in, are kept.

    Returns
    -------
    ``visited_on``, ``source``, ``event_id``; in this order.
    """
    return up_to_date(folder / _FILE, events, _with_those_that_came, lambda all_: _among(all_.rows))


def _with_those_that_came(
    events: DatedRows, copies: pa.Table, made_of: Sequence[str]
) -> pa.Table | None:
    """Return the copies with those that files brought; nothing where all is looked at as soon."""
    came = events.since(made_of)
    if came is None or len(came) > _MOST * len(events.files):
        return None
    tables = {"came": events.inside(came), "received_events": events.rows}
    again = run_model(models_named(["ids_again"])[0], tables)
    asked = again.group_by(list(_ID)).aggregate([])
    others = copies.join(asked, list(_ID), join_type="left anti").select(copies.column_names)
    found = pa.concat_tables([others.cast(copies.schema), _among(again).cast(copies.schema)])
    return found.sort_by([(name, "ascending") for name in _ORDER])


def _among(rows: pa.Table | ParquetRows) -> pa.Table:
    return run_model(models_named([COPIES])[0], {"received_events": rows})

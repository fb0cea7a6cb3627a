"""Runs of the pipeline: when, what, how it ended."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import insert, select

from openkitchen.store.store import Store
from openkitchen.store.tables import Run
from openkitchen.store.times import naive_utc

__all__ = ["RunRow", "add_run", "runs"]


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of the pipeline.

    Parameters
    ----------
    started_at
        Naive UTC.
    seconds
        How long it took.
    environment
        The folder of settings that it ran with.
    steps
        Names of the steps that ran, in their order.
    status
        ``done`` or ``failed``.
    note
        Why it failed, or what a person should know.
    version
        The version of Open Kitchen.
    id
        Given by the store; ``None`` before.
    """

    started_at: datetime
    seconds: float
    environment: str
    steps: tuple[str, ...]
    status: str
    note: str = ""
    version: str = ""
    id: int | None = None


def add_run(store: Store, row: RunRow) -> int:
    """Keep a run; return the id that it gets, higher than all before."""
    values = asdict(row)
    del values["id"]
    values["steps"] = list(row.steps)
    values["started_at"] = naive_utc(row.started_at)
    with store.writing() as connection:
        made = connection.execute(insert(Run).values(values).returning(Run.id))
        return int(made.scalar_one())


def runs(store: Store) -> list[RunRow]:
    """Return the runs in the order in which they were kept."""
    with store.reading() as connection:
        found = connection.execute(select(Run.__table__).order_by(Run.id)).mappings().all()
    rows = (RunRow(**{str(name): value for name, value in row.items()}) for row in found)
    return [replace(row, steps=tuple(row.steps)) for row in rows]

"""Whether a server can answer."""

from __future__ import annotations

from dataclasses import dataclass

from openkitchen.errors import StoreError
from openkitchen.serving.kitchen import Kitchen
from openkitchen.serving.personalize import Backend

__all__ = ["Ready", "readiness"]


@dataclass(frozen=True, slots=True)
class Ready:
    """Whether requests can be answered.

    Parameters
    ----------
    status
        ``ready`` or ``not ready``.
    publication
        What is served; 0: the bundle in its place, or none.
    problems
        Why not.
    """

    status: str
    publication: int
    problems: tuple[str, ...] = ()


def readiness(kitchen: Kitchen | None, backend: Backend | None) -> Ready:
    """Ask what answers depend on: something to serve, and the database."""
    problems = []
    if kitchen is None and backend is None:
        problems.append("nothing is served")
    if backend is not None:
        try:
            with backend.store.reading() as connection:
                connection.exec_driver_sql("SELECT 1")
        except StoreError:
            problems.append("the database does not answer")
        if not backend.writes.alive:
            problems.append("events cannot be kept")
    status = "not ready" if problems else "ready"
    return Ready(status, 0 if kitchen is None else kitchen.number, tuple(problems))

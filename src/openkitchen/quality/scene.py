"""What checks look at: one project, as far as it has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import pyarrow as pa

from openkitchen.evaluate import Evaluation
from openkitchen.experiments.behaviour import Behaviour
from openkitchen.experiments.ledger import Ledger
from openkitchen.identity import IdentityFigures
from openkitchen.models import GlassBox
from openkitchen.models.audience_model import AudienceModel
from openkitchen.sources import Calendar, Received, Source
from openkitchen.sources.findings import Findings
from openkitchen.sources.left_out import LeftOut

__all__ = ["Scene", "Watched"]


@dataclass(frozen=True, slots=True)
class Watched:
    """What `openkitchen monitor` found when it last looked.

    Parameters
    ----------
    at
        When, naive UTC.
    states
        Name of a watch → ``fine``, ``attention`` or ``not checkable here``.
    told
        Name of a watch → what it found, in a sentence.
    """

    at: datetime
    states: Mapping[str, str]
    told: Mapping[str, str]


class Scene(Protocol):
    """A project; each part is read when it is asked for.

    A part that is not there (yet) raises an error of `openkitchen.errors`; the issue that
    needs it is then not checkable here, for the reason that the error gives.
    """

    @property
    def sources(self) -> Mapping[str, Source]:
        """The declared sources."""
        ...

    @property
    def calendar(self) -> Calendar:
        """Promised against received."""
        ...

    @property
    def findings(self) -> Findings:
        """What seems wrong with deliveries."""
        ...

    @property
    def received(self) -> Received:
        """The rows that count."""
        ...

    @property
    def identity_map(self) -> pa.Table:
        """Who is who."""
        ...

    @property
    def identity(self) -> IdentityFigures:
        """The same in figures."""
        ...

    @property
    def funnel(self) -> pa.Table:
        """How many events each step left over."""
        ...

    @property
    def interactions(self) -> pa.Table:
        """Cleaned events."""
        ...

    @property
    def users(self) -> pa.Table:
        """What is known about users."""
        ...

    @property
    def items(self) -> pa.Table:
        """What is known about items."""
        ...

    @property
    def train(self) -> pa.Table:
        """What the evaluated model learned from."""
        ...

    @property
    def test(self) -> pa.Table:
        """What it is judged by."""
        ...

    @property
    def evaluated(self) -> GlassBox:
        """The model that was evaluated."""
        ...

    @property
    def evaluations(self) -> Mapping[str, Evaluation]:
        """Its figures, and those of simple lists, by name; its own come first."""
        ...

    @property
    def bundle(self) -> AudienceModel:
        """What is published."""
        ...

    @property
    def recommendations(self) -> pa.Table:
        """The lists that were written."""
        ...

    @property
    def behaviour(self) -> Behaviour:
        """What is expected of lists, and what became of it."""
        ...

    @property
    def ledger(self) -> Ledger:
        """Questions, decisions, assumptions."""
        ...

    @property
    def watched(self) -> Watched | None:
        """What the monitor found last; ``None`` when it never looked."""
        ...

    @property
    def waiting_steps(self) -> Sequence[str]:
        """Steps that a run would do now, each with its reason; `waiting_pages` apart."""
        ...

    @property
    def waiting_pages(self) -> Sequence[str]:
        """Steps that only draw pages, and would do so anew: what was asked since is not told."""
        ...

    @property
    def report_lag_days(self) -> float | None:
        """Days from the report to the bundle that is published; ``None`` without a report."""
        ...

    @property
    def forgotten(self) -> LeftOut:
        """Whom runs leave out."""
        ...

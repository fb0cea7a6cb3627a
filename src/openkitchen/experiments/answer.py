"""The answer to a what-if: frozen and refit, side by side and never mixed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from openkitchen.errors import SettingsError, plural
from openkitchen.evaluate import Difference
from openkitchen.experiments.cost import seconds_told
from openkitchen.experiments.list_changes import ListChange
from openkitchen.models.fitted import Fitted
from openkitchen.models.glass_box import GlassBox
from openkitchen.schema import Tabular

__all__ = ["MODES", "Exposure", "Mode", "Outcome", "WhatIf"]

Mode = Literal["frozen", "refit"]
MODES: tuple[Mode, ...] = ("frozen", "refit")

_WORDS = {
    "rescored": "scored again with the same weights",
    "algebra": "new weights by algebra, equal to a fit on the changed data",
    "sums": "new weights from updated sums: exact, slower",
    "refit": "new weights by a full fit: exact, slowest",
}

_MODES = {
    "frozen": "Frozen (the weights stay, the inputs change)",
    "refit": "Refit (weights as if fitted on the changed data)",
}


@dataclass(frozen=True, slots=True)
class Exposure:
    """In how many lists an item is shown, before and after."""

    item_id: str
    before: int
    after: int

    @property
    def gained(self) -> int:
        """Lists gained; negative when lost."""
        return self.after - self.before


@dataclass(frozen=True)
class Outcome:
    """What comes of a what-if in one mode.

    Parameters
    ----------
    mode
        ``frozen``: the weights stay, the inputs change. ``refit``: the weights are those
        of a fit on the changed data with the same settings.
    method
        How it was computed: ``rescored``, ``algebra``, ``sums`` or ``refit``.
    seconds
        How long that took, making the model ready apart.
    k
        Length of the lists.
    n_users
        Users whose lists were compared.
    n_affected
        Users whose list is not the same.
    overlap, rbo
        Means over all these users; see `ListChange`.
    examples
        Some of the affected users' lists, those that changed most first.
    exposures
        The items whose number of lists changed most.
    metrics
        Paired change of each metric, after less before, with a 95% interval; empty
        without a truth to compare with.
    """

    mode: Mode
    method: str
    seconds: float
    k: int
    n_users: int
    n_affected: int
    overlap: float
    rbo: float
    examples: tuple[ListChange, ...]
    exposures: tuple[Exposure, ...]
    metrics: tuple[Difference, ...] = ()
    _fitted: Callable[[], Fitted] = field(repr=False, compare=False, kw_only=True)

    @property
    def how(self) -> str:
        """Say in words how the outcome was computed."""
        return _WORDS[self.method]

    @property
    def model(self) -> GlassBox:
        """The changed model."""
        return GlassBox.of(self._fitted())

    def summary(self) -> tuple[str, int, float, float, float | None, float | None, float | None]:
        """Return mode, lists changed, overlap, RBO, and the change in nDCG with its interval."""
        ndcg = next((row for row in self.metrics if row.metric == "ndcg"), None)
        change = (None, None, None) if ndcg is None else (ndcg.value, ndcg.low, ndcg.high)
        return (self.mode, self.n_affected, self.overlap, self.rbo, *change)

    def sentences(self) -> list[str]:
        """Return the outcome in words."""
        said = [
            f"{_MODES[self.mode]}: {self.n_affected:,} of {self.n_users:,} lists of {self.k} "
            f"change; mean overlap {self.overlap:.1%}, rank-biased overlap {self.rbo:.3f}. "
            f"{self.how.capitalize()}, in {seconds_told(self.seconds)}."
        ]
        for row in self.metrics:
            if row.metric == "ndcg":
                clear = "clear" if row.clear else "not told from zero"
                said.append(
                    f"{row.name} goes from {row.second:.4f} to {row.first:.4f}: {row.value:+.4f} "
                    f"[{row.low:+.4f}, {row.high:+.4f}] for {plural(row.n_users, 'user')}, {clear}."
                )
        return said

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "mode": self.mode,
            "method": self.method,
            "how": self.how,
            "seconds": self.seconds,
            "k": self.k,
            "n_users": self.n_users,
            "n_affected": self.n_affected,
            "overlap": self.overlap,
            "rbo": self.rbo,
            "examples": [asdict(change) for change in self.examples],
            "exposures": [asdict(e) | {"gained": e.gained} for e in self.exposures],
            "metrics": [asdict(row) | {"clear": row.clear} for row in self.metrics],
        }


@dataclass(frozen=True)
class WhatIf(Tabular):
    """A question and what comes of it, frozen and refit.

    Parameters
    ----------
    question
        The question in words.
    outcomes
        One for each mode that was asked for.
    prepared_seconds
        How long making the model ready took; paid once for any number of questions.
    bundle
        The bundle that was asked, where known.
    """

    question: str
    outcomes: tuple[Outcome, ...]
    prepared_seconds: float = 0.0
    bundle: str = ""

    def outcome(self, mode: Mode) -> Outcome:
        """Return the outcome in one mode.

        Raises
        ------
        SettingsError
            When that mode was not asked for.
        """
        for one in self.outcomes:
            if one.mode == mode:
                return one
        raise SettingsError(
            f"no outcome in mode {mode!r}",
            hint=f"Asked for: {', '.join(one.mode for one in self.outcomes)}.",
        )

    @property
    def frozen(self) -> Outcome:
        """What comes of it when the weights stay."""
        return self.outcome("frozen")

    @property
    def refit(self) -> Outcome:
        """What comes of it when the weights are learned anew."""
        return self.outcome("refit")

    def sentences(self) -> list[str]:
        """Return the answer in words."""
        return [self.question, *(line for one in self.outcomes for line in one.sentences())]

    def save(self, path: str | Path, mode: Mode | None = None) -> Path:
        """Write the changed model as a bundle; it says that it is a what-if, and which.

        Parameters
        ----------
        path
            The folder to write.
        mode
            Which outcome; ``refit`` where there are both.
        """
        one = self.outcomes[-1] if mode is None else self.outcome(mode)
        noted = {"question": self.question, "mode": one.mode, "of": self.bundle}
        fitted = replace(one.model.fitted, what_if=noted)
        return GlassBox.of(fitted).save(path)

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "question": self.question,
            "bundle": self.bundle,
            "sentences": self.sentences(),
            "prepared_seconds": self.prepared_seconds,
            **{one.mode: one.to_dict() for one in self.outcomes},
        }

    def to_table(self) -> pa.Table:
        """Return the items whose exposure changed, one row per mode and item."""
        rows = [
            {"mode": one.mode, **asdict(exposure), "gained": exposure.gained}
            for one in self.outcomes
            for exposure in one.exposures
        ]
        names = [("mode", pa.string()), ("item_id", pa.string())]
        counts = [(name, pa.int64()) for name in ("before", "after", "gained")]
        return pa.Table.from_pylist(rows, schema=pa.schema([*names, *counts]))

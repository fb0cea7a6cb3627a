"""What can be said of the season, and what cannot."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa

from openkitchen.evaluate.months import CoveredMonth
from openkitchen.evaluate.out_of_season import Flagged
from openkitchen.evaluate.season_terms import SeasonTerm
from openkitchen.experiments.replays import Replay
from openkitchen.schema import Tabular

__all__ = ["Season"]

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Season(Tabular):
    """The answer to "Christmas recipes in June?".

    Parameters
    ----------
    months
        The twelve months, and whether the data cover them.
    terms
        What goes with the months; empty when fewer than two months were seen in two years.
    replays
        A replay per month.
    flagged
        Seasonal items out of season in the lists; ``None`` without items.
    metric, k
        What the replays measure.
    """

    months: tuple[CoveredMonth, ...]
    terms: tuple[SeasonTerm, ...]
    replays: tuple[Replay, ...]
    flagged: Flagged | None
    metric: str
    k: int

    @property
    def estimable(self) -> tuple[str, ...]:
        """Months that two years cover."""
        return tuple(m.name for m in self.months if m.status == "estimable")

    @property
    def not_estimable(self) -> tuple[str, ...]:
        """Months that no year covers."""
        return tuple(m.name for m in self.months if m.status == "not estimable")

    def sentences(self) -> list[str]:
        """Say the answer in words."""
        covered = [m.name for m in self.months if m.status != "not estimable"]
        said = [
            f"The data cover {_all(covered) or 'no calendar month'}."
            + (f" Not estimable: {_all(self.not_estimable)}." if self.not_estimable else "")
        ]
        if len(self.estimable) < 2:
            said.append(
                "No month was seen in two years, so nobody can tell from these data what the "
                "season does: it would take a second year."
                if not self.estimable
                else f"Only {self.estimable[0]} was seen in two years; that is too little to tell."
            )
        else:
            said += self._of_terms()
        if self.flagged is not None:
            said.append(self.flagged.sentence())
        return said

    def _of_terms(self) -> list[str]:
        kinds = [t for t in self.terms if t.seasonal and t.attribute != "item_id"]
        single = [t for t in self.terms if t.seasonal and t.attribute == "item_id"]
        said = [
            f"{t.attribute} = {t.value} goes with the season: {t.ratio:.1f} times its usual share "
            f"in {t.month} ({t.low:.1f} to {t.high:.1f}), {t.lowest_ratio:.1f} times in "
            f"{t.lowest_month}."
            for t in kinds[:_NAMED]
        ]
        if not kinds:
            said.append("No kind of item is shown to go with the season.")
        if len(kinds) > _NAMED:
            said.append(f"So do {len(kinds) - _NAMED} more kinds.")
        if single:
            said.append(f"{len(single):,} single items go with the season.")
        return said

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {
            "question": "what does the season do?",
            "sentences": self.sentences(),
            "estimable": self.estimable,
            "not_estimable": self.not_estimable,
            **asdict(self),
        }

    def to_table(self) -> pa.Table:
        """Return one row per calendar month."""
        rows = [{**asdict(m), "years": list(m.years)} for m in self.months]
        return pa.Table.from_pylist(rows)


def _all(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)

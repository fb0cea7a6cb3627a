"""Which day of the demo shop is delivered how."""

from __future__ import annotations

from dataclasses import dataclass

from openkitchen.sources.shop.draws import stream
from openkitchen.sources.shop.settings import ShopSettings

__all__ = ["CLEAN", "EMPTY", "LATE", "MISSING", "REPLACED", "RESENT", "SWAPPED", "Plan", "plan"]

CLEAN, MISSING, LATE, REPLACED, RESENT, SWAPPED, EMPTY = (
    "clean", "missing", "late", "replaced", "resent", "swapped", "empty",
)  # fmt: skip

LATE_BY = 5
_RENAMED_AFTER = 0.6


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes wrong with which delivery.

    Parameters
    ----------
    days
        Number of a day → the one thing that is wrong with its web file.
    renamed_from
        First day whose web file has the renamed columns; ``None``: never.
    missing_dumps
        Weeks whose customer dump never comes.
    """

    days: dict[int, str]
    renamed_from: int | None
    missing_dumps: frozenset[int]

    def of_day(self, number: int) -> str:
        """Say what is wrong with the web file of a day."""
        return self.days.get(number, CLEAN)

    def renamed(self, number: int) -> bool:
        """Say whether the web file of a day has the renamed columns."""
        return self.renamed_from is not None and number >= self.renamed_from


def plan(days: int, seed: int, settings: ShopSettings) -> Plan:
    """Spread the wished defects over the days, one kind a day at most.

    The first day and the last one are spared. When the shop is open for too few days,
    every kind comes once before any comes twice.
    """
    rng = stream(seed, "defects")
    free = (1 + rng.permutation(days - 2)).tolist()
    wished = {
        LATE: settings.late_files,
        MISSING: settings.missing_days,
        REPLACED: settings.replaced_days,
        RESENT: settings.resends,
        SWAPPED: settings.swapped_days,
        EMPTY: settings.empty_days,
    }
    chosen: dict[int, str] = {}
    for round_ in range(max(wished.values())):
        for kind in (kind for kind, times in wished.items() if times > round_):
            fitting = [day for day in free if kind != LATE or day + LATE_BY < days]
            if fitting:
                chosen[fitting[0]] = kind
                free.remove(fitting[0])
    weeks = -(-days // 7)
    inner = (1 + rng.permutation(max(weeks - 2, 0))).tolist()
    return Plan(
        days=dict(sorted(chosen.items())),
        renamed_from=int(days * _RENAMED_AFTER) if settings.renamed_columns else None,
        missing_dumps=frozenset(inner[: settings.missing_customer_dumps]),
    )

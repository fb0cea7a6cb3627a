"""Does offline agree with the pilot? The same two arms, judged both ways, with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from openkitchen.errors import UnknownName
from openkitchen.evaluate import Comparison
from openkitchen.pilot.analysis import Effect, paired_effect
from openkitchen.pilot.ratings import Ratings

__all__ = ["Agreement", "OfflineGap", "agreement_of", "offline_gap", "rank_agreement"]

_FEWEST = 3


@dataclass(frozen=True, slots=True)
class OfflineGap:
    """The arms' difference in an offline figure, first less second, with its interval."""

    metric: str
    value: float
    low: float
    high: float
    people: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the offline figure and the pilot say about each other.

    Parameters
    ----------
    offline
        The offline difference; ``None`` where none was given.
    verdict
        ``agree``, ``disagree``, or ``cannot tell``.
    by_rank
        Whether people liked better what the models had put higher: mean of each person's rank
        correlation (Spearman), positive when they did; ``None`` with too few people.
    """

    offline: OfflineGap | None
    verdict: str
    by_rank: Effect | None

    def sentences(self, names: tuple[str, str], online: Effect | None) -> list[str]:
        """Say it in words."""
        said = []
        if self.offline is not None and online is not None:
            gap = self.offline
            said.append(
                f"Offline, {names[0]} less {names[1]}: {gap.value:+.4f} in {gap.metric} "
                f"({gap.low:+.4f} to {gap.high:+.4f}, {gap.people} people). In the pilot: "
                f"{online.value:+.2f} steps ({online.low:+.2f} to {online.high:+.2f}, "
                f"{online.people} people). {_VERDICTS[self.verdict]}"
            )
        if self.by_rank is not None:
            one = self.by_rank
            clear = "that cannot be told"
            if one.clear:
                clear = "yes" if one.value > 0 else "no, the other way round"
            said.append(
                "Did people like better what stood higher in the models' lists? "
                f"Rank correlation {one.value:+.2f} ({one.low:+.2f} to {one.high:+.2f}, "
                f"{one.people} people): {clear}."
            )
        return said


_VERDICTS = {
    "agree": "Both point the same way, clearly.",
    "disagree": "They point in opposite ways, both clearly: offline figures mislead here.",
    "cannot tell": "One of the two is not clear of zero, so they cannot be held against each "
    "other.",
}


def offline_gap(comparison: Comparison, metric: str, k: int) -> OfflineGap:
    """Take the offline difference from a comparison of the arms' lists against later choices.

    Raises
    ------
    UnknownName
        When the comparison has no such figure.
    """
    found = comparison.difference(metric, k)
    if found is None:
        raise UnknownName("figure", f"{metric}@{k}", [row.name for row in comparison])
    return OfflineGap(f"{metric}@{k}", found.value, found.low, found.high, found.n_users)


def agreement_of(ratings: Ratings, online: Effect | None, offline: OfflineGap | None) -> Agreement:
    """Hold offline and pilot against each other.

    Parameters
    ----------
    ratings
        What people said.
    online, offline
        The arms' differences.
    """
    verdict = "cannot tell"
    if online is not None and offline is not None and online.clear and offline.clear:
        verdict = "agree" if (online.value > 0) == (offline.value > 0) else "disagree"
    return Agreement(offline, verdict, rank_agreement(ratings))


def rank_agreement(ratings: Ratings) -> Effect | None:
    """Return the mean of people's rank correlations between place and rating, sign turned."""
    found = []
    for person in ratings.people:
        mine = ratings.person == person
        place, value = ratings.place[mine], ratings.value[mine]
        if len(value) >= _FEWEST and len(np.unique(place)) > 1 and len(np.unique(value)) > 1:
            found.append(-float(scipy.stats.spearmanr(place, value).statistic))
    return None if len(found) < 2 else paired_effect(np.array(found))

"""Whether lists serve every group of people alike."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import scipy

from openkitchen.errors import SettingsError, UnknownName, plural
from openkitchen.evaluate.bootstrap import intervals
from openkitchen.evaluate.figures import Evaluation, Period
from openkitchen.evaluate.labels import Labels
from openkitchen.schema import Tabular

__all__ = ["Segment", "Segments", "adjusted", "segments_of"]

Values = npt.NDArray[np.float64]
Verdict = Literal["worse", "better", "level", "too few"]


@dataclass(frozen=True, slots=True)
class Segment:
    """One group of users beside all the others.

    Parameters
    ----------
    attribute, value
        What makes the group.
    n_users
        Its users with truth.
    mean, low, high
        The metric's mean over them, with a 95% interval.
    popularity
        The same of the most popular items; ``None`` without training data.
    others
        The mean over all other users of whom the attribute is known.
    difference, difference_low, difference_high
        Mean less others, with a 95% interval (Welch).
    p, q
        Chance of such a difference if there were none (t-tests), and the same after
        Benjamini and Hochberg over all segments that are large enough.
    verdict
        ``worse`` or ``better`` where q is at most the level; ``level``: no difference is
        shown; ``too few``: fewer users than asked for.
    """

    attribute: str
    value: str
    n_users: int
    mean: float
    low: float | None
    high: float | None
    popularity: float | None
    others: float | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    p: float | None
    q: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Segments(Tabular):
    """All groups.

    Parameters
    ----------
    rows
        The segments, by attribute, then falling size.
    metric, k
        What was measured.
    least
        Users that a segment needs for a verdict.
    level
        Share of false alarms that is put up with among the verdicts.
    n_users, mean, period
        Users with truth, the metric's mean over all of them, and the time of the truth.
    detectable
        The smallest difference that a segment of the middle size would show four times out of
        five; ``None`` without segments large enough.
    """

    rows: tuple[Segment, ...]
    metric: str
    k: int
    least: int
    level: float
    n_users: int
    mean: float
    period: Period | None
    detectable: float | None

    def sentences(self) -> list[str]:
        """Say the answer in words."""
        name = f"{self.metric}@{self.k}"
        judged = [row for row in self.rows if row.verdict != "too few"]
        worse = [row for row in judged if row.verdict == "worse"]
        better = [row for row in judged if row.verdict == "better"]
        said = []
        for rows, word in ((worse, "worse"), (better, "better")):
            said += [
                f"Lists are {word} for {row.attribute} = {row.value}: {name} {row.mean:.3f} "
                f"against {row.others:.3f} for the others "
                f"({plural(row.n_users, 'person', 'people')}, q = {row.q:.2g})."
                for row in sorted(rows, key=lambda row: row.q or 0.0)
            ]
        if not said:
            said.append(f"No group of people is shown to be served worse or better ({name}).")
            if self.detectable is not None:
                said.append(
                    f"A difference below {self.detectable:.3f} would mostly go unseen with groups "
                    "of this size."
                )
        small = len(self.rows) - len(judged)
        when = "" if self.period is None else f", {self.period}"
        said.append(
            f"{plural(len(judged), 'group was', 'groups were')} compared among "
            f"{plural(self.n_users, 'person', 'people')}{when}; "
            f"{small:,} "
            f"{'has' if small == 1 else 'have'} fewer than {self.least} people and "
            f"{'gets' if small == 1 else 'get'} no verdict."
        )
        return said

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        shown = asdict(self)
        shown["period"] = None if self.period is None else str(self.period)
        return {"question": "does it work for every group?", "sentences": self.sentences(), **shown}

    def to_table(self) -> pa.Table:
        """Return one row per segment."""
        return pa.Table.from_pylist([asdict(row) for row in self.rows])


def segments_of(
    evaluation: Evaluation,
    labels: Labels,
    beside: Evaluation | None = None,
    *,
    metric: str = "ndcg",
    k: int = 10,
    least: int = 30,
    level: float = 0.05,
) -> Segments:
    """Compare each group of users with all others.

    Parameters
    ----------
    evaluation
        With a value for each user.
    labels
        Who belongs where.
    beside
        The evaluation of the baseline.
    metric, k
        What to compare.
    least
        Users with truth that a segment, and the rest, need for a verdict.
    level
        The false discovery rate of the verdicts.

    Raises
    ------
    UnknownName
        When the metric was not computed.
    SettingsError
        When ``least`` is below 2 or ``level`` not between 0 and 1.
    """
    if least < 2 or not 0 < level < 1:
        raise SettingsError(
            f"at least {least} users at level {level}", hint="Give 2 or more, and such as 0.05."
        )
    name = f"{metric}@{k}"
    if name not in evaluation.per_user.names:
        raise UnknownName("figure", name, evaluation.per_user.names)
    values, users = _column(evaluation, name), evaluation.per_user.users
    popular = None if beside is None else _aligned(beside, name, users)
    rows = []
    for attribute, value, members in labels.each():
        inside = pc.is_in(users, value_set=members).to_numpy(zero_copy_only=False)
        known = labels.known(attribute, users)
        row = _segment(attribute, value, values, inside, known & ~inside, popular, least,
                       evaluation.draws, evaluation.seed)  # fmt: skip
        if row is not None:
            rows.append(row)
    rows = adjusted(rows, level)
    return Segments(
        tuple(rows), metric, k, least, level, evaluation.n_users, float(np.nanmean(values)),
        evaluation.period, _detectable(rows, values),
    )  # fmt: skip


def _column(evaluation: Evaluation, name: str) -> Values:
    per_user = evaluation.per_user
    return per_user.values[:, per_user.names.index(name)]


def _aligned(beside: Evaluation, name: str, users: pa.Array) -> Values:
    place = pc.index_in(users, value_set=beside.per_user.users)
    found = pc.fill_null(place, 0).to_numpy(zero_copy_only=False)
    values = _column(beside, name)[found]
    return np.where(pc.is_valid(place).to_numpy(zero_copy_only=False), values, np.nan)


def _segment(
    attribute: str,
    value: str,
    values: Values,
    inside: npt.NDArray[np.bool_],
    outside: npt.NDArray[np.bool_],
    popular: Values | None,
    least: int,
    draws: int,
    seed: int,
) -> Segment | None:
    own, rest = values[inside & ~np.isnan(values)], values[outside & ~np.isnan(values)]
    if not len(own):
        return None
    low = high = None
    if draws and len(own) > 1:
        ends = intervals(own[:, None], draws, seed)
        low, high = float(ends[0][0]), float(ends[1][0])
    beside = None if popular is None else float(np.nanmean(popular[inside]))
    mean = float(own.mean())
    if min(len(own), len(rest)) < least:
        others = float(rest.mean()) if len(rest) else None
        return Segment(attribute, value, len(own), mean, low, high, beside, others,
                       None, None, None, None, None, "too few")  # fmt: skip
    gap = mean - float(rest.mean())
    p, far = _welch(own, rest)
    return Segment(attribute, value, len(own), mean, low, high, beside, float(rest.mean()),
                   gap, gap - far, gap + far, p, None, "level")  # fmt: skip


def _welch(own: Values, rest: Values) -> tuple[float, float]:
    """Return the p-value, and half the width of the 95% interval, of the difference of means.

    The larger p-value of Welch's and Student's test counts: a small group of skewed values
    underrates its own variance, which the pooled variance mends.
    """
    if own.var() + rest.var() == 0:
        return (1.0 if own.mean() == rest.mean() else 0.0), 0.0
    result = scipy.stats.ttest_ind(own, rest, equal_var=False)
    pooled = scipy.stats.ttest_ind(own, rest, equal_var=True)
    ends = result.confidence_interval(0.95)
    return float(max(result.pvalue, pooled.pvalue)), float((ends.high - ends.low) / 2)


def adjusted(rows: list[Segment], level: float) -> list[Segment]:
    """Judge all segments together, so that a share ``level`` of the alarms is false."""
    from statsmodels.stats.multitest import multipletests

    judged = [row for row in rows if row.p is not None]
    if not judged:
        return rows
    qs = iter(multipletests([row.p for row in judged], alpha=level, method="fdr_bh")[1].tolist())
    told = []
    for row in rows:
        if row.p is None or row.difference is None:
            told.append(row)
            continue
        q = next(qs)
        verdict: Verdict = "level"
        if q <= level:
            verdict = "worse" if row.difference < 0 else "better"
        told.append(replace(row, q=q, verdict=verdict))
    return told


def _detectable(rows: list[Segment], values: Values) -> float | None:
    """Return the difference that a middling segment shows with a power of 80% at 5%."""
    sizes = [row.n_users for row in rows if row.p is not None]
    if not sizes:
        return None
    n, total = float(np.median(sizes)), len(values)
    spread = float(np.nanstd(values)) * np.sqrt(1 / n + 1 / max(total - n, 1.0))
    return float((scipy.stats.norm.ppf(0.975) + scipy.stats.norm.ppf(0.8)) * spread)

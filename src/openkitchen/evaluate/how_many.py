"""How many should we show? What each further slot adds, from the first to the fiftieth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.optimize import isotonic_regression

from openkitchen.errors import SettingsError, plural
from openkitchen.evaluate.bootstrap import intervals, poisson_weights
from openkitchen.evaluate.figures import Evaluation, Period
from openkitchen.evaluate.lists import evaluate_beside
from openkitchen.evaluate.options import Options
from openkitchen.schema import Tabular

__all__ = ["HowMany", "Slot", "how_many"]

Values = npt.NDArray[np.float64]

_DRAWS = 400


@dataclass(frozen=True, slots=True)
class Slot:
    """What lists of one length give, and what their last slot adds.

    Parameters
    ----------
    k
        Length of the lists.
    precision, recall, coverage
        As in `evaluate_lists`; coverage ``None`` where the catalogue is not known.
    adds, low, high
        Expected hits per user in slot ``k`` alone, with a 95% interval over users.
    smooth
        The same as a curve that never rises, fitted to all slots.
    popularity
        Hits per user in slot ``k`` of the most popular items; ``None`` without training data.
    """

    k: int
    precision: float
    recall: float
    coverage: float | None
    adds: float
    low: float
    high: float
    smooth: float
    popularity: float | None


@dataclass(frozen=True, slots=True)
class HowMany(Tabular):
    """The answer to "how many should we show?".

    Parameters
    ----------
    rows
        One per list length.
    worth
        The least that a slot must add, in hits per user.
    enough
        The last slot that adds as much; 0 if none does.
    low, high
        Between which it lies in 95 of 100 draws of users.
    n_users, period
        Users with truth, and the time that it covers.
    choices
        Mean number of new choices of these users: what could be hit at most.
    """

    rows: tuple[Slot, ...]
    worth: float
    enough: int
    low: int
    high: int
    n_users: int
    period: Period | None
    choices: float

    def sentences(self) -> list[str]:
        """Say the answer in words."""
        last = self.rows[-1]
        per_100 = f"{100 * self.worth:g}"
        of_100 = f"{per_100} {'hit' if per_100 == '1' else 'hits'} per 100 people"
        if self.enough == 0:
            first = f"No slot adds {of_100}: the lists hit too rarely for that."
        elif self.enough == last.k:
            first = f"Show {last.k} or more: even slot {last.k} adds {of_100} or more."
        else:
            first = (
                f"Show {self.enough}: past slot {self.enough} another slot adds less than {of_100}."
            )
        between = f"With other people of the same kind it would be {self.low} to {self.high}."
        shown = self.rows[max(self.enough, 1) - 1]
        held = (
            f"With {shown.k}, people find {shown.recall:.1%} of what they go on to choose "
            f"({self.choices:.1f} new items each)"
        )
        wide = (
            "" if shown.coverage is None else f", and {shown.coverage:.1%} of the items are shown"
        )
        when = "" if self.period is None else f", {self.period}"
        basis = f"This rests on {plural(self.n_users, 'person', 'people')}{when}."
        return [first, between, f"{held}{wide}.", basis]

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {
            "question": "how many should we show?",
            "answer": self.enough,
            "sentences": self.sentences(),
            "worth": self.worth,
            "enough": self.enough,
            "low": self.low,
            "high": self.high,
            "n_users": self.n_users,
            "period": None if self.period is None else str(self.period),
            "choices": self.choices,
            "rows": [asdict(row) for row in self.rows],
        }

    def to_table(self) -> pa.Table:
        """Return one row per list length."""
        return pa.Table.from_pylist([asdict(row) for row in self.rows])


def how_many(
    recommendations: pa.Table,
    truth: pa.Table,
    train: pa.Table | None = None,
    items: pa.Table | None = None,
    *,
    worth: float = 0.01,
    longest: int = 50,
    options: Options | None = None,
) -> HowMany:
    """Say what each further slot of a list adds, and where that becomes too little.

    A slot adds the share of users who chose the item in it: the expected number of further
    hits per user. These shares are noisy one by one, so the point past which a slot adds
    less than ``worth`` is read from the curve that never rises and lies nearest to them
    (isotonic regression).

    Parameters
    ----------
    recommendations, truth, train, items
        As in `openkitchen.evaluate.evaluate_lists`; the lists should be ``longest`` long.
    worth
        The least that a slot must add, in hits per user.
    longest
        The longest list to look at.
    options
        Of the evaluation; its ``k`` is passed over.

    Raises
    ------
    SettingsError
        When ``worth`` is not between 0 and 1, or ``longest`` is below 1.
    InputError
        When the lists are malformed or no user has truth.
    """
    if not 0 < worth < 1:
        raise SettingsError(f"a slot worth {worth} hits", hint="Write a number such as 0.01.")
    if longest < 1:
        raise SettingsError(f"lists of {longest}", hint="Give a length from 1.")
    given = options or Options()
    lengths = tuple(range(1, longest + 1))
    own, beside = evaluate_beside(
        recommendations,
        truth,
        train,
        items,
        Options(lengths, given.eligible, keep_seen=given.keep_seen, bootstrap=0),
    )
    hits = _hits(own, lengths)
    adds = hits.mean(axis=0)
    low, high = intervals(hits, given.bootstrap or 1000, given.seed)
    smooth = _falling(adds)
    ends = _ends(hits, worth, given.seed)
    popular = None if beside is None else _hits(beside, lengths).mean(axis=0)
    found = [own.find("coverage", k) for k in lengths]
    rows = tuple(
        Slot(
            k,
            own.figure("precision", k).value,
            own.figure("recall", k).value,
            None if cover is None else cover.value,
            float(adds[at]),
            float(low[at]),
            float(high[at]),
            float(smooth[at]),
            None if popular is None else float(popular[at]),
        )
        for at, (k, cover) in enumerate(zip(lengths, found, strict=True))
    )
    few, many = np.quantile(ends, [0.025, 0.975])
    return HowMany(
        rows,
        worth,
        int((smooth >= worth).sum()),
        int(np.floor(few)),
        int(np.ceil(many)),
        own.n_users,
        own.period,
        own.n_choices / own.n_users,
    )


def _hits(evaluation: Evaluation, lengths: Sequence[int]) -> Values:
    """Return users × slots: whether the item of the slot was chosen."""
    names = evaluation.per_user.names
    sums = np.column_stack(
        [evaluation.per_user.values[:, names.index(f"precision@{k}")] * k for k in lengths]
    )
    return np.round(np.diff(sums, axis=1, prepend=0.0))


def _falling(adds: Values) -> Values:
    fitted = isotonic_regression(adds, increasing=False).x
    return np.asarray(fitted, dtype=np.float64)


def _ends(hits: Values, worth: float, seed: int) -> Values:
    """Return where the curve falls below the worth, for users drawn anew."""
    users = np.arange(len(hits), dtype=np.uint64) + np.uint64(seed)
    sums = np.zeros((_DRAWS, hits.shape[1]))
    total = np.zeros(_DRAWS)
    for start in range(0, len(hits), 4096):
        weights = poisson_weights(users[start : start + 4096], _DRAWS).astype(np.float64)
        sums += weights.T @ hits[start : start + 4096]
        total += weights.sum(axis=0)
    drawn = sums / np.maximum(total, 1.0)[:, None]
    return np.array([(_falling(row) >= worth).sum() for row in drawn], dtype=np.float64)

"""Whether a segment of the users would be served better by a model of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import plural
from openkitchen.evaluate import Evaluation, PerUser, compare, evaluate_lists
from openkitchen.evaluate.labels import Labels
from openkitchen.evaluate.segments import Segments
from openkitchen.models import Model, Progress
from openkitchen.schema import Tables
from openkitchen.schema.columns import USER

__all__ = ["OwnModel", "OwnModels", "own_models"]

Fit = Callable[[Tables], Model]
Verdict = Literal["better", "worse", "no difference shown"]

_FEWEST_EVENTS = 100


@dataclass(frozen=True, slots=True)
class OwnModel:
    """A model fitted on one segment alone, beside the model of all, for the same users.

    Parameters
    ----------
    attribute, value
        The segment.
    n_users, n_events
        Its users with truth, and the training events of all its users.
    own, shared
        The metric's mean with the model of its own, and with that of all.
    difference, low, high
        Own less shared, user by user, with a 95% interval (widened for the number of
        segments that were tried, after Bonferroni).
    verdict
        Whether a model of its own serves the segment better.
    """

    attribute: str
    value: str
    n_users: int
    n_events: int
    own: float
    shared: float
    difference: float
    low: float
    high: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class OwnModels:
    """All segments that were tried.

    Parameters
    ----------
    rows
        The segments.
    metric, k
        What was measured.
    """

    rows: tuple[OwnModel, ...]
    metric: str
    k: int

    def sentences(self) -> list[str]:
        """Say the answer in words."""
        if not self.rows:
            return ["No segment is large enough for a model of its own to be tried."]
        said = [
            f"A model of its own would serve {row.attribute} = {row.value} {row.verdict}: "
            f"{self.metric}@{self.k} {row.own:.3f} against {row.shared:.3f} with the model of "
            f"all, for the same {plural(row.n_users, 'person', 'people')} ({row.low:+.3f} "
            f"to {row.high:+.3f})."
            for row in self.rows
            if row.verdict != "no difference shown"
        ]
        level = [row for row in self.rows if row.verdict == "no difference shown"]
        if level:
            said.append(
                f"For {len(level):,} of {len(self.rows):,} segments that were tried, a model of "
                "their own shows no difference."
            )
        return said

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {"sentences": self.sentences(), **asdict(self)}


def own_models(
    segments: Segments,
    labels: Labels,
    shared: Evaluation,
    tables: Tables,
    truth: pa.Table,
    fit: Fit,
    *,
    most: int = 8,
    progress: Progress | None = None,
) -> OwnModels:
    """Fit a model on each segment alone, and compare it for the same users.

    The largest segments are tried, at most ``most``, those with a verdict first; each needs
    as many users with truth as `segments` asked for, and 100 training events.

    Parameters
    ----------
    segments
        The segments, with the metric.
    labels
        Who belongs where.
    shared
        The evaluation of the model of all.
    tables
        What that model learned from.
    truth
        What users chose later.
    fit
        Fits a model, with the settings that are to be tried.
    most
        How many segments to try.
    progress
        Told of each fit.
    """
    chosen = sorted(
        (row for row in segments.rows if row.verdict != "too few"),
        key=lambda row: (row.verdict == "level", -row.n_users),
    )[:most]
    wanted = {(row.attribute, row.value) for row in chosen}
    members = {(a, v): ids for a, v, ids in labels.each() if (a, v) in wanted}
    rows = []
    for done, row in enumerate(chosen):
        if progress:
            progress("models of their own", done, len(chosen))
        ids = members[row.attribute, row.value]
        found = _tried(segments, row.attribute, row.value, ids, shared, tables, truth, fit,
                       len(chosen))  # fmt: skip
        if found is not None:
            rows.append(found)
    if progress:
        progress("models of their own", len(chosen), len(chosen))
    return OwnModels(tuple(rows), segments.metric, segments.k)


def _tried(
    segments: Segments,
    attribute: str,
    value: str,
    ids: pa.Array,
    shared: Evaluation,
    tables: Tables,
    truth: pa.Table,
    fit: Fit,
    n_tried: int,
) -> OwnModel | None:
    events = _of(tables.interactions, ids)
    if events.num_rows < _FEWEST_EVENTS:
        return None
    model = fit(tables.with_interactions(events))
    theirs = _of(truth, ids)
    users = sorted(set(theirs[USER].cast(pa.string()).to_pylist()))
    lists = model.recommend(users, segments.k).table
    own = evaluate_lists(lists, theirs, segments.k, events, bootstrap=0)
    level = 1.0 - 0.05 / max(n_tried, 1)
    gap = compare(own, _narrowed(shared, own), level=level).difference(segments.metric, segments.k)
    if gap is None:
        return None
    verdict: Verdict = "no difference shown"
    if gap.clear:
        verdict = "better" if gap.value > 0 else "worse"
    return OwnModel(attribute, value, gap.n_users, events.num_rows, gap.first, gap.second,
                    gap.value, gap.low, gap.high, verdict)  # fmt: skip


def _of(table: pa.Table, ids: pa.Array) -> pa.Table:
    return table.filter(pc.is_in(table[USER].cast(pa.string()), value_set=ids))


def _narrowed(shared: Evaluation, own: Evaluation) -> Evaluation:
    """Keep the columns that both have, so that comparing is cheap."""
    names: Sequence[str] = [n for n in shared.per_user.names if n in own.per_user.names]
    at = [shared.per_user.names.index(name) for name in names]
    values = shared.per_user.values[:, at]
    return replace(shared, per_user=PerUser(shared.per_user.users, tuple(names), values))

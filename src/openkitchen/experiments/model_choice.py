"""Which model? All of them on the same split, for the same people, with what each costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa

from openkitchen.errors import SettingsError
from openkitchen.evaluate import Evaluation, Figure, Options, Period, evaluate_beside
from openkitchen.experiments.contenders import Contender
from openkitchen.experiments.cost import measured
from openkitchen.experiments.explained import Explained, explained_by
from openkitchen.experiments.model_verdict import verdict_sentences
from openkitchen.experiments.pairs import Pair, compare_pairs
from openkitchen.models import Model, Progress, Rules
from openkitchen.schema import Tables, Tabular
from openkitchen.schema.columns import USER

__all__ = ["Compared", "ModelChoice", "compare_models"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One model: how good its lists are, what it explains, and what it costs.

    Parameters
    ----------
    name
        What the table calls it.
    figures
        Its figures at the list length, each with its interval.
    explained
        How much of its scores it explains.
    search_seconds
        Choosing its settings; ``None`` where they were given, or there are none.
    fit_seconds, fit_mb
        One fit with these settings: wall time, and memory at its peak.
    users_per_second
        How many users a second get a list.
    settings
        The settings in words.
    """

    name: str
    figures: tuple[Figure, ...]
    explained: Explained
    search_seconds: float | None
    fit_seconds: float
    fit_mb: float | None
    users_per_second: float
    settings: str

    def value(self, metric: str) -> float | None:
        """Return a figure's value; ``None`` where it was not computed."""
        row = self.find(metric)
        return None if row is None else row.value

    def find(self, metric: str) -> Figure | None:
        """Return a figure; ``None`` where it was not computed."""
        return next((row for row in self.figures if row.metric == metric), None)


@dataclass(frozen=True, slots=True)
class ModelChoice(Tabular):
    """The answer to "which model?".

    Parameters
    ----------
    rows
        The models, the best in the metric first.
    pairs
        Each model against each other one.
    metric, k, margin
        What was compared, and what difference does not matter.
    n_users, n_train, period
        Users with new choices, events learned from, and the time of the truth.
    rules
        The rules that all lists obey, in words.
    """

    rows: tuple[Compared, ...]
    pairs: tuple[Pair, ...]
    metric: str
    k: int
    margin: float
    n_users: int
    n_train: int
    period: Period | None
    rules: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        """Say the answer in words; the first sentence is the verdict."""
        return verdict_sentences(self)

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        shown = asdict(self)
        shown["period"] = None if self.period is None else str(self.period)
        sentences = self.sentences()
        return {"question": "which model?", "answer": sentences[0], "sentences": sentences, **shown}

    def to_table(self) -> pa.Table:
        """Return one row per model."""
        rows = [
            {
                "model": row.name,
                **{figure.name: figure.value for figure in row.figures},
                "explained": row.explained.share,
                "search_seconds": row.search_seconds,
                "fit_seconds": row.fit_seconds,
                "fit_mb": row.fit_mb,
                "users_per_second": row.users_per_second,
                "settings": row.settings,
            }
            for row in self.rows
        ]
        names = dict.fromkeys(name for row in rows for name in row)
        return pa.table({name: [row.get(name) for row in rows] for name in names})


def compare_models(
    contenders: Sequence[Contender],
    tables: Tables,
    truth: pa.Table,
    *,
    k: int = 10,
    metric: str = "ndcg",
    margin: float = 0.01,
    rules: Rules | None = None,
    progress: Progress | None = None,
) -> ModelChoice:
    """Choose settings, fit, recommend and judge each model alike.

    Settings are chosen on the training data alone; then each model is fitted once more on
    all of them, and that fit is what its seconds and memory are told of.

    Parameters
    ----------
    contenders
        Who takes part; two at least.
    tables
        What they learn from.
    truth
        What users chose later; those who chose something new are who is asked about.
    k, metric
        Length of the lists, and the figure that decides.
    margin
        A difference no larger than this does not matter.
    rules
        What all lists obey; models that know no rules take part without.
    progress
        Told of each model.

    Raises
    ------
    SettingsError
        When there are less than two, or two of one name; or the margin is below zero.
    UnknownName
        When there is no such metric.
    """
    _check(contenders, margin)
    users = sorted(set(truth[USER].cast(pa.string()).to_pylist()))
    rows: dict[str, Compared] = {}
    evaluations: dict[str, Evaluation] = {}
    for done, one in enumerate(contenders):
        if progress:
            progress("models", done, len(contenders))
        rows[one.name], evaluations[one.name] = _compared(
            one, tables, truth, users, k, rules, progress
        )
        evaluations[one.name].figure(metric, k)  # refuses an unknown metric after the first model
    if progress:
        progress("models", len(contenders), len(contenders))
    order = _order(evaluations, metric, k)
    first = evaluations[order[0]]
    return ModelChoice(
        tuple(rows[name] for name in order),
        compare_pairs({name: evaluations[name] for name in order}, metric, k, margin),
        metric,
        k,
        margin,
        first.n_users,
        tables.interactions.num_rows,
        first.period,
        () if rules is None else tuple(rules.sentences()),
    )


def _compared(
    one: Contender,
    tables: Tables,
    truth: pa.Table,
    users: list[str],
    k: int,
    rules: Rules | None,
    progress: Progress | None,
) -> tuple[Compared, Evaluation]:
    (make, settings), search = measured(lambda: one.choose(tables, progress))
    model, fit = measured(lambda: make().fit(tables))
    model = _ruled(model, rules)
    model.recommend(users[:1], k)  # what is made at the first question is no part of the pace
    lists, pace = measured(lambda: model.recommend(users, k).table)
    options = Options(k, eligible=len(model.items))
    told = evaluate_beside(lists, truth, tables.interactions, tables.items, options, baseline=False)
    found = Compared(
        one.name,
        told[0].rows,
        explained_by(model, users),
        search.seconds if one.searched else None,
        fit.seconds,
        fit.peak_mb,
        len(users) / max(pace.seconds, 1e-9),
        settings,
    )
    return found, told[0]


def _ruled(model: Model, rules: Rules | None) -> Model:
    with_rules: Any = getattr(model, "with_rules", None)
    return model if rules is None or with_rules is None else with_rules(rules)


def _order(evaluations: Mapping[str, Evaluation], metric: str, k: int) -> list[str]:
    return sorted(evaluations, key=lambda name: -evaluations[name].figure(metric, k).value)


def _check(contenders: Sequence[Contender], margin: float) -> None:
    names = [one.name for one in contenders]
    if len(names) < 2:
        raise SettingsError(
            f"{len(names)} model to compare", hint="Name two or more, as in --models ease,glass-box"
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SettingsError(
            f"two models are named {twice[0]!r}", hint="Give one of them another name."
        )
    if not margin >= 0:
        raise SettingsError(f"margin = {margin}", hint="Give zero or more, such as 0.01.")

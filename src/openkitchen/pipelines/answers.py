"""Questions about lists, asked of whatever was given: see `openkitchen experiment`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from openkitchen.errors import SettingsError
from openkitchen.evaluate import NORTHERN, CalendarTags, Evaluation, Options, evaluate_beside
from openkitchen.evaluate.how_many import HowMany, how_many
from openkitchen.evaluate.item_segments import item_segments
from openkitchen.evaluate.labels import Labels, device_labels, history_labels, user_labels
from openkitchen.evaluate.months import cover_months
from openkitchen.evaluate.out_of_season import flag_out_of_season
from openkitchen.evaluate.season_terms import season_terms
from openkitchen.evaluate.segments import Segment, Segments, segments_of
from openkitchen.evaluate.shown import Catalogue, catalogue_shown
from openkitchen.experiments.own_models import OwnModels, own_models
from openkitchen.experiments.replays import Replay, replay_months
from openkitchen.experiments.season import Season
from openkitchen.experiments.starting_cold import ColdStart, starting_cold
from openkitchen.models import GlassBox, Model, Popularity, Progress
from openkitchen.pipelines.material import Given, Material, open_material
from openkitchen.prepare import tables_of
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM, TIME, USER

__all__ = [
    "SegmentAnswer",
    "answer_catalogue",
    "answer_cold_start",
    "answer_how_many",
    "answer_season",
    "answer_segments",
    "read_calendar",
]

_KINDS_TOLD = 5


@dataclass(frozen=True)
class SegmentAnswer:
    """Groups of users, kinds of items, and models of their own.

    Parameters
    ----------
    users
        Groups of users beside the others.
    items
        Kinds of items: how many of their choices are found.
    own
        Whether a model of its own serves a group better; ``None`` when not asked for.
    """

    users: Segments
    items: tuple[Segment, ...]
    own: OwnModels | None

    def sentences(self) -> list[str]:
        """Say the answer in words."""
        said = self.users.sentences()
        told = [row for row in self.items if row.verdict in {"worse", "better"}]
        told.sort(key=lambda row: row.q or 0.0)  # the clearest first
        said += [
            f"Choices of items with {row.attribute} = {row.value} are found "
            f"{'less' if row.verdict == 'worse' else 'more'} often: {row.mean:.1%} against "
            f"{row.others:.1%} of the others (q = {row.q:.2g})."
            for row in told[:_KINDS_TOLD]
        ]
        if (more := len(told) - _KINDS_TOLD) > 0:
            kinds = "kind of items stands" if more == 1 else "kinds of items stand"
            said.append(f"{more:,} more {kinds} apart; see the table.")
        return said + ([] if self.own is None else self.own.sentences())

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return self.users.to_dict() | {
            "sentences": self.sentences(),
            "items": [asdict(row) for row in self.items],
            "own_models": None if self.own is None else self.own.to_dict(),
        }


def answer_how_many(
    given: Given, worth: float = 0.01, longest: int = 50, progress: Progress | None = None
) -> HowMany:
    """Say how many items a list should have; see `openkitchen.evaluate.how_many`."""
    material = open_material(given)
    truth = material.need_truth()
    lists = material.recommend(longest, progress)
    options = Options(eligible=material.eligible, keep_seen=material.keep_seen)
    return how_many(
        lists, truth, material.train, material.items, worth=worth, longest=longest, options=options
    )


def answer_segments(
    given: Given,
    k: int = 10,
    metric: str = "ndcg",
    by: Sequence[str] | None = None,
    least: int = 30,
    level: float = 0.05,
    *,
    own: bool = False,
    progress: Progress | None = None,
) -> SegmentAnswer:
    """Compare groups of users and kinds of items; see `openkitchen.evaluate.segments`.

    Parameters
    ----------
    given
        What was named.
    k, metric, least, level
        As in `openkitchen.evaluate.segments.segments_of`.
    by
        Attributes of users or items to take; all when ``None``.
    own
        Whether to fit a model for each of the largest groups.
    progress
        Told of long work.
    """
    material = open_material(given)
    truth = material.need_truth()
    lists = material.recommend(k, progress)
    evaluation, beside = _evaluate(material, lists, truth, k)
    mine, theirs = _split_names(material, by)
    labels = _labels(material, evaluation, mine, everything=by is None)
    users = segments_of(evaluation, labels, beside, metric=metric, k=k, least=least, level=level)
    kinds: tuple[Segment, ...] = ()
    if material.items is not None and (by is None or theirs):
        of_items = user_labels(material.items, theirs or None, id_column=ITEM)
        kinds = item_segments(
            lists,
            truth,
            of_items,
            material.train,
            k=k,
            least=least,
            level=level,
            keep_seen=material.keep_seen,
        )
    tried = None
    if own:
        model = material.need_model("models of their own")
        tables = _tables(material)
        tried = own_models(
            users, labels, evaluation, tables, truth, _fitter(model), progress=progress
        )
    return SegmentAnswer(users, kinds, tried)


def answer_season(
    given: Given,
    k: int = 10,
    calendar: Path | None = None,
    column: str | None = None,
    months: int = 6,
    at: int | None = None,
    progress: Progress | None = None,
) -> Season:
    """Say what the data tell of the season; see `openkitchen.experiments.season`.

    Parameters
    ----------
    given
        What was named.
    k
        Length of the lists.
    calendar
        A YAML file of words and months, instead of the northern calendar.
    column
        The only column of the items in which to look for such words.
    months
        How many months to replay; 0 for none.
    at
        The month whose lists are looked at, 1 to 12; that of the truth's beginning, or of
        the end of the data, when ``None``.
    progress
        Told of long work.
    """
    material = open_material(given)
    tables = _all_tables(material)
    times = tables.interactions[TIME]
    covered = cover_months(times)
    terms = season_terms(tables.interactions, tables.items, covered)
    replays: tuple[Replay, ...] = ()
    if months and tables.dated and material.model is not None:
        fit = _fitter(material.model)
        replays = replay_months(tables, fit, k=k, most=months, progress=progress)
    flagged = None
    tags = NORTHERN if calendar is None else read_calendar(calendar)
    month = at or _month(material)
    if tables.items is not None and month is not None:
        lists = material.recommend(k, progress)
        flagged = flag_out_of_season(lists, tables.items, month, tags, column)
    return Season(covered, terms, replays, flagged, "ndcg", k)


def answer_cold_start(given: Given, k: int = 10, progress: Progress | None = None) -> ColdStart:
    """Say what new users and new items get; see `openkitchen.experiments.starting_cold`."""
    material = open_material(given)
    model = material.need_model("new users")
    return starting_cold(model, material.need_train(), k, progress=progress)


def answer_catalogue(given: Given, k: int = 10, progress: Progress | None = None) -> Catalogue:
    """Say what is shown of the catalogue; see `openkitchen.evaluate.shown`."""
    material = open_material(given)
    truth = material.need_truth()
    lists = material.recommend(k, progress)
    evaluation, beside = _evaluate(material, lists, truth, k)
    return catalogue_shown(lists, material.train, material.items, evaluation, beside, k)


def read_calendar(path: Path) -> CalendarTags:
    """Read words and months, such as ``christmas: [11, 12]``.

    Raises
    ------
    SettingsError
        When the file is no such mapping.
    """
    try:
        told = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(
            f"{path} cannot be read as a calendar ({error})", hint="Write christmas: [11, 12]"
        ) from error
    if not isinstance(told, dict) or not told:
        raise SettingsError(f"{path} names no words", hint="Write christmas: [11, 12]")
    return CalendarTags.of(told)


def _evaluate(
    material: Material, lists: pa.Table, truth: pa.Table, k: int
) -> tuple[Evaluation, Evaluation | None]:
    eligible = material.eligible if material.lists is None else None
    options = Options(k, eligible, keep_seen=material.keep_seen)
    return evaluate_beside(lists, truth, material.train, material.items, options)


def _split_names(
    material: Material, by: Sequence[str] | None
) -> tuple[list[str] | None, list[str]]:
    """Tell attributes of items from those of users; ``items.x`` and ``users.x`` say which."""
    if by is None:
        return None, []
    ours = material.items.column_names if material.items is not None else []
    people = material.users.column_names if material.users is not None else []
    users: list[str] = []
    items: list[str] = []
    for name in by:
        table, _, rest = name.partition(".")
        if table in {"users", "items"} and rest:
            (users if table == "users" else items).append(rest)
        elif name in ours and name not in people:
            items.append(name)
        else:
            users.append(name)
    return users, items


def _labels(
    material: Material, evaluation: Evaluation, names: list[str] | None, *, everything: bool
) -> Labels:
    labels = device_labels(material.train, material.truth) if everything else device_labels()
    if names and material.users is None:
        raise SettingsError(
            f"nothing is known of users, so they cannot be grouped by {', '.join(names)}",
            hint="Give --users FILE (user_id and attributes).",
        )
    if material.users is not None and (names or everything):
        labels += user_labels(material.users, names)
    if material.train is not None and everything:
        labels += history_labels(evaluation.per_user.users, material.train)
    return labels


def _tables(material: Material) -> Tables:
    train = material.need_train()
    if TIME not in train.column_names:
        train = train.append_column(TIME, pa.nulls(train.num_rows, pa.timestamp("us")))
    return tables_of(train, material.users, material.items)


def _all_tables(material: Material) -> Tables:
    """Take training data and truth together: the season is in both."""
    tables = _tables(material)
    if material.truth is None or TIME not in material.truth.column_names:
        return tables
    names = [n for n in tables.interactions.column_names if n in material.truth.column_names]
    schema = tables.interactions.select(names).schema
    parts = [tables.interactions.select(names), material.truth.select(names).cast(schema)]
    rows = pa.concat_tables(parts).combine_chunks()
    return tables.with_interactions(rows.sort_by([(TIME, "ascending"), (USER, "ascending"),
                                                  (ITEM, "ascending")]))  # fmt: skip


def _month(material: Material) -> int | None:
    for table, choose in ((material.truth, pc.min), (material.train, pc.max)):
        if table is not None and TIME in table.column_names:
            moment = choose(table[TIME]).as_py()
            if moment is not None and hasattr(moment, "month"):
                return int(moment.month)
    return None


def _fitter(model: Any) -> Any:
    """Fit as a model was fitted: the same settings, the same rules, other data."""

    def fit(tables: Tables) -> Model:
        if not isinstance(model, GlassBox):
            return Popularity().fit(tables)
        return GlassBox(model.fitted.settings).fit(tables).with_rules(model.rules)

    return fit

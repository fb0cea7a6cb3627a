"""From an answer's figures to its page: which picture, which table."""

from __future__ import annotations

from collections.abc import Mapping

from openkitchen.errors import plural
from openkitchen.evaluate import Comparison, Evaluation
from openkitchen.evaluate.how_many import HowMany
from openkitchen.evaluate.segments import Segment, Segments
from openkitchen.evaluate.shown import Catalogue
from openkitchen.experiments.own_models import OwnModels
from openkitchen.experiments.season import Season
from openkitchen.experiments.starting_cold import ColdStart
from openkitchen.reporting.answer_page import AnswerPage, Bar, Dot, Section, Table, dots
from openkitchen.reporting.data_way import FunnelStep
from openkitchen.reporting.glossary import METRICS
from openkitchen.reporting.pictures import funnel_bar, share_bar
from openkitchen.reporting.who import Share
from openkitchen.reporting.wording import count, decimal, interval, percent

__all__ = [
    "catalogue_page",
    "cold_start_page",
    "evaluation_page",
    "how_many_page",
    "season_page",
    "segments_page",
]

_FEW, _BEYOND = 12, 4
"""How many slots are drawn at least, and past the last that is enough; the table has all."""

_PART_KINDS = ("anonymous", "shared", "linked", "anonymous")


def evaluation_page(
    own: Evaluation,
    beside: Mapping[str, Evaluation],
    comparison: Comparison | None,
    sentence: str,
    segments: Segments | None = None,
) -> AnswerPage:
    """Lay an evaluation out: each figure beside those of simple models.

    Parameters
    ----------
    own
        The evaluation.
    beside
        Of simple models, by their names in words, the strongest first.
    comparison
        Paired differences to the strongest.
    sentence
        The answer in a sentence.
    segments
        Groups of people.
    """
    sections = []
    strongest = next(iter(beside), "")
    for row in own:
        words = METRICS.get(row.metric)
        title = words.title if words else row.name
        meaning = f"{words.meaning(row.k)} " if words else "As Amazon Personalize defines it. "
        drawn = [Dot("These lists", row.name, row.value, row.low, row.high)]
        for name, one in beside.items():
            other = one.find(row.metric, row.k)
            if other is not None:
                drawn.append(Dot(name, "", other.value, other.low, other.high, ours=False))
        gap = None if comparison is None else comparison.difference(row.metric, row.k)
        if gap is not None:
            clear = "a clear difference" if gap.clear else "no clear difference"
            between = interval(gap.low, gap.high)
            meaning += (
                f"User by user against {strongest}: {decimal(gap.value)} ({between}), {clear}. "
            )
        sections.append(Section(title, f"{meaning}n = {count(row.n_users)}.", dots(drawn)))
    if segments is not None:
        sections.append(_segment_section(segments.rows, "Groups of people", segments))
    sentences = (sentence, *own.notes())
    return AnswerPage("How good are these lists?", _basis(own.n_users, own.period), sentences,
                      tuple(sections))  # fmt: skip


def how_many_page(answer: HowMany) -> AnswerPage:
    """Draw what each slot adds."""
    adds = Section(
        "What each slot adds",
        "Expected hits per person in this slot alone. The dot is what was seen, the line its "
        f"interval; slots up to {answer.enough} are in colour.",
        dots(
            [
                Dot(f"Slot {row.k}", "", row.adds, row.low, row.high, ours=row.k <= answer.enough)
                for row in answer.rows[: max(_FEW, answer.enough + _BEYOND)]
            ],
            4,
        ),
    )
    head = ("slots", "precision", "recall", "coverage", "adds", "adds, smoothed", "popularity adds")
    rows = tuple(
        (str(r.k), decimal(r.precision, 4), decimal(r.recall, 4), percent(r.coverage),
         decimal(r.adds, 4), decimal(r.smooth, 4), decimal(r.popularity, 4))
        for r in answer.rows
    )  # fmt: skip
    every = Section("All lengths", "Lists of one to fifty.", table=Table(head, rows))
    basis = _basis(answer.n_users, answer.period)
    return AnswerPage("How many should we show?", basis, tuple(answer.sentences()), (adds, every))


def segments_page(
    users: Segments, items: tuple[Segment, ...], own: OwnModels | None, sentences: list[str]
) -> AnswerPage:
    """Draw each group beside the others."""
    sections = [_segment_section(users.rows, "Groups of people", users)]
    if items:
        title = "Kinds of items"
        sections.append(_segment_section(items, title, None))
    if own is not None and own.rows:
        drawn = [
            Dot(f"{row.attribute} = {row.value}", f"{row.verdict}; n = {count(row.n_users)}",
                row.difference, row.low, row.high, ours=row.verdict != "no difference shown")
            for row in own.rows
        ]  # fmt: skip
        meaning = "The figure with a model of its own less that with the model of all, same people."
        sections.append(Section("Models of their own", meaning, dots(drawn)))
    title = "Does it work for every group of people?"
    return AnswerPage(title, _basis(users.n_users, users.period), tuple(sentences),
                      tuple(sections))  # fmt: skip


def season_page(answer: Season) -> AnswerPage:
    """Draw the months, what goes with them, and the replays."""
    most = max((month.events for month in answer.months), default=1) or 1
    months = []
    for month in answer.months:
        step = FunnelStep(month.name, "", month.events, 0, month.events / most)
        years = ", ".join(map(str, month.years))
        months.append(Bar(month.name, month.status, funnel_bar(step), count(month.events), years))
    sections = [Section("Months in the data", "Events in each calendar month.", tuple(months))]
    seasonal = [term for term in answer.terms if term.seasonal][:30]
    if seasonal:
        drawn = [
            Dot(f"{t.attribute} = {t.value}", f"highest in {t.month}, lowest in {t.lowest_month}",
                t.ratio, t.low, t.high)
            for t in seasonal
        ]  # fmt: skip
        meaning = "How many times its usual share each kind of item has in the month of its height."
        sections.append(Section("What goes with the season", meaning, dots(drawn, 2)))
    replayed = [row for row in answer.replays if row.value is not None]
    if answer.replays:
        drawn = [
            Dot(f"{row.month} {row.year}", f"n = {count(row.n_users)}; popularity "
                f"{decimal(row.popularity)}", row.value or 0.0, row.low, row.high)
            for row in replayed
        ]  # fmt: skip
        left = "; ".join(f"{row.month}: {row.state}" for row in answer.replays if row.value is None)
        meaning = (
            f"{answer.metric}@{answer.k} of a model that learned from all before the month. {left}"
        )
        sections.append(Section("A replay per month", meaning, dots(drawn) if drawn else ()))
    if answer.flagged is not None and answer.flagged.items:
        rows = tuple((f.item_id, ", ".join(f.words), count(f.lists)) for f in answer.flagged.items)
        table = Table(("item", "season", "lists"), rows)
        sections.append(Section("Out of season", answer.flagged.sentence(), table=table))
    sentences = tuple(answer.sentences())
    return AnswerPage("What does the season do?", "", sentences, tuple(sections))


def cold_start_page(answer: ColdStart) -> AnswerPage:
    """Draw what scores are made of, and what newcomers get."""
    bars = []
    for row in answer.rows:
        left, shares = 0.0, []
        for name, kind in zip(("popularity", "attributes", "history", "other"), _PART_KINDS,
                              strict=True):  # fmt: skip
            share = getattr(row, name)
            shares.append(Share(name, "", kind, 0, share, left))
            left += share
        words = (
            f"popularity {percent(row.popularity)}, attributes {percent(row.attributes)}, "
            f"history {percent(row.history)}, other {percent(row.other)}"
        )
        bars.append(
            Bar(plural(row.events, "event"), words, share_bar(shares), percent(row.history))
        )
    sections = [
        Section(
            "What a score is made of",
            "By the number of events known: the same for everyone, what is known of the person, "
            "and history (in this order). The number is history's share.",
            tuple(bars),
        ),
        Section(
            "The list of someone new",
            "What everybody gets of whom nothing is known.",
            table=Table(
                ("place", "item", "score", "taken before"),
                tuple((str(r.rank), r.item_id, decimal(r.score, 4), count(r.taken))
                      for r in answer.new_user),
            ),
        ),
        Section(
            "New items",
            "Items by how often they were taken in training.",
            tuple(
                Bar(
                    row.taken,
                    f"{count(row.n_shown)} of {count(row.n_items)} items shown",
                    funnel_bar(FunnelStep(row.taken, "", row.n_items, 0, row.of_slots)),
                    percent(row.of_slots),
                    f"{percent(row.of_catalogue)} of the items",
                )
                for row in answer.new_items
            ),
        ),
    ]  # fmt: skip
    title = "What happens to a new user, or a new item?"
    return AnswerPage(title, f"{plural(answer.n_lists, 'list')} of {answer.k}.",
                      tuple(answer.sentences()), tuple(sections))  # fmt: skip


def catalogue_page(answer: Catalogue) -> AnswerPage:
    """Draw coverage, and each kind of item's share of the slots."""
    sections = []
    for row in answer.figures:
        words = METRICS[row.metric]
        drawn = [Dot("These lists", "", row.value, row.low, row.high)]
        drawn += [
            Dot("Popularity", "", other.value, other.low, other.high, ours=False)
            for other in answer.beside
            if other.metric == row.metric
        ]
        meaning = f"{words.meaning(row.k)} n = {count(row.n_users)}."
        sections.append(Section(words.title, meaning, dots(drawn)))
    kinds = tuple(
        Bar(
            f"{kind.attribute}: {kind.value}",
            f"{count(kind.n_shown)} of {count(kind.n_items)} items shown",
            funnel_bar(FunnelStep(kind.value, "", kind.n_items, 0, kind.of_slots)),
            percent(kind.of_slots),
            f"{percent(kind.of_catalogue)} of the items",
        )
        for kind in answer.kinds[:60]
    )
    sections.append(Section("Kinds of items", "Share of all slots.", kinds))
    head = ("item", "lists", "share of lists")
    rows = tuple((item.item_id, count(item.lists), percent(item.share)) for item in answer.top)
    sections.append(Section("Shown most", "The items in most lists.", table=Table(head, rows)))
    title = "What is shown of the catalogue?"
    return AnswerPage(title, _basis(answer.n_lists, answer.period), tuple(answer.sentences()),
                      tuple(sections))  # fmt: skip


def _segment_section(rows: tuple[Segment, ...], title: str, of: Segments | None) -> Section:
    name = "Share of their choices found" if of is None else f"{of.metric}@{of.k}"
    drawn = [
        Dot(
            f"{row.attribute} = {row.value}",
            f"{row.verdict}; n = {count(row.n_users)}"
            + ("" if row.popularity is None else f"; popularity {decimal(row.popularity)}"),
            row.mean,
            row.low,
            row.high,
            ours=row.verdict in {"worse", "better"},
        )
        for row in rows
    ]
    meaning = f"{name}, with its interval; groups that differ from the others are in colour."
    return Section(title, meaning, dots(drawn) if drawn else ())


def _basis(n_users: int, period: object) -> str:
    return f"{plural(n_users, 'person', 'people')}{f', {period}' if period else ''}."

"""Judge one part of the users: their lists, and those of the most popular items beside."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.evaluate.accuracy import ACCURACY, graded_ndcg
from openkitchen.evaluate.amazon import AMAZON, amazon_values
from openkitchen.evaluate.catalogue import novelty
from openkitchen.evaluate.choices import Choices, gather_choices
from openkitchen.evaluate.coding import Coded, Pairs, code_pairs, distinct
from openkitchen.evaluate.diversity import Bits, intra_list_diversity
from openkitchen.evaluate.exposure import Exposure, expose
from openkitchen.evaluate.figures import PerUser
from openkitchen.evaluate.item_facts import ItemFacts
from openkitchen.evaluate.list_values import freshness, list_popularity, season_fit
from openkitchen.evaluate.popular import popular_lists
from openkitchen.evaluate.ranks import list_up

__all__ = ["HAD", "SHOWN", "Asked", "Judged", "Part", "Traits", "judge_part"]

Codes = npt.NDArray[np.int64]
Lists = npt.NDArray[np.integer]
Flags = npt.NDArray[np.bool_]
Values = npt.NDArray[np.float64]

SHOWN, HAD = "shown_popularity", "had_popularity"
"""Columns from which the popularity lift is made once all parts are there."""


@dataclass(frozen=True)
class Part:
    """The tables of some users; each user stands in one part alone."""

    recommendations: pa.Table
    truth: pa.Table
    train: pa.Table | None = None


@dataclass(frozen=True)
class Traits:
    """What list figures need to know of items, in the order of `ItemFacts`; ``None``: unknown.

    Parameters
    ----------
    new
        First seen in the last days of training.
    out_of_season
        By the items' calendar tags, in the month in which the truth begins.
    bits
        The items' attribute values; see `attribute_bits`.
    """

    new: Flags | None = None
    out_of_season: Flags | None = None
    bits: Bits | None = None


@dataclass(frozen=True)
class Asked:
    """What is to be computed.

    Parameters
    ----------
    lengths
        List lengths, ascending.
    keep_seen
        Whether a choice counts that the user had made in training.
    amazon
        Whether to add Amazon's metrics.
    beside
        Whether to judge the most popular items beside.
    draws
        Bootstrap draws for the catalogue's figures.
    count
        Whether there are catalogue's figures: it is known how many items are eligible.
    """

    lengths: tuple[int, ...]
    keep_seen: bool = False
    amazon: bool = False
    beside: bool = False
    draws: int = 0
    count: bool = True

    @property
    def longest(self) -> int:
        """Positions that any figure looks at."""
        return max(*self.lengths, *((25,) if self.amazon else (1,)))


@dataclass(frozen=True)
class Judged:
    """Values of one set of lists for the users of one part with truth.

    Parameters
    ----------
    values
        One column per ``metric@k``.
    exposures
        How often each item is shown, by list length.
    n_without_list, n_without_truth
        Users with truth and no list, and the reverse.
    n_repeated, n_tied
        As in `Listed`.
    n_choices
        New choices.
    strange
        Ids of listed items that neither training data nor catalogue name.
    """

    values: PerUser
    exposures: dict[int, Exposure] = field(default_factory=dict)
    n_without_list: int = 0
    n_without_truth: int = 0
    n_repeated: int = 0
    n_tied: int = 0
    n_choices: int = 0
    strange: frozenset[str] = frozenset()


def judge_part(
    part: Part, facts: ItemFacts | None, traits: Traits, asked: Asked
) -> tuple[Judged, Judged | None, int, bool]:
    """Judge the lists of a part.

    Returns
    -------
    The lists' values; those of the most popular items, if asked for; how many choices were
    taken out as seen; and whether the truth is graded.
    """
    tables = [part.recommendations, part.truth, *([] if part.train is None else [part.train])]
    coded = code_pairs(*tables)
    had = None if part.train is None else distinct(coded.tables[2], len(coded.items))
    choices = gather_choices(coded, part.truth, coded.tables[1], None if asked.keep_seen else had)
    about = _About(coded, facts, traits, had, choices, asked)
    listed = list_up(coded.tables[0], part.recommendations, coded, about.users_had)
    lists = listed.items[:, : asked.longest]
    there = _any(lists)
    own = Judged(
        values=_values(about, lists[choices.people], there[choices.people]),
        exposures=expose(lists, coded, asked.lengths, asked.draws) if asked.count else {},
        n_without_list=int((~there[choices.people]).sum()),
        n_without_truth=int(there.sum() - there[choices.people].sum()),
        n_repeated=listed.n_repeated,
        n_tied=listed.n_tied,
        n_choices=len(choices.keys),
        strange=_strange(about, listed.items),
    )
    beside = _beside(about, facts) if asked.beside and facts is not None else None
    return own, beside, choices.n_seen, choices.grades is not None


def _any(lists: Lists) -> Flags:
    return np.asarray((lists >= 0).any(axis=1), dtype=np.bool_)


def _strange(about: _About, lists: Lists) -> frozenset[str]:
    if about.facts is None or (about.place >= 0).all():
        return frozenset()
    listed = np.unique(lists[lists >= 0])
    return frozenset(about.coded.items.take(pa.array(listed[about.place[listed] < 0])).to_pylist())


class _About:
    """What the values of a part are made from, by the part's own codes."""

    def __init__(
        self,
        coded: Coded,
        facts: ItemFacts | None,
        traits: Traits,
        had: Codes | None,
        choices: Choices,
        asked: Asked,
    ) -> None:
        self.coded, self.facts, self.traits, self.had = coded, facts, traits, had
        self.choices, self.asked = choices, asked
        n = len(coded.items)
        place = np.full(n, -1) if facts is None else facts.of(coded.items)
        self.place = place
        self.users_had = np.zeros(n, dtype=np.int64)
        if facts is not None and len(facts.users):
            self.users_had = np.where(place >= 0, facts.users[place], 0)

    def trait(self, values: npt.NDArray[np.generic], missing: object) -> npt.NDArray[np.generic]:
        """Return a trait by the part's codes."""
        found = np.full((len(self.place), *values.shape[1:]), missing, dtype=values.dtype)
        known = self.place >= 0
        found[known] = values[self.place[known]]
        return found


def _values(about: _About, lists: Lists, there: Flags) -> PerUser:
    """Compute all columns for the people of the truth."""
    choices, asked = about.choices, about.asked
    hits, relevant = choices.hits(lists), choices.relevant
    gains = None if choices.grades is None else choices.gains(lists, hits, asked.longest)
    columns: dict[str, Values] = {}
    for k in asked.lengths:
        for name, metric in ACCURACY.items():
            columns[f"{name}@{k}"] = metric(hits, relevant, k)
        if gains is not None:
            columns[f"ndcg@{k}"] = graded_ndcg(*gains, k)
    columns |= _list_columns(about, lists)
    if asked.amazon:
        amazon = amazon_values(hits, relevant, there)
        names = (f"{name}@{k}" for name, (_, k) in AMAZON.items())
        columns |= dict(zip(names, amazon.T, strict=True))
    ids = about.coded.users.take(pa.array(choices.people))
    return PerUser(ids, tuple(columns), np.column_stack(list(columns.values())))


def _list_columns(about: _About, lists: Lists) -> dict[str, Values]:
    columns: dict[str, Values] = {}
    facts, traits = about.facts, about.traits
    if about.had is not None and facts is not None:
        n_users = max(facts.n_users, 1)
        share = about.users_had / n_users
        information = -np.log2(np.maximum(about.users_had, 1) / n_users)
        columns[f"{HAD}@0"] = _history_popularity(about, about.had, share)
        for k in about.asked.lengths:
            columns[f"novelty@{k}"] = novelty(information[lists], lists >= 0, k)
            columns[f"{SHOWN}@{k}"] = list_popularity(lists, share, k)
    for k in about.asked.lengths:
        if traits.new is not None:
            new = about.trait(traits.new, True).astype(np.bool_)
            columns[f"freshness@{k}"] = freshness(lists, new, k)
        if traits.bits is not None:
            bits = about.trait(traits.bits, 0).astype(np.uint64)
            columns[f"diversity@{k}"] = intra_list_diversity(lists, bits, k)
        if traits.out_of_season is not None:
            out = about.trait(traits.out_of_season, False).astype(np.bool_)
            columns[f"season_fit@{k}"] = season_fit(lists, out, k)
    return columns


def _history_popularity(about: _About, had: Codes, share: Values) -> Values:
    """Return the mean popularity of what each of the people had; NaN for cold users."""
    n_items, n_users = max(len(about.coded.items), 1), len(about.coded.users)
    user, item = had // n_items, had % n_items
    count = np.bincount(user, minlength=n_users)
    total = np.bincount(user, share[item], minlength=n_users)
    mean = np.full(n_users, np.nan)
    np.divide(total, count, out=mean, where=count > 0)
    people: Values = mean[about.choices.people]
    return people


def _beside(about: _About, facts: ItemFacts) -> Judged:
    """Judge the most popular items, without what each user had."""
    people = about.choices.people
    had = Pairs(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    if about.had is not None and not about.asked.keep_seen:
        n_items = max(len(about.coded.items), 1)
        had = Pairs(about.had // n_items, about.place[about.had % n_items])
    lists = popular_lists(people, had, int((facts.events > 0).sum()), about.asked.longest)
    known = len(about.coded.items)
    local = np.arange(known, known + len(facts.ids))  # items that this part does not name
    local[about.place[about.place >= 0]] = np.flatnonzero(about.place >= 0)
    ids = pa.concat_arrays([about.coded.items, facts.ids])
    coded = Coded(about.coded.users, ids, about.coded.tables)
    keys = about.choices.keys // max(known, 1) * len(ids) + about.choices.keys % max(known, 1)
    wider = Choices(people, keys, about.choices.grades, len(ids), about.choices.n_seen)
    own_had = about.had
    if own_had is not None:
        own_had = own_had // max(known, 1) * len(ids) + own_had % max(known, 1)
    popular = _About(coded, facts, about.traits, own_had, wider, about.asked)
    rows = np.where(lists >= 0, local[lists], -1)
    there = _any(rows)
    return Judged(
        values=_values(popular, rows, there),
        exposures=expose(rows, coded, about.asked.lengths, about.asked.draws, people),
        n_without_list=int((~there).sum()),
        n_choices=len(about.choices.keys),
    )

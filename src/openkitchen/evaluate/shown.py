"""What lists do to the catalogue: what is shown, what never is, and which kinds of items."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.errors import plural
from openkitchen.evaluate.coding import code_pairs
from openkitchen.evaluate.figures import Evaluation, Figure, Period
from openkitchen.evaluate.item_facts import learn_items
from openkitchen.evaluate.labels import user_labels
from openkitchen.evaluate.ranks import check_lists, list_up
from openkitchen.schema import Tabular
from openkitchen.schema.columns import ITEM

__all__ = ["Catalogue", "ShownItem", "ShownKind", "catalogue_shown"]

_MOST = 20
_SIZES = ((0, "never"), (1, "1 to 4 times"), (5, "5 to 19 times"), (20, "20 times or more"))
TAKEN = "taken in training"


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item, and in which share of the lists it stands."""

    item_id: str
    lists: int
    share: float


@dataclass(frozen=True, slots=True)
class ShownKind:
    """A kind of item: its share of the catalogue, and of the slots.

    Parameters
    ----------
    attribute, value
        The kind; ``taken in training`` groups items by their number of events there.
    n_items
        Eligible items of the kind.
    n_shown
        Those of them that anyone is shown.
    of_catalogue, of_slots
        The kind's shares.
    ratio
        Share of slots over share of catalogue.
    """

    attribute: str
    value: str
    n_items: int
    n_shown: int
    of_catalogue: float
    of_slots: float
    ratio: float


@dataclass(frozen=True, slots=True)
class Catalogue(Tabular):
    """What is shown of a catalogue.

    Parameters
    ----------
    k
        Length of the lists.
    figures, beside
        Coverage, effective coverage and Gini, and the same of the most popular items.
    n_eligible, n_shown, n_lists
        Items that could be shown, items that are, and lists.
    top
        The items shown most.
    half
        How many items fill half of all slots.
    kinds
        Kinds of items.
    never
        Some of the items never shown, the most often taken in training first.
    period
        Of the truth.
    """

    k: int
    figures: tuple[Figure, ...]
    beside: tuple[Figure, ...]
    n_eligible: int
    n_shown: int
    n_lists: int
    top: tuple[ShownItem, ...]
    half: int
    kinds: tuple[ShownKind, ...]
    never: tuple[str, ...]
    period: Period | None

    def sentences(self) -> list[str]:
        """Say the answer in words."""
        said = [
            f"{self.n_shown:,} of {self.n_eligible:,} items ({self.n_shown / self.n_eligible:.1%}) "
            f"are shown to anyone in {plural(self.n_lists, 'list')} of {self.k}; "
            f"{self.half:,} of them "
            "fill half of all slots."
        ]
        if self.top:
            first = self.top[0]
            said.append(f"{first.item_id} is shown most: in {first.share:.1%} of the lists.")
        new = [kind for kind in self.kinds if kind.attribute == TAKEN and kind.value == "never"]
        said += [
            f"{plural(kind.n_items, 'item was', 'items were')} never taken in training "
            f"({kind.of_catalogue:.1%} of the "
            f"catalogue): they get {kind.of_slots:.1%} of the slots, {kind.n_shown:,} of them are "
            "shown at all."
            for kind in new
        ]
        return said

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        shown = asdict(self)
        shown["period"] = None if self.period is None else str(self.period)
        return {
            "question": "what is shown of the catalogue?",
            "sentences": self.sentences(),
            **shown,
        }

    def to_table(self) -> pa.Table:
        """Return one row per kind of item."""
        return pa.Table.from_pylist([asdict(kind) for kind in self.kinds])


def catalogue_shown(
    recommendations: pa.Table,
    train: pa.Table | None,
    items: pa.Table | None,
    evaluation: Evaluation,
    beside: Evaluation | None = None,
    k: int = 10,
) -> Catalogue:
    """Count what is shown, to whom, and of which kind it is.

    Parameters
    ----------
    recommendations
        Any lists.
    train, items
        The eligible items: those of the training data, the catalogue and the lists.
    evaluation, beside
        Of these lists, and of the baseline, at ``k``: they give the figures.
    k
        Length of the lists.
    """
    check_lists(recommendations)
    coded = code_pairs(recommendations)
    nobody = np.zeros(len(coded.items), dtype=np.int64)
    lists = list_up(coded.tables[0], recommendations, coded, nobody).items[:, :k]
    facts = learn_items([] if train is None else [train], items)
    place = facts.of(coded.items)
    strange = coded.items.filter(pa.array(place < 0))
    ids = pa.concat_arrays([facts.ids, strange])
    place[place < 0] = np.arange(len(facts.ids), len(ids))
    shown = np.bincount(place[lists[lists >= 0]], minlength=len(ids))
    events = np.append(facts.events, np.zeros(len(strange), dtype=np.int64))
    n_lists = int((lists >= 0).any(axis=1).sum())
    order = np.argsort(-shown, kind="stable")
    half = np.searchsorted(np.cumsum(shown[order]), shown.sum() / 2) + 1
    names = ids.to_pylist()
    wanted = ("coverage", "effective_coverage", "gini", "precision")
    return Catalogue(
        k,
        tuple(row for row in evaluation if row.metric in wanted and row.k == k),
        tuple(row for row in beside or () if row.metric in wanted and row.k == k),
        evaluation.eligible or len(ids),
        int((shown > 0).sum()),
        n_lists,
        tuple(
            ShownItem(names[n], int(shown[n]), float(shown[n]) / max(n_lists, 1))
            for n in order[:_MOST]
            if shown[n]
        ),
        int(half),
        _kinds(names, shown, events, items, known=train is not None),
        tuple(names[n] for n in np.flatnonzero(shown == 0)[:_MOST]),
        evaluation.period,
    )


def _kinds(
    names: list[str],
    shown: npt.NDArray[np.int64],
    events: npt.NDArray[np.int64],
    items: pa.Table | None,
    *,
    known: bool,
) -> tuple[ShownKind, ...]:
    kinds = []
    if known:
        sizes = [least for least, _ in _SIZES]
        size = np.searchsorted(sizes, events, side="right") - 1
        for n, (_, word) in enumerate(_SIZES):
            if (size == n).any():
                kinds.append(_kind(TAKEN, word, size == n, shown))
    if items is not None:
        at = {name: n for n, name in enumerate(names)}
        for attribute, value, members in user_labels(items, id_column=ITEM).each():
            inside = np.zeros(len(names), dtype=np.bool_)
            inside[[at[name] for name in members.to_pylist() if name in at]] = True
            kinds.append(_kind(attribute, value, inside, shown))
    return tuple(kinds)


def _kind(
    attribute: str, value: str, inside: npt.NDArray[np.bool_], shown: npt.NDArray[np.int64]
) -> ShownKind:
    of_catalogue = float(inside.mean())
    of_slots = float(shown[inside].sum() / max(shown.sum(), 1))
    return ShownKind(
        attribute, value, int(inside.sum()), int((shown[inside] > 0).sum()), of_catalogue,
        of_slots, of_slots / of_catalogue if of_catalogue else 0.0,
    )  # fmt: skip

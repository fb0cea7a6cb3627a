"""What the pages about the model show, gathered before any page is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Thread

from openkitchen.explain import BlockShares, block_shares
from openkitchen.explain.weights import Strength, Weights, weights, weights_of_feature
from openkitchen.reporting.answer_page import Bar, Dot, dots
from openkitchen.reporting.apart import block_in_words, feature_in_words
from openkitchen.reporting.pictures import part_bar
from openkitchen.reporting.wording import decimal, percent, places_for
from openkitchen.serving import Kitchen
from openkitchen.serving.playing import can_play, switches

__all__ = ["FeatureView", "ModelView", "feature_view", "get_ready", "model_view"]

_STRONGEST = 15
_MOST = 20
_CERTAIN = 1.96
_ALIKE = {"bias": "What most people like", "trend": "What is popular at present"}


@dataclass(frozen=True, slots=True)
class ModelView:
    """What a model is made of.

    Parameters
    ----------
    glass
        Whether it can be taken apart at all.
    blocks
        What orders a list: the part of each kind of input.
    n_users
        How many people that was seen on.
    strongest
        The inputs that move scores most, but for single items of histories.
    n_features
        How many inputs there are.
    rules
        What no list breaks.
    """

    glass: bool
    blocks: tuple[Bar, ...]
    n_users: int
    strongest: tuple[tuple[str, Bar], ...]
    n_features: int
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeatureView:
    """One input, and the items that it moves most.

    Parameters
    ----------
    feature, title
        The input.
    rows
        The largest weights, with their intervals.
    sentences
        What cannot be told from zero.
    """

    feature: str
    title: str
    rows: tuple[Bar, ...]
    sentences: tuple[str, ...]


def model_view(kitchen: Kitchen) -> ModelView:
    """Gather what a model is made of; worked out once for each model."""
    rules = tuple(switch.words for switch in switches(kitchen))
    if not can_play(kitchen):
        return ModelView(False, (), 0, (), 0, rules)
    shares = _shares(kitchen)
    found = _all_weights(kitchen)
    blocks = tuple(
        Bar(
            _ALIKE.get(row.block) or block_in_words(row.block).capitalize(),
            f"{percent(row.between_users)} of what differs from person to person",
            part_bar(max(row.between_items, 0.0), f"{row.block}: {percent(row.between_items)}"),
            percent(row.between_items),
        )
        for row in sorted(shares.rows, key=lambda row: -row.between_items)
    )
    strong = [one for one in found.features if not one.block.startswith(("history", "bias"))]
    return ModelView(
        True, blocks, shares.n_users, _bars(kitchen, strong), len(found.features), rules
    )


def feature_view(kitchen: Kitchen, feature: str) -> FeatureView:
    """Gather the largest weights of an input.

    Raises
    ------
    UnknownName
        When there is no such input.
    ModelError
        When the model has no named weights.
    """
    found = Weights((), weights_of_feature(kitchen.scored, feature, _MOST))
    rows = sorted(found.rows, key=lambda row: -abs(row.weight))[:_MOST]
    drawn = [
        Dot(
            kitchen.titles[row.item_id],
            f"{feature_in_words(row.block, row.feature, kitchen.titles)}, "
            f"{block_in_words(row.block)}",
            row.weight,
            row.weight - _CERTAIN * row.standard_error,
            row.weight + _CERTAIN * row.standard_error,
            ours=row.clear,
        )
        for row in rows
    ]
    title = feature_in_words("user", feature, kitchen.titles)
    if feature in kitchen.titles:
        title = kitchen.titles[feature]
    places = places_for([row.weight for row in rows])
    return FeatureView(feature, title, dots(drawn, places), tuple(found.sentences()))


def get_ready(kitchen: Kitchen) -> None:
    """Begin to work out what the pages about the model show, unless it was begun already."""
    if can_play(kitchen):
        kitchen.workshop.once("model view begun", lambda: _begun(kitchen))


def _begun(kitchen: Kitchen) -> Thread:
    thread = Thread(target=model_view, args=(kitchen,), daemon=True, name="openkitchen-model")
    thread.start()
    return thread


def _shares(kitchen: Kitchen) -> BlockShares:
    def work_out() -> BlockShares:
        return block_shares(kitchen.scored)

    return kitchen.workshop.once("block shares", work_out)


def _all_weights(kitchen: Kitchen) -> Weights:
    return kitchen.workshop.once("all weights", lambda: weights(kitchen.scored))


def _bars(kitchen: Kitchen, strong: list[Strength]) -> tuple[tuple[str, Bar], ...]:
    shown = strong[:_STRONGEST]
    most = max((one.strength for one in shown), default=1.0) or 1.0
    places = places_for([one.strength for one in shown])
    return tuple(
        (
            one.feature,
            Bar(
                feature_in_words(one.block, one.feature, kitchen.titles),
                f"{block_in_words(one.block)}; {percent(one.clear_share)} of its weights are clear",
                part_bar(one.strength / most, f"{one.feature}: {decimal(one.strength, places)}"),
                decimal(one.strength, places),
            ),
        )
        for one in shown
    )

"""What the model has learned: its weights, with their uncertainty."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.errors import UnknownName
from openkitchen.explain.blocks import the_glass_box
from openkitchen.explain.scored import Scored
from openkitchen.models import GlassBox
from openkitchen.models.design import Feature
from openkitchen.schema import Tabular

__all__ = ["Strength", "Weight", "Weights", "weights", "weights_of_feature", "weights_of_item"]

Floats = npt.NDArray[np.float64]

_LEVELS = ("tags", "user", "context")
_PER_FEATURE = 10
_CERTAIN = 1.96


@dataclass(frozen=True, slots=True)
class Weight:
    """What one unit of a feature adds to an item's score.

    Parameters
    ----------
    block, feature, item_id
        Which weight.
    weight
        Its value.
    standard_error
        Its posterior standard deviation: residual spread × √(diagonal of (ZᵀZ + Λ)⁻¹).
    clear
        Whether the weight can be told from zero: more than 1.96 standard errors off.
    """

    block: str
    feature: str
    item_id: str
    weight: float
    standard_error: float
    clear: bool

    @property
    def words(self) -> str:
        """Say whether the weight can be told from zero."""
        return "yes" if self.clear else "no: within 1.96 standard errors"


@dataclass(frozen=True, slots=True)
class Strength:
    """How much a feature moves scores.

    Parameters
    ----------
    block, feature
        Which feature.
    strength
        Root mean square of its weights over all items with events.
    clear_share
        Share of its weights that can be told from zero.
    """

    block: str
    feature: str
    strength: float
    clear_share: float


@dataclass(frozen=True, slots=True)
class Weights(Tabular):
    """Weights of a model.

    Parameters
    ----------
    features
        All features, strongest first.
    rows
        Single weights: of the asked feature, the largest by size; empty when no feature
        was asked for.
    """

    features: tuple[Strength, ...]
    rows: tuple[Weight, ...]

    def sentences(self) -> list[str]:
        """Say what cannot be told from zero."""
        unclear = sum(not row.clear for row in self.rows)
        if not unclear:
            return []
        return [
            f"{unclear:,} of these {len(self.rows):,} weights cannot be told from zero: in other "
            "data of the same kind they might as well have the other sign."
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return asdict(self) | {"sentences": self.sentences()}

    def to_table(self) -> pa.Table:
        """Return the single weights, or the features' strengths, as a table."""
        records = [asdict(row) for row in (self.rows or self.features)]
        return pa.Table.from_pylist(records)


def weights(model: Scored, feature: str | None = None, most: int = _PER_FEATURE) -> Weights:
    """Return the strength of every feature and, for one, its largest weights.

    Parameters
    ----------
    model
        A fitted glass box.
    feature
        A feature's name (``diet=vegan``), or an attribute's (``diet``) for all of its
        levels, or an item's id.
    most
        How many weights to return of each input that is called so.

    Raises
    ------
    ModelError
        When the model is no glass box.
    UnknownName
        When no such feature exists.
    """
    box = the_glass_box(model)
    fitted = box.fitted
    features = fitted.design.features
    values = np.asarray(fitted.weights.own)
    certain = _CERTAIN * np.sqrt(np.asarray(fitted.variance))
    strengths = [
        _strength(f, values[n], certain[n] * np.asarray(fitted.residual))
        for n, f in enumerate(features)
    ]
    rows = () if feature is None else weights_of_feature(box, feature, most)
    order = sorted(strengths, key=lambda s: (-s.strength, s.block, s.feature))
    return Weights(tuple(order), rows)


def weights_of_feature(model: Scored, feature: str, most: int = _PER_FEATURE) -> tuple[Weight, ...]:
    """Return the largest weights of one feature; see `weights`, which looks at all of them.

    Raises
    ------
    ModelError
        When the model is no glass box.
    UnknownName
        When no such feature exists.
    """
    box = the_glass_box(model)
    features = box.fitted.design.features
    found = (_largest(box, features[place], place, most) for place in _find(features, feature))
    return tuple(row for rows in found for row in rows)


def weights_of_item(model: Scored, item: str, most: int = _PER_FEATURE) -> tuple[Weight, ...]:
    """Return the largest weights of one item: what most brings it into lists, or keeps it out.

    Parameters
    ----------
    model
        A fitted glass box.
    item
        Which item. For one without events, the weights are those that its tags lend it, and
        their error is not known (NaN).
    most
        How many.

    Raises
    ------
    ModelError
        When the model is no glass box.
    UnknownName
        When the item is unknown.
    """
    box = the_glass_box(model)
    fitted, code = box.fitted, box.known.items.code(item)
    values = np.asarray(fitted.weights.column(code))
    spread = float(fitted.residual[code]) if code < len(fitted.residual) else float("nan")
    errors = np.sqrt(np.asarray(fitted.variance)) * spread
    features = fitted.design.features
    return tuple(
        Weight(
            features[place].block,
            features[place].name,
            item,
            float(values[place]),
            float(errors[place]),
            bool(abs(values[place]) > _CERTAIN * errors[place]),
        )
        for place in np.argsort(-np.abs(values), kind="stable")[:most]
    )


def _strength(feature: Feature, values: Floats, certain: Floats) -> Strength:
    strength = float(np.sqrt(np.mean(values**2))) if len(values) else 0.0
    clear = float(np.mean(np.abs(values) > certain)) if len(values) else 0.0
    return Strength(feature.block, feature.name, strength, clear)


def _find(features: list[Feature], asked: str) -> list[int]:
    places = [n for n, f in enumerate(features) if asked in (f.name, f.group, _attribute(f))]
    if not places:
        raise UnknownName("feature", asked, dict.fromkeys(f.name for f in features))
    return places


def _attribute(feature: Feature) -> str | None:
    """Return the attribute whose level a feature is; ``None`` where it is none."""
    level = "=" in feature.name and feature.block.partition(":")[0] in _LEVELS
    return feature.name.partition("=")[0] if level else None


def _largest(model: GlassBox, feature: Feature, place: int, most: int) -> list[Weight]:
    fitted = model.fitted
    values = np.asarray(fitted.weights.own[place])
    error = np.sqrt(float(fitted.variance[place])) * np.asarray(fitted.residual)
    ids = model.items
    return [
        Weight(
            feature.block,
            feature.name,
            str(ids[item]),
            float(values[item]),
            float(error[item]),
            bool(abs(values[item]) > _CERTAIN * error[item]),
        )
        for item in np.argsort(-np.abs(values), kind="stable")[:most]
    ]

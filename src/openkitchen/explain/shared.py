"""Inputs that go together: between them a ridge regression shares the credit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openkitchen.explain.blocks import the_glass_box, typical_users
from openkitchen.explain.scored import Scored
from openkitchen.explain.term import Term
from openkitchen.models.audience import gather
from openkitchen.models.contract import Moment
from openkitchen.models.design import Feature

__all__ = ["Correlate", "Shared", "shared_credit"]

Floats = npt.NDArray[np.float64]

_MOST_USERS = 5000
_USERS_AT_ONCE = 1000
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Correlate:
    """An input, and its correlation with another over users, from −1 to 1."""

    block: str
    feature: str
    correlation: float


@dataclass(frozen=True, slots=True)
class Shared:
    """An input that shares credit.

    Parameters
    ----------
    block, feature
        The input.
    correlates
        The inputs that go with it most closely, the closest first.
    """

    block: str
    feature: str
    correlates: tuple[Correlate, ...]

    def sentence(self) -> str:
        """Say it in words."""
        from openkitchen.explain.sentences import shared_sentence

        return shared_sentence(self)


def shared_credit(
    model: Scored,
    inputs: Iterable[Term | Feature],
    at: Moment = None,
    *,
    least: float = 0.5,
    most: int = 3,
) -> tuple[Shared, ...]:
    """Name the inputs that go together with others so closely that they share credit.

    Correlations are taken over at most 5,000 known users, evenly spread, with the inputs
    as they are at the moment; memory is bounded by a block of users. Levels of the same
    category are not named: they exclude each other by nature.

    Parameters
    ----------
    model
        A fitted glass box.
    inputs
        Terms or features to look at; those that are no inputs are passed over.
    at
        The moment.
    least
        The smallest size of a correlation to be named.
    most
        How many to name for each input.

    Raises
    ------
    ModelError
        When the model is no glass box.
    """
    box = the_glass_box(model)
    features = box.fitted.design.features
    asked = [(one.block, one.name if isinstance(one, Feature) else one.feature) for one in inputs]
    places = {(f.block, f.name): n for n, f in enumerate(features)}
    wanted = list(dict.fromkeys(places[key] for key in asked if key in places))
    wanted = [place for place in wanted if features[place].block != "bias"]
    if not wanted:
        return ()
    users = typical_users(box, _MOST_USERS)
    n, d = 0, len(features)
    sums, squares, filled, products = (
        np.zeros(d),
        np.zeros(d),
        np.zeros(d),
        np.zeros((d, len(wanted))),
    )
    for part in gather(box.known, users, at=at).blocks(_USERS_AT_ONCE):
        rows = box.fitted.design.rows(part)
        n += len(part)
        sums += np.asarray(rows.sum(axis=0)).ravel()
        squares += np.asarray((rows * rows).sum(axis=0)).ravel()
        filled += np.bincount(rows.indices, minlength=d)
        products += (rows.T @ rows[:, wanted]).toarray()
    correlations = _correlations(n, sums, squares, products, wanted)
    correlations[filled < _FEWEST] = 0.0
    named = [_shared(features, p, correlations[:, m], least, most) for m, p in enumerate(wanted)]
    return tuple(one for one in named if one.correlates)


def _correlations(
    n: int, sums: Floats, squares: Floats, products: Floats, wanted: Sequence[int]
) -> Floats:
    """Return the correlation of every input with each wanted one."""
    mean = sums / max(n, 1)
    spread = np.sqrt(np.maximum(squares / max(n, 1) - mean**2, 0.0))
    covariance = products / max(n, 1) - np.outer(mean, mean[list(wanted)])
    scale = np.outer(spread, spread[list(wanted)])
    safe = scale > 1e-12
    return np.divide(covariance, scale, out=np.zeros_like(covariance), where=safe)


def _shared(
    features: Sequence[Feature], place: int, correlation: Floats, least: float, most: int
) -> Shared:
    own = features[place]
    found: list[Correlate] = []
    for other in np.argsort(-np.abs(correlation), kind="stable").tolist():
        if abs(correlation[other]) < least or len(found) == most:
            break
        feature = features[other]
        if other == place or feature.block == "bias":
            continue
        if (feature.block, feature.group) != (own.block, own.group):
            found.append(Correlate(feature.block, feature.name, float(correlation[other])))
    return Shared(own.block, own.name, tuple(found))

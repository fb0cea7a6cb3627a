"""How much each block of the model has to do with how scores differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.errors import ModelError
from openkitchen.explain.scored import Scored
from openkitchen.explain.terms import extras_of
from openkitchen.models import GlassBox
from openkitchen.models.audience import gather
from openkitchen.models.contract import Moment
from openkitchen.models.index import Index
from openkitchen.schema import Tabular

__all__ = ["BlockShare", "BlockShares", "block_shares", "the_glass_box", "typical_users"]

Floats = npt.NDArray[np.float64]

_MOST_USERS = 2000
_CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True)
class BlockShare:
    """One block's part in how scores differ.

    Parameters
    ----------
    block
        Which block.
    between_users
        Its share of the variance of an item's score between users.
    between_items
        Its share of the variance of a user's scores between items: what orders a list.
    """

    block: str
    between_users: float
    between_items: float


@dataclass(frozen=True, slots=True)
class BlockShares(Tabular):
    """The parts of all blocks; each kind of share adds up to 1.

    Parameters
    ----------
    rows
        The blocks, in the order of the model.
    n_users
        How many users were looked at.
    """

    rows: tuple[BlockShare, ...]
    n_users: int

    def to_table(self) -> pa.Table:
        """Return one row per block."""
        return pa.Table.from_pylist([asdict(row) for row in self.rows])


def block_shares(model: Scored, at: Moment = None, most_users: int = _MOST_USERS) -> BlockShares:
    """Decompose the variance of the scores by block.

    A score is the sum of its blocks, s = Σ_b c_b, so Var(s) = Σ_b Cov(c_b, s) exactly,
    and Cov(c_b, s) / Var(s) are shares that add up to 1. A share is below zero where a
    block goes against the others. Variances and covariances are added up over the items
    (between users), and over the users (between items).

    Parameters
    ----------
    model
        A fitted glass box.
    at
        The moment of scoring.
    most_users
        At most so many users are looked at, evenly spread over all.

    Raises
    ------
    ModelError
        When the model is no glass box.
    """
    box = the_glass_box(model)
    users = typical_users(box, most_users)
    names = list(dict.fromkeys(feature.block for feature in box.fitted.design.features))
    names += [extra.block for extra in extras_of(box, at) if extra.block not in names]
    middle = sum(parts.sum(axis=1) for parts in _parts(box, users, names, at)) / max(len(users), 1)
    between_users, between_items = np.zeros(len(names)), np.zeros(len(names))
    for parts in _parts(box, users, names, at):
        between_users += _against_sum(parts - middle[:, None, :])
        between_items += _against_sum(parts - parts.mean(axis=2, keepdims=True))
    shares = zip(names, _shares(between_users), _shares(between_items), strict=True)
    return BlockShares(tuple(BlockShare(*one) for one in shares), len(users))


def typical_users(model: GlassBox, most: int) -> list[str]:
    """Return at most so many known users, evenly spread over all of them."""
    n = len(model.users)
    places = np.unique(np.linspace(0, n - 1, min(n, most)).round().astype(np.int64))
    return [str(user) for user in model.users[places]]


def the_glass_box(model: Scored) -> GlassBox:
    """Return the model as what it is.

    Raises
    ------
    ModelError
        When it is no glass box.
    """
    if not isinstance(model, GlassBox):
        raise ModelError(
            f"a model of kind {model.name!r} has no named weights",
            hint="Only a glass box has them: openkitchen fit makes one.",
        )
    return model


def _parts(model: GlassBox, users: list[str], names: list[str], at: Moment) -> Iterator[Floats]:
    """Yield blocks × users × items: what each block adds, for some users at a time."""
    fitted, places = model.fitted, Index.of("block", names)
    of_input = places.find([feature.block for feature in fitted.design.features])
    size = max(1, _CELLS_AT_ONCE // max(len(names) * len(model.items), 1))
    extras = extras_of(model, at)
    for audience in gather(model.known, users, at=at).blocks(size):
        rows = fitted.design.rows(audience)
        block = of_input[rows.indices]
        parts = np.zeros((len(names), len(audience), len(model.items)))
        for n in range(len(names)):
            own = rows.copy()
            own.data[block != n] = 0.0
            own.eliminate_zeros()
            parts[n] = fitted.weights.scores(own)
        for extra in extras:
            parts[names.index(extra.block)] += extra.adds
        yield parts


def _against_sum(parts: Floats) -> Floats:
    return np.einsum("bui,ui->b", parts, parts.sum(axis=0))


def _shares(covariances: Floats) -> list[float]:
    total = covariances.sum()
    return [float(one) for one in covariances / total] if total > 0 else [0.0] * len(covariances)

"""EASE: items that stand in for each other, in closed form.

H. Steck, *Embarrassingly Shallow Autoencoders for Sparse Data*, WWW 2019: with
G = XᵀX and P = (G + λI)⁻¹, B_ij = −P_ij / P_jj off the diagonal and 0 on it; a user's
scores are x B.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.errors import NotFitted, SettingsError
from openkitchen.models.addend import Addend
from openkitchen.models.audience import Audience, Known, gather, know
from openkitchen.models.audience_model import AudienceModel, kept
from openkitchen.models.contract import Moment, Progress, Scores
from openkitchen.models.parts import Parts
from openkitchen.models.solve import plan_memory, ridge_solve
from openkitchen.schema import Tables

__all__ = ["Ease", "EaseSettings"]


@dataclass(frozen=True, slots=True)
class EaseSettings:
    """Settings of EASE.

    Parameters
    ----------
    ridge
        λ, the penalty on every weight.
    max_items
        Only this many of the most popular items take part; the others score zero. Memory
        grows with its square.
    """

    ridge: float = 200.0
    max_items: int = 4_000

    def __post_init__(self) -> None:
        if not self.ridge > 0:
            raise SettingsError(f"ridge = {self.ridge}", hint="It must be positive.")
        if self.max_items < 1:
            raise SettingsError(f"max_items = {self.max_items}", hint="It must be 1 or more.")


class Ease(AudienceModel):
    """EASE on the binary user × item matrix.

    Parameters
    ----------
    settings
        The penalty.
    """

    name: ClassVar[str] = "ease"

    def __init__(self, settings: EaseSettings | None = None) -> None:
        self.settings = settings or EaseSettings()
        self._known: Known | None = None
        self.weights: npt.NDArray[np.float64] = np.zeros((0, 0))

    @property
    def known(self) -> Known:
        """Users, items and histories of the fit.

        Raises
        ------
        NotFitted
            Before `fit`.
        """
        if self._known is None:
            raise NotFitted("EASE has not been fitted", hint="Call fit(tables) first.")
        return self._known

    def fit(self, tables: Tables, progress: Progress | None = None) -> Self:
        """Invert the penalised item × item gram matrix.

        Raises
        ------
        NotEnoughMemory
            When items × items would not fit into memory.
        """
        del progress
        known = know(tables)
        n = min(int(known.events.item.max(initial=-1)) + 1, self.settings.max_items)
        plan_memory(n, n, "EASE")
        matrix = _binary(gather(known, None), known, n)
        gram = (matrix.T @ matrix).toarray()
        inverse = ridge_solve(gram, np.eye(n), np.full(n, self.settings.ridge)).weights
        self.weights = inverse / -np.diag(inverse)
        np.fill_diagonal(self.weights, 0.0)
        self._known, self._tables = known, kept(tables)
        return self

    def score_audience(self, audience: Audience, at: Moment = None) -> Scores:
        """Return users × items."""
        del at
        n = len(self.weights)
        scores = np.zeros((len(audience), len(self.known.items)))
        scores[:, :n] = _binary(audience, self.known, n) @ self.weights
        return scores

    def addends(self, audience: Audience, item: int, at: Moment = None) -> tuple[Addend, ...]:
        """Return the weight of each item of the history; see `AudienceModel.addends`."""
        del at
        n = len(self.weights)
        had = _binary(audience, self.known, n).indices.tolist() if item < n else []
        found = ((str(self.items[one]), float(self.weights[one, item])) for one in had)
        return tuple(Addend(name, adds) for name, adds in found if adds)

    def parts(self) -> Parts:
        """Take the fitted model to the parts that a bundle holds."""
        facts = {"settings": asdict(self.settings)}
        arrays = {"weights": self.weights}
        return Parts(self.name, facts, arrays, self.known, self.tables, self.rules)

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """Put a model together again."""
        model = cls(EaseSettings(**parts.facts["settings"]))
        model.weights, model._known = parts.arrays["weights"], parts.known
        model._tables, model._rules = parts.tables, parts.rules
        return model


def _binary(audience: Audience, known: Known, n_items: int) -> sp.csr_array:
    """Return users × the first ``n_items`` items, one where the user had the item."""
    matrix = audience.seen(len(known.items))
    matrix.data[:] = 1.0
    return sp.csr_array(matrix[:, :n_items])

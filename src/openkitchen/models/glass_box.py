"""The glass box: one additive model, solved in closed form.

    score(u, j) = b_j + Σ_scales Σ_{i ∈ H(u)} k(i) B_ij + Σ_tags … + a_u · C_j + trend_j

Every addend is a named term; see `openkitchen.explain`. The weights are the ridge
regression of *the next event* on *what was known before it*, W = (ZᵀZ + Λ)⁻¹ ZᵀY, with a
penalty of its own for each block. Items without events get the weights that their tags
predict: V solves W ≈ V Gᵀ over the items that have events, G being items × tags.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import scipy.sparse as sp

from openkitchen.errors import ModelError, NotFitted, UnknownName
from openkitchen.models.audience import Audience, Known, find_items, gather, until
from openkitchen.models.audience_model import AudienceModel
from openkitchen.models.contract import Moment, Progress, Recommendations, Scores
from openkitchen.models.fitted import Fitted, fitted_of, parts_of
from openkitchen.models.fitting import fit_with
from openkitchen.models.parts import Parts
from openkitchen.models.ranking import as_table, check_length, top_items
from openkitchen.models.recency import recent_popularity
from openkitchen.models.rules import Rules
from openkitchen.models.search import search_settings
from openkitchen.models.settings import GlassBoxSettings
from openkitchen.models.shortlist import Shortlist, listed, shortlist_of
from openkitchen.models.weights import sharpen
from openkitchen.schema import Tables

__all__ = ["GlassBox"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_LONG = 2_000
_SHORT = 100


class GlassBox(AudienceModel):
    """An additive recommender whose every score is a sum of named terms.

    Parameters
    ----------
    settings
        Settings to use; those that are missing are chosen on a validation cut.

    Examples
    --------
    >>> import openkitchen as ok
    >>> settings = ok.GlassBoxSettings(scales=("all", "30d"), power=0.5)
    >>> model = ok.GlassBox(settings)  # the others are searched by fit
    """

    name: ClassVar[str] = "glass-box"

    def __init__(self, settings: GlassBoxSettings | None = None) -> None:
        self.settings = settings or GlassBoxSettings()
        self._fitted: Fitted | None = None

    @classmethod
    def of(cls, fitted: Fitted) -> Self:
        """Wrap what an earlier fit left behind."""
        model = cls(fitted.settings)
        model._fitted = fitted
        return model

    @property
    def fitted(self) -> Fitted:
        """What the fit left behind.

        Raises
        ------
        NotFitted
            Before `fit`.
        """
        if self._fitted is None:
            raise NotFitted("the glass box has not been fitted", hint="Call fit(tables) first.")
        return self._fitted

    @property
    def known(self) -> Known:
        """Users, items and histories of the fit."""
        return self.fitted.known

    @property
    def rules(self) -> Rules:
        """What may be in its lists at all."""
        return self.fitted.rules

    @property
    def tables(self) -> Tables:
        """The attribute tables, for display and for rules."""
        return self.fitted.tables

    def with_rules(self, rules: Rules) -> Self:
        """Return the same fitted model under other rules; see `AudienceModel.with_rules`."""
        other = self.of(replace(self.fitted, rules=rules))
        other.gate  # noqa: B018 - says here what does not fit
        return other

    def on_device(self, device: str) -> Self:
        """Return the same fitted model, making lists for people on a device.

        Raises
        ------
        ModelError
            When the model learned nothing of devices.
        UnknownName
            When it does not know this one; the message lists those that it does.
        """
        context = self.fitted.design.context
        if "device" not in context.kinds:
            raise ModelError(
                "this model learned nothing of devices",
                hint="Fit with a column 'device' in the interactions, and with device in "
                "context, as in --set context=device; the search leaves out what does not help.",
            )
        if device not in context.devices:
            raise UnknownName("device", device, context.devices)
        code = context.devices.index(device)
        return self.of(replace(self.fitted, design=replace(self.fitted.design, device=code)))

    def fit(self, tables: Tables, progress: Progress | None = None) -> Self:
        """Choose the missing settings on a validation cut, then fit on everything.

        Parameters
        ----------
        tables
            Interactions, and items and users where known.
        progress
            Told of each step of the search.

        Raises
        ------
        NotEnoughMemory
            When the fit would not fit into memory; said before it is tried.
        """
        settings = self.settings.with_plain_context
        if not settings.complete:
            settings = search_settings(tables, self.settings, progress)
        self._fitted = fit_with(tables, settings)
        return self

    def score_audience(self, audience: Audience, at: Moment = None) -> Scores:
        """Score all items for an audience: users × items."""
        return self.score_rows(self.fitted.design.rows(audience), at)

    def score_rows(self, rows: sp.csr_array, at: Moment = None) -> Scores:
        """Score all items for inputs that are at hand, as `Design.rows` makes them."""
        return self.fitted.weights.scores(rows) + self.trend(at)

    def recommend(
        self,
        users: Sequence[str] | None = None,
        k: int = 10,
        at: Moment = None,
        *,
        include_seen: bool = False,
        history: pa.Table | None = None,
        diversity: float | None = None,
    ) -> Recommendations:
        """Return the ``k`` best items for each user; see `AudienceModel.recommend`.

        In a long catalogue, candidates are found in single precision; the lists are those
        of double precision all the same, see `openkitchen.models.shortlist`.
        """
        gate = self.gate
        if len(self.known.items) < _LONG or gate.strength(diversity) or k > _SHORT:
            return super().recommend(
                users, k, at, include_seen=include_seen, history=history, diversity=diversity
            )
        audience, trend = gather(self.known, users, history, at), self.trend(at)

        def top(part: Audience) -> tuple[Codes, Floats]:
            rows = self.fitted.design.rows(part)
            return self._shortlist.top(
                rows, trend, k, lambda s: gate.hide(s, part, at, include_seen=include_seen)
            )

        return listed(audience, self.known.items, k, top)

    def recommend_rows(
        self, audience: Audience, rows: sp.csr_array, k: int, at: Moment = None
    ) -> Recommendations:
        """Return the lists of `recommend` for some users whose inputs are at hand.

        Parameters
        ----------
        audience
            The users; so few that their scores of all items fit into memory.
        rows
            Their inputs, as `Design.rows` makes them.
        k
            Length of the lists.
        at
            The moment of recommending.

        Raises
        ------
        SettingsError
            When ``k`` is not positive.
        """
        check_length(k)
        gate = self.gate
        if len(self.known.items) < _LONG or k > _SHORT:
            scores = self.score_rows(rows, at)
            gate.hide(scores, audience, at)
            codes, best = top_items(scores, k)
        else:
            trend = self.trend(at)
            codes, best = self._shortlist.top(rows, trend, k, lambda s: gate.hide(s, audience, at))
        return Recommendations(as_table(audience, self.known.items, codes, best))

    @cached_property
    def _shortlist(self) -> Shortlist:
        return shortlist_of(self.fitted.weights)

    def score(
        self, users: Sequence[str], items: Sequence[str] | None = None, at: Moment = None
    ) -> Scores:
        """Score items for users; see `AudienceModel.score`.

        Where terms all but cancel, the score is the correctly rounded sum of the terms.
        """
        audience = gather(self.known, users, at=at)
        scores = self.score_audience(audience, at)
        fitted = self.fitted
        sharpen(scores, fitted.design.rows(audience), fitted.weights, self.trend(at))
        return scores if items is None else scores[:, find_items(self.known, items)]

    def trend(self, at: Moment = None) -> Floats:
        """Return what recent popularity adds to each item's score at a moment.

        A moment after the end of the data sees what the end of the data saw.
        """
        fitted = self.fitted
        if at is None or not fitted.settings.trend:
            return fitted.trend
        early = until(fitted.known.events, at)
        if len(early) == len(fitted.known.events):
            return fitted.trend
        half_life = fitted.settings.trend_half_life or 0.0
        return fitted.settings.trend * recent_popularity(early, len(fitted.trend), half_life)

    def parts(self) -> Parts:
        """Take the fitted model to the parts that a bundle holds."""
        return parts_of(self.name, self.fitted)

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """Put a model together again."""
        return cls.of(fitted_of(parts))

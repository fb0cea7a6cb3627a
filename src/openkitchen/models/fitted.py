"""What a fit of the glass box leaves behind, and the parts it is saved as."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models.audience import Known
from openkitchen.models.context import Context
from openkitchen.models.design import Design
from openkitchen.models.encode import Column, Encoder
from openkitchen.models.event_weights import EventWeights
from openkitchen.models.parts import Parts
from openkitchen.models.rules import Rules
from openkitchen.models.settings import GlassBoxSettings
from openkitchen.models.weights import WeightMatrix, with_constant
from openkitchen.schema import Tables

__all__ = ["Fitted", "fitted_of", "parts_of"]

Floats = npt.NDArray[np.float64]

_SPARSE = ("data", "indices", "indptr")


@dataclass(frozen=True)
class Fitted:
    """What a fit leaves behind.

    Parameters
    ----------
    settings
        The settings, complete.
    known
        Users, items and their histories.
    design
        What each input stands for.
    weights
        Inputs × items.
    trend
        Recent popularity of each item as of the end of the data (its share of all
        decayed events) times its coefficient.
    variance
        Diagonal of (ZᵀZ + Λ)⁻¹, per input.
    residual
        Residual standard deviation, per item with events.
    tables
        The attribute tables, for display and for rules.
    rules
        What may be in a list at all.
    what_if
        ``None`` for a fit. For a what-if: the question, the mode (``frozen`` or
        ``refit``) and the bundle that was asked.
    """

    settings: GlassBoxSettings
    known: Known
    design: Design
    weights: WeightMatrix
    trend: Floats
    variance: Floats
    residual: Floats
    tables: Tables
    rules: Rules = field(default_factory=Rules)
    what_if: dict[str, str] | None = None


def parts_of(kind: str, fitted: Fitted) -> Parts:
    """Take a fit to parts."""
    design = fitted.design
    facts = {
        "settings": asdict(fitted.settings),
        "n_inputs": design.n_inputs,
        "n_own": design.n_own,
        "item_columns": [asdict(c) for c in design.item_encoder.columns],
        "user_columns": [asdict(c) for c in design.user_encoder.columns],
        "context": asdict(design.context),
        "event_weights": asdict(design.event_weights),
    }
    if fitted.what_if is not None:
        facts["what_if"] = fitted.what_if
    arrays: dict[str, Any] = {n: getattr(fitted, n) for n in ("trend", "variance", "residual")}
    arrays |= {"weights": fitted.weights.own, "lent_weights": fitted.weights.lent}
    arrays |= {f"tags_{part}": getattr(design.tags, part) for part in _SPARSE}
    arrays["user_attributes"] = design.users
    return Parts(kind, facts, arrays, fitted.known, fitted.tables, fitted.rules)


def fitted_of(parts: Parts) -> Fitted:
    """Put a fit together again."""
    facts, arrays, known = parts.facts, parts.arrays, parts.known
    settings = GlassBoxSettings(**_tuples(facts["settings"]))
    n_own, n_tags = facts["n_own"], len(facts["item_columns"])
    sparse = tuple(np.asarray(arrays[f"tags_{part}"]) for part in _SPARSE)
    tags = sp.csr_array(sparse, shape=(len(known.items), n_tags))
    design = Design(
        settings.parsed_scales,
        float(settings.power or 0.0),
        facts["n_inputs"],
        n_own,
        tags,
        bool(settings.ridge_tags),
        Encoder(tuple(Column(**c) for c in facts["item_columns"])),
        Encoder(tuple(Column(**c) for c in facts["user_columns"])),
        arrays["user_attributes"],
        tuple(known.items.ids[: facts["n_inputs"]]),
        Context(**_tuples(facts["context"])),
        EventWeights(**_tuples(facts["event_weights"])),
        precision=settings.precision or 64,
    )
    own, lent = arrays["weights"], arrays["lent_weights"]
    weights = WeightMatrix(own, lent, with_constant(tags[n_own:]))
    rest = {name: arrays[name] for name in ("trend", "variance", "residual")}
    if parts.tables is None:
        raise KeyError("attributes")
    if not settings.complete or own.shape != (design.size, n_own):
        raise ValueError(f"weights of {own.shape} for {design.size} inputs and {n_own} items")
    kept: dict[str, Any] = {"rules": parts.rules, "what_if": facts.get("what_if")}
    return Fitted(settings, known, design, weights, tables=parts.tables, **kept, **rest)


def _tuples(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(v) if isinstance(v, list) else v for name, v in facts.items()}

"""What a brand-new user gets."""

from __future__ import annotations

import pyarrow as pa

from openkitchen.explain.scored import Scored
from openkitchen.models.audience import gather
from openkitchen.models.contract import Recommendations
from openkitchen.models.gate import gate_of
from openkitchen.models.ranking import rank_audience
from openkitchen.schema.columns import ITEM, TIME, USER

__all__ = ["cold_start"]

_STRANGER = "a brand-new user"


def cold_start(model: Scored, k: int = 10) -> Recommendations:
    """Return the list of a user without history and attributes.

    Parameters
    ----------
    model
        A fitted model.
    k
        Length of the list.
    """
    nothing = pa.schema([(USER, pa.string()), (ITEM, pa.string()), (TIME, pa.timestamp("us"))])
    audience = gather(model.known, [_STRANGER], nothing.empty_table())
    gate = gate_of(model)
    return rank_audience(
        audience,
        model.known.items,
        model.score_audience,
        k,
        keep_out=gate.hide,
        choose=gate.choose(),
    )

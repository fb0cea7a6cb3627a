"""What list figures need to know of each item: new, out of season, of what kind."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.evaluate.calendar_tags import CalendarTags, seasonal_items
from openkitchen.evaluate.diversity import attribute_bits
from openkitchen.evaluate.figures import Period
from openkitchen.evaluate.item_facts import ItemFacts
from openkitchen.evaluate.part import Traits
from openkitchen.schema.columns import ITEM

__all__ = ["traits_of"]


def traits_of(
    facts: ItemFacts | None,
    items: pa.Table | None,
    period: Period | None,
    tags: CalendarTags,
    season_column: str | None = None,
    fresh_days: float = 30.0,
) -> Traits:
    """Gather the traits of the items, in the order of the facts.

    Freshness needs dated training data at least twice as long as an item is new; diversity
    needs attributes; season fit needs attributes with calendar words, and the truth's time.
    """
    if facts is None:
        return Traits()
    new = None
    if facts.end - facts.begin >= 2 * fresh_days:
        new = np.isnan(facts.first) | (facts.first > facts.end - fresh_days)
    if items is None or not items.num_rows:
        return Traits(new=new)
    first = pc.index_in(facts.ids, value_set=items[ITEM].cast(pa.string()).combine_chunks())
    row = pc.fill_null(first, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    bits = attribute_bits(items)
    told = np.where((row >= 0)[:, None], bits[row], np.uint64(0))
    out = None
    if period is not None:
        seasonal = seasonal_items(items, tags, season_column)
        if seasonal.columns:
            out = (row >= 0) & seasonal.out_of_season(period.first.month)[row]
    return Traits(new=new, out_of_season=out, bits=told if told.any() else None)

"""What is a matter of bots alone, and gone without their rows: it is not told a second time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import OpenKitchenError
from openkitchen.sources.findings.series import Gap
from openkitchen.sources.findings.track import Track, rows_of_part

__all__ = ["gaps_of_people"]

_HALF = 0.5


def gaps_of_people(
    gaps: Sequence[Gap], bots: Collection[str], who: str, track: Track, raw: Path
) -> list[Gap]:
    """Leave out gaps of which less than half is left once the rows of bots are left out.

    Parameters
    ----------
    gaps
        Of this source.
    bots
        The actors that are no people.
    who
        Our name of the column that holds actors.
    track
        The deliveries of the source.
    raw
        The folder of kept originals.
    """
    asked = [at for at in range(len(track.parts)) if any(gap.covers(at) for gap in gaps)]
    missing, rows = [0] * len(gaps), [0] * len(gaps)
    actors = pa.array(list(bots), pa.string())
    for at, table in _parts(track, asked, raw):
        name = next((n for n in track.names.get(who, ()) if n in table.column_names), None)
        if name is None:
            return list(gaps)
        by_bots = pc.is_in(pc.utf8_trim_whitespace(table[name]), actors)
        people = table.filter(pc.invert(pc.fill_null(by_bots, False)))
        for place, gap in enumerate(gaps):
            if gap.covers(at) and gap.column in people.column_names:
                missing[place] += people[gap.column].null_count
                rows[place] += people.num_rows
    return [
        gap
        for gap, n, of in zip(gaps, missing, rows, strict=True)
        if not of or n / of - gap.run.usual >= _HALF * (gap.run.level - gap.run.usual)
    ]


def _parts(track: Track, asked: Sequence[int], raw: Path) -> Iterator[tuple[int, pa.Table]]:
    """Yield the rows of some parts, as they came, as far as they can still be read."""
    for at in asked:
        with suppress(OpenKitchenError):
            yield at, rows_of_part(track.parts[at], track.source, raw)

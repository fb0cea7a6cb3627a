"""The web provider's daily files: one gzipped CSV a day."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from openkitchen.sources.shop.draws import hex_ids, words_at
from openkitchen.sources.shop.hits import BROKEN, REFERRERS, Hits
from openkitchen.sources.shop.visits import ACTIONS

__all__ = ["HEADER", "RENAMED", "customer_ids", "visitor_ids", "web_name", "write_web"]

HEADER = (
    "hit time", "hit id", "ID visitor", "ID customer", "page item", "action", "device type",
    "referrer",
)  # fmt: skip
RENAMED = {"hit time": "Hit_Time", "device type": "device"}
DEVICE_WORDS = ("mobile", "desktop", "tablet")
FIRST_RECORD = 1_000_000

_CHUNK = 200_000
_ZERO_TIME = "0000-00-00 00:00:00"


def visitor_ids(visitors: NDArray[np.int64], seed: int) -> pa.Array:
    """Write positions of visitors as the provider's cookie."""
    return hex_ids(visitors, "visitor", seed)


def customer_ids(records: NDArray[np.int64]) -> pa.Array:
    """Write positions of customer records as customer numbers; −1 gives null."""
    numbers = pa.array(records + FIRST_RECORD, pa.int64(), mask=records < 0)
    return pc.binary_join_element_wise("C", pc.cast(numbers, pa.string()), "")


def web_name(day: date, suffix: str = "") -> str:
    """Name the web file of a day."""
    return f"web_hits_{day}{suffix}.csv.gz"


def write_web(
    path: Path,
    hits: Hits,
    number: int,
    day: date,
    items: Sequence[str],
    seed: int,
    *,
    renamed: bool,
    swapped: bool,
) -> None:
    """Write the file of a day, in chunks of rows.

    Parameters
    ----------
    path
        The file to write.
    hits
        Its rows.
    number, day
        The day's number, and the day.
    items
        Ids of the recipes.
    renamed
        Use the column names of later days.
    swapped
        Put the customer column before the visitor column.
    """
    order = list(range(len(HEADER)))
    if swapped:
        order[2], order[3] = order[3], order[2]
    header = [RENAMED.get(name, name) if renamed else name for name in HEADER]
    with path.open("wb") as plain, gzip.GzipFile("", "wb", 6, plain, mtime=0) as file:
        file.write((",".join(header[at] for at in order) + "\n").encode())
        for start in range(0, len(hits), _CHUNK):
            chunk = hits.take(slice(start, start + _CHUNK))
            columns = list(_columns(chunk, number, day, items, seed))
            file.write(_text([columns[at] for at in order], chunk))


def _columns(
    hits: Hits, number: int, day: date, items: Sequence[str], seed: int
) -> Iterator[pa.Array]:
    midnight = datetime.combine(day, datetime.min.time())
    opened = int((midnight - datetime(1970, 1, 1)).total_seconds())
    times = pc.cast(pa.array(opened + hits.seconds).cast(pa.timestamp("s")), pa.string())
    yield _blanked(times, hits, "no time", _ZERO_TIME)
    yield hex_ids(hits.number + (number << 40), "hit", seed)
    yield _blanked(visitor_ids(hits.visitor, seed), hits, "no visitor")
    yield pc.fill_null(customer_ids(hits.record), "")
    yield _blanked(words_at(items, hits.recipe), hits, "no item")
    yield words_at(ACTIONS, hits.action)
    yield words_at(DEVICE_WORDS, hits.kind)
    yield words_at(REFERRERS, hits.referrer)


def _blanked(column: pa.Array, hits: Hits, kind: str, blank: str = "") -> pa.Array:
    return pc.if_else(pa.array(hits.broken == BROKEN.index(kind)), blank, column)


def _text(columns: list[pa.Array], hits: Hits) -> memoryview:
    """Join the columns to lines; the lines' buffer is the file's text."""
    last = pc.binary_join_element_wise(columns[-1], "\n", "")
    whole = pc.binary_join_element_wise(*columns[:-1], last, ",")
    cut = pc.binary_join_element_wise(
        *columns[:2], pc.binary_join_element_wise(columns[2], "\n", ""), ","
    )
    lines = pc.if_else(pa.array(hits.broken == BROKEN.index("cut off")), cut, whole)
    ends = np.frombuffer(lines.buffers()[1], np.int32)
    return memoryview(lines.buffers()[2])[: int(ends[len(lines)])]

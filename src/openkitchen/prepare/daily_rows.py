"""Rows by day: a folder of Parquet files, one for each day (UTC), in the order of time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from openkitchen.errors import FileUnreadable
from openkitchen.schema.columns import (
    DEVICE,
    EVENT_TYPE,
    ITEM,
    MAP_VERSION,
    SESSION,
    SOURCE,
    TIME,
    USER,
    WEIGHT,
)
from openkitchen.sources.files import whole_file, whole_folder

__all__ = ["UNDATED", "DailyRows", "by_day", "load_days", "open_days", "save_days", "write_day"]

UNDATED = "0000-undated"
"""Stands for the day of rows without a time; before all days by name."""
_NO_ROWS = "no-rows"
_REPEATED = (ITEM, EVENT_TYPE, WEIGHT, DEVICE, SOURCE)
"""Columns with few values for many rows, which alone are worth a dictionary."""
_MARK = pa.schema([(MAP_VERSION, pa.string())])
_COLUMNS = pa.schema(
    [
        (USER, pa.string()),
        (ITEM, pa.string()),
        (TIME, pa.timestamp("us")),
        (EVENT_TYPE, pa.string()),
        (WEIGHT, pa.float64()),
        (SESSION, pa.string()),
        (DEVICE, pa.string()),
        (SOURCE, pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class DailyRows:
    """Interactions that lie in files, one for each day.

    Parameters
    ----------
    version
        Of the identity map that all of them were made under.
    files
        Name of the day and file, in the order of time.
    """

    version: str
    files: tuple[tuple[str, Path], ...]

    def read(self) -> pa.Table:
        """Read all rows into memory, with their ``map_version``."""
        tables = [pq.ParquetFile(path).read() for _, path in self.files]
        rows = pa.concat_tables([_COLUMNS.empty_table(), *tables])
        return rows.append_column(
            pa.field(MAP_VERSION, pa.string()), pa.repeat(self.version, rows.num_rows)
        )


def by_day(rows: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Cut rows that are in the order of time, those without a time first, at each midnight.

    Yields
    ------
    The day, such as ``2026-06-01``, and its rows.
    """
    n_undated = rows[TIME].null_count
    if n_undated:
        yield UNDATED, rows.slice(0, n_undated)
    dated = rows.slice(n_undated)
    if not dated.num_rows:
        return
    days = dated[TIME].cast(pa.timestamp("us")).cast(pa.date32(), safe=False).to_numpy()
    found, starts = np.unique(days, return_index=True)
    ends = [*starts[1:], dated.num_rows]
    for day, start, end in zip(found, starts, ends, strict=True):
        yield str(day), dated.slice(start, end - start)


def write_day(rows: pa.Table, path: Path) -> None:
    """Write the rows of one day: the same rows give the same bytes."""
    table = rows.combine_chunks().replace_schema_metadata()
    repeated = [name for name in _REPEATED if name in table.column_names]
    with whole_file(path) as part:
        pq.write_table(table, part, use_dictionary=repeated or False)


def save_days(rows: pa.Table | DailyRows, folder: Path) -> None:
    """Write a folder of days, whole or not at all.

    The version of the map stands in the name of the folder between, ``map_version=…``, as
    Parquet readers know it: when the map alone changes, the files of most days stay.

    Parameters
    ----------
    rows
        In the order of time. Files of `DailyRows` are linked where the disk allows.
    folder
        What to write, or replace.
    """
    with whole_folder(folder) as part:
        if isinstance(rows, DailyRows) and rows.files:
            inside = _inside(part, rows.version)
            for day, path in rows.files:
                _link(path, inside / f"{day}.parquet")
            return
        table = rows.read() if isinstance(rows, DailyRows) else rows
        if not table.num_rows:
            write_day(table, part / f"{_NO_ROWS}.parquet")
            return
        inside = _inside(part, pc.unique(table[MAP_VERSION])[0].as_py())
        for day, those in by_day(table.drop_columns([MAP_VERSION])):
            write_day(those, inside / f"{day}.parquet")


def load_days(path: Path) -> pa.Table:
    """Read a folder of days, or a single Parquet file, in the order of time."""
    return pq.read_table(path) if path.is_file() else open_days(path).to_table()


def open_days(path: Path) -> ds.Dataset:
    """Look at a folder of days, or at a single Parquet file, without reading its rows."""
    if path.is_file():
        return ds.dataset(path, format="parquet")
    return ds.dataset(path, format="parquet", partitioning=ds.partitioning(_MARK, flavor="hive"))


def _inside(folder: Path, version: str) -> Path:
    made = folder / f"{MAP_VERSION}={version}"
    made.mkdir()
    return made


def _link(path: Path, name: Path) -> None:
    try:
        os.link(path, name)
    except FileNotFoundError as error:
        raise FileUnreadable("is gone", file=str(path), hint="Run it again.") from error
    except OSError:  # a disk without links, or another disk
        shutil.copyfile(path, name)

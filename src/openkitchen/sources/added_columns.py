"""Read a column that is to be added to the attributes of users or items."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from openkitchen.schema.columns import ITEM, USER
from openkitchen.sources.attribute_tables import read_attributes
from openkitchen.sources.mapping import refuse_doubled
from openkitchen.sources.opening import open_file

__all__ = ["read_added_columns"]


def read_added_columns(path: Path, columns: Mapping[str, str] | None = None) -> pa.Table:
    """Read attributes of users or of items, whichever the file is about.

    Parameters
    ----------
    path
        CSV and its kin, JSON lines, Parquet or .xlsx, with ``user_id`` or ``item_id``.
    columns
        Their name → our name.

    Returns
    -------
    The id and all other columns; the first row of each id.

    Raises
    ------
    FileUnreadable, ColumnsError
        The file is no table, or has neither id.
    """
    extract = open_file(Path(path))
    refuse_doubled(extract.header, file=extract.name)
    plain = {name.lower().replace("_", "").replace(" ", "") for name in extract.header}
    renamed = set((columns or {}).values())
    about_items = ITEM in renamed or (USER not in renamed and ITEM.replace("_", "") in plain)
    return read_attributes(extract, ITEM if about_items else USER, columns or {}).rows

"""A table that is kept together with the names of the files that it was made of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from openkitchen.sources.files import whole_file

__all__ = ["keep_table", "load_kept_table"]

_MADE_OF = b"openkitchen.made_of"


def keep_table(path: Path, table: pa.Table, made_of: Sequence[str]) -> None:
    """Write a table and the names of the files that it was made of, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = json.dumps(list(made_of)).encode()
    with whole_file(path) as part:
        pq.write_table(table.replace_schema_metadata({_MADE_OF: told}), part)


def load_kept_table(path: Path) -> tuple[pa.Table, list[str]] | None:
    """Return a table that was kept, and what it was made of; nothing if there is none."""
    try:
        table = pq.ParquetFile(path).read()
        made_of = json.loads((table.schema.metadata or {})[_MADE_OF])
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return None
    return table.replace_schema_metadata(None), list(made_of)

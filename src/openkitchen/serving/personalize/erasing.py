"""Take a person out of what the dialect holds in files: imported data and trained bundles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openkitchen.serving.personalize.backend import Backend
from openkitchen.serving.personalize.control.training import BUNDLE
from openkitchen.store import resources

__all__ = ["Bundle", "bundles_of", "datasets_of_users", "erase_from_files", "imports_of"]

_USER = "USER_ID"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A trained model that the dialect keeps: the key of its resource, and where it is."""

    key: str
    path: Path


def datasets_of_users(backend: Backend) -> list[str]:
    """Return the keys of the datasets whose records are users."""
    rows = resources(backend.store, "dataset")
    return [row.key for row in rows if row.body["datasetType"] == "USERS"]


def imports_of(backend: Backend) -> Iterator[Path]:
    """Yield the files of imported interactions and users."""
    for row in resources(backend.store, "dataset"):
        if row.body["datasetType"] in {"INTERACTIONS", "USERS"}:
            yield from sorted(backend.data_of(row.key).glob("*.parquet"))


def bundles_of(backend: Backend) -> Iterator[Bundle]:
    """Yield the bundles of solution versions and recommenders."""
    for kind in ("solution-version", "recommender"):
        for row in resources(backend.store, kind):
            path = backend.data_of(row.key) / BUNDLE
            if path.is_dir():
                yield Bundle(row.key, path)


def erase_from_files(file: Path, user_id: str) -> int:
    """Write a table's file anew without a person's rows, whole or not at all; count them."""
    table = pq.read_table(file)
    own = next((name for name in table.column_names if name.upper() == _USER), None)
    if own is None:
        return 0
    kept = table.filter(
        pc.fill_null(pc.not_equal(table[own].cast(pa.string()), user_id), fill_value=True)
    )
    gone = int(table.num_rows - kept.num_rows)
    if gone:
        draft = file.with_name(f".{file.name}.{uuid4().hex}")
        try:
            pq.write_table(kept, draft)
            _to_disk(draft)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
    return gone


def _to_disk(file: Path) -> None:
    with file.open("rb") as written:
        os.fsync(written.fileno())

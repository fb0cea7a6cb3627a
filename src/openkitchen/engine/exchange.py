"""The folder through which Parquet files go to Spark and come back."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from pyarrow import fs

from openkitchen.engine.engines import Engine
from openkitchen.errors import MissingExtra

__all__ = ["Exchange", "open_exchange"]

_FOR_SPARK = {"s3://": "s3a://", "gcs://": "gs://"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A folder of one run.

    Parameters
    ----------
    system
        The file system, as pyarrow sees it.
    folder
        The folder in it.
    url
        The folder, as Spark sees it.
    shared
        Whether Spark sees this folder alone; otherwise it reads all local files.
    """

    system: Any
    folder: str
    url: str
    shared: bool

    def offer(self, paths: Sequence[Path]) -> list[str]:
        """Return addresses under which Spark reads local files; copy them if it must be."""
        if not self.shared:
            return [Path(path).resolve().as_uri() for path in paths]
        offered = []
        for path in paths:
            name = f"{uuid.uuid4().hex}.parquet"
            with (
                path.open("rb") as source,
                self.system.open_output_stream(f"{self.folder}/{name}") as target,
            ):
                shutil.copyfileobj(source, target, 1 << 20)
            offered.append(f"{self.url}/{name}")
        return offered

    def address(self, name: str) -> str:
        """Return the address under which Spark reads and writes a table."""
        return f"{self.url}/{name}"

    def put(self, name: str, table: pa.Table) -> None:
        """Write a table for Spark to read."""
        path = f"{self.folder}/{name}"
        self.system.create_dir(path)
        pq.write_table(table, f"{path}/rows.parquet", filesystem=self.system)

    def read(self, name: str) -> ds.Dataset:
        """Return what Spark wrote below a name, its files in their order."""
        found = self.system.get_file_info(fs.FileSelector(f"{self.folder}/{name}"))
        files = sorted(one.path for one in found if one.path.endswith(".parquet"))
        return ds.dataset(files, filesystem=self.system, format="parquet")


@contextmanager
def open_exchange(engine: Engine) -> Iterator[Exchange]:
    """Make a folder for the length of a ``with`` block, where the engine says."""
    if not engine.exchange:
        if engine.spill is not None:
            engine.spill.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="openkitchen-spark-", dir=engine.spill) as folder:
            yield Exchange(fs.LocalFileSystem(), folder, Path(folder).as_uri(), shared=False)
        return
    system, root = _file_system(engine.exchange)
    name = f"openkitchen-{uuid.uuid4().hex}"
    folder = f"{root.rstrip('/')}/{name}"
    system.create_dir(folder, recursive=True)
    try:
        yield Exchange(system, folder, f"{_as_spark_says(engine.exchange)}/{name}", shared=True)
    finally:
        system.delete_dir(folder)


def _file_system(place: str) -> tuple[Any, str]:
    if "://" not in place:
        return fs.LocalFileSystem(), str(Path(place).resolve())
    try:
        opened, root = import_module("fsspec").core.url_to_fs(place)
    except ImportError as error:
        raise MissingExtra(f"the file system of {place}", "objects") from error
    return fs.PyFileSystem(fs.FSSpecHandler(opened)), root


def _as_spark_says(place: str) -> str:
    if "://" not in place:
        return Path(place).resolve().as_uri()
    for ours, theirs in _FOR_SPARK.items():
        if place.startswith(ours):
            return theirs + place.removeprefix(ours).rstrip("/")
    return place.rstrip("/")

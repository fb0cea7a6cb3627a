"""The parts of a bundle, whatever the model: facts, arrays, histories, attribute tables.

::

    bundle.json      format, kind of model, settings, columns, counts
    arrays/*.npy     weights and the like, memory-mapped when read
    tables/*.parquet users, items and their attributes
    events.parquet   the histories

A bundle is written beside its place and moved there in one step: it is whole or absent.
"""

from __future__ import annotations

import glob
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from openkitchen.errors import BundleError, OpenKitchenError
from openkitchen.models.audience import Known
from openkitchen.models.events import Events, Labels
from openkitchen.models.index import Index
from openkitchen.models.rules import Rules
from openkitchen.models.rules_yaml import rules_of
from openkitchen.schema import Attribute, Tables
from openkitchen.schema.columns import ITEM, USER

__all__ = ["FORMAT", "Parts", "damage_told", "read_parts", "write_parts"]

FORMAT = 3
"""3: events carry their type, device and value."""

_EVENT_COLUMNS = ("user", "item", "time", "weight", "kind", "device", "value")

_STALE_SECONDS = 3600.0
_OLD = "-old-"

_DAMAGE = (
    *(KeyError, IndexError, AttributeError, ValueError, TypeError),
    *(OSError, EOFError, OpenKitchenError, pa.ArrowException),
)


@dataclass(frozen=True)
class Parts:
    """A fitted model, taken to parts that files can hold.

    Parameters
    ----------
    kind
        The model's name.
    facts
        What JSON can hold: settings, columns, counts.
    arrays
        Arrays by name.
    known
        Users, items and histories.
    tables
        Attribute tables; ``None`` for a model that keeps none.
    rules
        What may be in a list at all.
    """

    kind: str
    facts: dict[str, Any]
    arrays: dict[str, Any]
    known: Known
    tables: Tables | None = None
    rules: Rules = field(default_factory=Rules)


def write_parts(parts: Parts, path: str | Path) -> Path:
    """Write a bundle, replacing what is there, whole or not at all.

    Raises
    ------
    BundleError
        When the place holds something that is no bundle.
    """
    path = Path(path)
    if path.exists() and not (path / "bundle.json").exists():
        raise BundleError(
            f"{path} exists and is no bundle", hint="Choose another place, or remove it."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        staged.chmod(0o755)
        _write(parts, staged)
        _replace(staged, path)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    _clear_leftovers(path)
    return path


def read_parts(path: str | Path) -> Parts:
    """Read a bundle; large arrays stay on disk and are mapped into memory.

    Raises
    ------
    BundleError
        When there is no bundle, when it is damaged or of a newer format.
    """
    path = Path(path)
    facts = _facts(path)
    if not isinstance(facts.get("format"), int):
        raise BundleError(f"{path} states no format", hint="Fit it again.")
    if facts["format"] > FORMAT:
        raise BundleError(
            f"{path} has format {facts['format']}, newer than {FORMAT}",
            hint="Use the version of Open Kitchen that wrote it, or a later one.",
        )
    if facts["format"] < FORMAT:
        raise BundleError(
            f"{path} has format {facts['format']}, older than {FORMAT}",
            hint="Its settings mean other things now. Fit it again.",
        )
    with damage_told(path):
        arrays = {
            file.stem: np.lib.format.open_memmap(file, mode="r")
            for file in sorted((path / "arrays").glob("*.npy"))
        }
        tables = _read_attributes(path, facts) if "attributes" in facts else None
        known, rules = _known(path, facts), _read_rules(path, facts)
        parts = Parts(str(facts["model"]), facts, arrays, known, tables, rules)
        _refuse_mixed(parts)
        return parts


@contextmanager
def damage_told(path: str | Path) -> Iterator[None]:
    """Turn whatever a damaged bundle raises into a `BundleError`."""
    try:
        yield
    except _DAMAGE as error:
        raise BundleError(
            f"{path} is damaged: {type(error).__name__}: {error}", hint="Fit it again."
        ) from error


def _facts(path: Path) -> dict[str, Any]:
    if not (path / "bundle.json").is_file():
        raise BundleError(
            f"no bundle at {path}", hint="A bundle is a folder written by 'openkitchen fit --out'."
        )
    try:
        facts: dict[str, Any] = json.loads((path / "bundle.json").read_text("utf-8"))
    except ValueError as error:
        raise BundleError(f"{path / 'bundle.json'} is no JSON: {error}") from error
    if not isinstance(facts, dict):
        raise BundleError(f"{path / 'bundle.json'} holds no facts", hint="Fit it again.")
    return facts


def _write(parts: Parts, folder: Path) -> None:
    known, events = parts.known, parts.known.events
    (folder / "arrays").mkdir()
    (folder / "tables").mkdir()
    for name, array in parts.arrays.items():
        np.save(folder / "arrays" / f"{name}.npy", array, allow_pickle=False)
    for name, index, column in (("users", known.users, USER), ("items", known.items, ITEM)):
        pq.write_table(pa.table({column: index.array}), folder / f"tables/{name}_index.parquet")
    pq.write_table(
        pa.table({name: getattr(events, name) for name in _EVENT_COLUMNS}),
        folder / "events.parquet",
    )
    facts = {"format": FORMAT, "model": parts.kind, "dated": events.dated, **parts.facts}
    facts |= _write_rules(parts.rules, folder)
    facts["counts"] = _counts(known)
    facts["labels"] = asdict(known.labels)
    facts["shapes"] = {name: list(array.shape) for name, array in parts.arrays.items()}
    if parts.tables is not None:
        _write_attributes(parts.tables, folder)
        facts["attributes"] = {
            "users": [asdict(a) for a in parts.tables.user_attributes],
            "items": [asdict(a) for a in parts.tables.item_attributes],
        }
    text = json.dumps(facts, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / "bundle.json").write_text(text, "utf-8")


def _write_rules(rules: Rules, folder: Path) -> dict[str, Any]:
    """Write lists of ids as tables; return what the other facts are to be joined by."""
    if rules == Rules():
        return {}
    for number, (kind, table) in enumerate(rules.lists, start=1):
        pq.write_table(table, folder / f"tables/{kind}-{number}.parquet")
    kinds = [kind for kind, _ in rules.lists]
    return {"rules": rules.to_facts() | {"lists": kinds}}


def _read_rules(path: Path, facts: dict[str, Any]) -> Rules:
    stated = dict(facts.get("rules", {}))
    lists: dict[str, tuple[pa.Table, ...]] = {}
    for number, kind in enumerate(stated.pop("lists", []), start=1):
        table = pq.ParquetFile(path / f"tables/{kind}-{number}.parquet").read()
        lists[kind] = (*lists.get(kind, ()), table)
    return rules_of(stated, path, lists)


def _counts(known: Known) -> dict[str, int]:
    return {
        "users": len(known.users),
        "items": len(known.items),
        "interactions": len(known.events),
    }


def _refuse_mixed(parts: Parts) -> None:
    """Refuse files that are not of one fit."""
    counts = _counts(parts.known)
    if counts != parts.facts["counts"]:
        raise ValueError(f"{counts} are there of {parts.facts['counts']}")
    for name, shape in parts.facts.get("shapes", {}).items():
        if parts.arrays[name].shape != tuple(shape):
            raise ValueError(f"arrays/{name}.npy is {parts.arrays[name].shape}, not {shape}")


def _replace(staged: Path, path: Path) -> None:
    if not path.exists():
        staged.rename(path)
        return
    old = path.with_name(f".{path.name}{_OLD}{uuid4().hex}")
    path.rename(old)
    try:
        staged.rename(path)
    except BaseException:
        old.rename(path)
        raise
    shutil.rmtree(old)


def finish_replacing(path: Path) -> None:
    """End what a killed process began: put back a bundle that is missing, remove old ones.

    Nobody may be saving to the same place.

    Raises
    ------
    OSError
        When an old one cannot be removed.
    """
    found = path.parent.glob(f".{glob.escape(path.name)}{_OLD}*")
    olds = sorted((one for one in found if one.is_dir()), key=lambda one: one.stat().st_mtime)
    if olds and not path.exists():
        olds.pop().rename(path)
    for old in olds:
        shutil.rmtree(old)


def _clear_leftovers(path: Path) -> None:
    """Remove what killed processes left beside a bundle more than an hour ago."""
    for left in path.parent.glob(f".{glob.escape(path.name)}-*"):
        if (left / "arrays").is_dir() and time.time() - left.stat().st_mtime > _STALE_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def _known(path: Path, facts: dict[str, Any]) -> Known:
    users = pq.ParquetFile(path / "tables/users_index.parquet").read()[USER].combine_chunks()
    items = pq.ParquetFile(path / "tables/items_index.parquet").read()[ITEM].combine_chunks()
    table = pq.ParquetFile(path / "events.parquet").read()
    user = table["user"].to_numpy()
    start = np.concatenate([[0], np.cumsum(np.bincount(user, minlength=len(users)))])
    columns = {name: table[name].to_numpy() for name in _EVENT_COLUMNS}
    events = Events(start=start, dated=bool(facts["dated"]), **columns)
    labels = Labels(**{name: tuple(names) for name, names in facts["labels"].items()})
    return Known(Index("user", users), Index("item", items), events, labels)


def _write_attributes(tables: Tables, folder: Path) -> None:
    for name, table in (("users", tables.users), ("items", tables.items)):
        if table is not None:
            # a list's field keeps its name, so that what is read and written again is the same
            file = folder / f"tables/{name}.parquet"
            pq.write_table(table, file, use_compliant_nested_type=False)


def _read_attributes(path: Path, facts: dict[str, Any]) -> Tables:
    files = {name: path / f"tables/{name}.parquet" for name in ("users", "items")}
    attributes = {name: tuple(Attribute(**a) for a in facts["attributes"][name]) for name in files}
    # a table that has attributes was written; without any there may have been no table
    there = {name: bool(attributes[name]) or file.exists() for name, file in files.items()}
    tables = {n: pq.ParquetFile(f).read() if there[n] else None for n, f in files.items()}
    nothing = pa.table({})
    return Tables(
        nothing, tables["items"], tables["users"], attributes["items"], attributes["users"]
    )

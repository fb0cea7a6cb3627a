"""Measured peers are kept, so that a new run of the glass box need not run them again."""

from __future__ import annotations

import hashlib
import json
import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks._data import Case
from benchmarks._measure import Measured

FOLDER = Path(os.environ.get("OPENKITCHEN_BENCH_CACHE", Path(__file__).parent / ".cache"))
DEPENDS_ON = ("implicit", "irspack", "lightfm-next", "rectools")


def recall(case: Case, word: str, trials: int, cap: float) -> Measured | None:
    """Return an earlier measurement of at least that budget on the very same data."""
    lists, facts = _files(case, word)
    if not facts.is_file():
        return None
    kept = json.loads(facts.read_text("utf-8"))
    enough = kept["budget"] >= trials or (kept["capped"] and kept["cap"] >= cap)
    if not enough or _differ(kept["versions"], _versions()):
        return None
    told = {name: kept[name] for name in Measured.__dataclass_fields__ if name != "lists"}
    return Measured(lists=pq.read_table(lists), **told)


def keep(case: Case, word: str, trials: int, cap: float, found: Measured) -> None:
    """Keep a measurement."""
    lists, facts = _files(case, word)
    lists.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(found.lists, lists)
    told = found.facts() | {"budget": trials, "cap": cap, "versions": _versions()}
    facts.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def _files(case: Case, word: str) -> tuple[Path, Path]:
    folder = FOLDER / kept_as(case)
    return folder / f"{word}.parquet", folder / f"{word}.json"


def kept_as(case: Case) -> str:
    """Return the name of the folder of a data set: its name and its fingerprint."""
    slug = "".join(c if c.isalnum() else "-" for c in case.name.lower()).strip("-")
    return case.kept_as or f"{slug}-{_fingerprint(case)}"


def _fingerprint(case: Case) -> str:
    digest = hashlib.sha256(str(case.seen).encode())
    for table in (case.tables.interactions, case.test, case.tables.items, case.tables.users):
        if table is not None:
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, table.schema) as stream:
                stream.write_table(table.combine_chunks())
            digest.update(sink.getvalue())
    return digest.hexdigest()[:12]


def _differ(kept: dict[str, str], here: dict[str, str]) -> bool:
    """Whether a library that is here and was there had another version."""
    return any(kept[name] != here[name] for name in kept.keys() & here.keys())


def _versions() -> dict[str, str]:
    found = {}
    for name in DEPENDS_ON:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found

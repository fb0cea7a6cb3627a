"""A bundle: a fitted model in a folder, without pickle.

::

    bundle.json      format, kind of model, settings, columns, counts
    arrays/*.npy     weights and the like, memory-mapped when loaded
    tables/*.parquet users, items and their attributes
    events.parquet   the histories

A bundle is written beside its place and moved there in one step: it is whole or absent.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import scipy.sparse as sp

from openkitchen.errors import BundleError
from openkitchen.models.audience import Known
from openkitchen.models.contract import Model
from openkitchen.models.design import Design
from openkitchen.models.ease import Ease, EaseSettings
from openkitchen.models.encode import Column, Encoder
from openkitchen.models.events import Events
from openkitchen.models.glass_box import Fitted, GlassBox
from openkitchen.models.index import Index
from openkitchen.models.popularity import Popularity, RecentPopularity
from openkitchen.models.settings import GlassBoxSettings
from openkitchen.models.weights import WeightMatrix, with_constant
from openkitchen.schema import Attribute, Tables
from openkitchen.schema.columns import ITEM, USER

__all__ = ["FORMAT", "load", "save"]

FORMAT = 1

_SPARSE = ("data", "indices", "indptr")

Saved = tuple[dict[str, Any], dict[str, Any]]


def save(model: Model, path: str | Path) -> Path:
    """Write a fitted model to a folder, replacing what is there, whole or not at all.

    Parameters
    ----------
    model
        A fitted model of this package.
    path
        The folder to write.

    Raises
    ------
    BundleError
        When the model is of no kind that can be saved, or the place is not a bundle.
    NotFitted
        When the model was not fitted.
    """
    path = Path(path)
    if model.name not in _KINDS:
        raise BundleError(f"a model of kind {model.name!r} cannot be saved")
    if path.exists() and not (path / "bundle.json").exists():
        raise BundleError(
            f"{path} exists and is no bundle", hint="Choose another place, or remove it."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        staged.chmod(0o755)
        _write(model, staged)
        _replace(staged, path)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    return path


def load(path: str | Path) -> GlassBox | Ease | Popularity:
    """Read a bundle; large arrays stay on disk and are mapped into memory.

    Raises
    ------
    BundleError
        When there is no bundle, when it is damaged or of a newer format.
    """
    path = Path(path)
    facts = _facts(path)
    if facts.get("format", 0) > FORMAT:
        raise BundleError(
            f"{path} has format {facts['format']}, newer than {FORMAT}",
            hint="Use the version of Open Kitchen that wrote it, or a later one.",
        )
    try:
        model: GlassBox | Ease | Popularity = _KINDS[facts["model"]][1](path, facts)
    except (KeyError, OSError, ValueError, TypeError, pa.ArrowException) as error:
        raise BundleError(
            f"{path} is damaged: {type(error).__name__}: {error}", hint="Fit it again."
        ) from error
    return model


def _facts(path: Path) -> dict[str, Any]:
    if not (path / "bundle.json").is_file():
        raise BundleError(
            f"no bundle at {path}", hint="A bundle is a folder written by 'openkitchen fit --out'."
        )
    try:
        facts: dict[str, Any] = json.loads((path / "bundle.json").read_text("utf-8"))
    except ValueError as error:
        raise BundleError(f"{path / 'bundle.json'} is no JSON: {error}") from error
    return facts


def _write(model: Model, folder: Path) -> None:
    facts, arrays = _KINDS[model.name][0](model)
    known: Known = model.known  # type: ignore[attr-defined]
    (folder / "arrays").mkdir()
    (folder / "tables").mkdir()
    for name, array in arrays.items():
        np.save(folder / "arrays" / f"{name}.npy", array, allow_pickle=False)
    for name, index, column in (("users", known.users, USER), ("items", known.items, ITEM)):
        pq.write_table(pa.table({column: index.array}), folder / f"tables/{name}_index.parquet")
    events = known.events
    pq.write_table(
        pa.table({f: getattr(events, f) for f in ("user", "item", "time", "weight")}),
        folder / "events.parquet",
    )
    facts = {"format": FORMAT, "model": model.name, "dated": events.dated, **facts}
    facts["counts"] = {
        "users": len(known.users),
        "items": len(known.items),
        "interactions": len(events),
    }
    if isinstance(model, GlassBox):
        _write_attributes(model.fitted.tables, folder)
    text = json.dumps(facts, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / "bundle.json").write_text(text, "utf-8")


def _replace(staged: Path, path: Path) -> None:
    if not path.exists():
        staged.rename(path)
        return
    old = path.with_name(f".{path.name}-old-{os.getpid()}")
    path.rename(old)
    staged.rename(path)
    shutil.rmtree(old)


def _known(path: Path, facts: dict[str, Any]) -> Known:
    users = pq.read_table(path / "tables/users_index.parquet")[USER].combine_chunks()
    items = pq.read_table(path / "tables/items_index.parquet")[ITEM].combine_chunks()
    table = pq.read_table(path / "events.parquet")
    user = table["user"].to_numpy()
    start = np.concatenate([[0], np.cumsum(np.bincount(user, minlength=len(users)))])
    events = Events(
        user,
        table["item"].to_numpy(),
        table["time"].to_numpy(),
        table["weight"].to_numpy(),
        start,
        bool(facts["dated"]),
    )
    return Known(Index("user", users), Index("item", items), events)


def _array(path: Path, name: str) -> Any:
    return np.load(path / "arrays" / f"{name}.npy", mmap_mode="r", allow_pickle=False)


def _write_attributes(tables: Tables, folder: Path) -> None:
    for name, table in (("users", tables.users), ("items", tables.items)):
        if table is not None:
            pq.write_table(table, folder / f"tables/{name}.parquet")


def _read_attributes(path: Path, facts: dict[str, Any]) -> Tables:
    tables = {
        name: pq.read_table(file) if (file := path / f"tables/{name}.parquet").exists() else None
        for name in ("users", "items")
    }
    attributes = {name: tuple(Attribute(**a) for a in facts["attributes"][name]) for name in tables}
    nothing = pa.table({})
    return Tables(
        nothing, tables["items"], tables["users"], attributes["items"], attributes["users"]
    )


def _save_glass_box(model: GlassBox) -> Saved:
    fitted, design = model.fitted, model.fitted.design
    facts = {
        "settings": asdict(fitted.settings),
        "n_inputs": design.n_inputs,
        "n_own": design.n_own,
        "item_columns": [asdict(c) for c in design.item_encoder.columns],
        "user_columns": [asdict(c) for c in design.user_encoder.columns],
        "attributes": {
            "users": [asdict(a) for a in fitted.tables.user_attributes],
            "items": [asdict(a) for a in fitted.tables.item_attributes],
        },
    }
    arrays = {name: getattr(fitted, name) for name in ("trend", "variance", "residual")}
    arrays |= {"weights": fitted.weights.own, "lent_weights": fitted.weights.lent}
    arrays |= {f"tags_{part}": getattr(design.tags, part) for part in _SPARSE}
    return facts, arrays | {"user_attributes": design.users}


def _load_glass_box(path: Path, facts: dict[str, Any]) -> GlassBox:
    given: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in facts["settings"].items()
    }
    settings = GlassBoxSettings(**given)
    known = _known(path, facts)
    n_own, n_tags = facts["n_own"], len(facts["item_columns"])
    parts = tuple(np.asarray(_array(path, f"tags_{part}")) for part in _SPARSE)
    tags = sp.csr_array(parts, shape=(len(known.items), n_tags))
    design = Design(
        settings.parsed_scales,
        float(settings.power or 0.0),
        facts["n_inputs"],
        n_own,
        tags,
        bool(settings.ridge_tags),
        Encoder(tuple(Column(**c) for c in facts["item_columns"])),
        Encoder(tuple(Column(**c) for c in facts["user_columns"])),
        _array(path, "user_attributes"),
        tuple(known.items.ids[: facts["n_inputs"]]),
    )
    return GlassBox.of(
        Fitted(
            settings,
            known,
            design,
            weights=WeightMatrix(
                _array(path, "weights"), _array(path, "lent_weights"), with_constant(tags[n_own:])
            ),
            trend=_array(path, "trend"),
            variance=_array(path, "variance"),
            residual=_array(path, "residual"),
            tables=_read_attributes(path, facts),
        )
    )


def _save_ease(model: Ease) -> Saved:
    return {"settings": asdict(model.settings)}, {"weights": model.weights}


def _load_ease(path: Path, facts: dict[str, Any]) -> Ease:
    model = Ease(EaseSettings(**facts["settings"]))
    model.weights, model._known = _array(path, "weights"), _known(path, facts)
    return model


def _save_popularity(model: Popularity) -> Saved:
    settings = asdict(model.settings) if isinstance(model, RecentPopularity) else {}
    return {"settings": settings}, {"score": model._score}


def _load_popularity(path: Path, facts: dict[str, Any]) -> Popularity:
    recent = facts["model"] == RecentPopularity.name
    model = RecentPopularity(**facts["settings"]) if recent else Popularity()
    model._score, model._known = _array(path, "score"), _known(path, facts)
    return model


_KINDS: dict[str, tuple[Callable[[Any], Saved], Callable[[Path, dict[str, Any]], Any]]] = {
    GlassBox.name: (_save_glass_box, _load_glass_box),
    Ease.name: (_save_ease, _load_ease),
    Popularity.name: (_save_popularity, _load_popularity),
    RecentPopularity.name: (_save_popularity, _load_popularity),
}

"""What the arms of a pilot recommend: bundles, files, other models, maps and settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.evaluate import read_lists
from openkitchen.experiments.contenders import house_contenders
from openkitchen.models import GlassBox, GlassBoxSettings, settings_from_text
from openkitchen.pilot.lists import ArmLists, Cookbook
from openkitchen.pilot.settings import Arm, PilotSettings
from openkitchen.pipelines.bundles import load_bundle
from openkitchen.pipelines.material import learned
from openkitchen.pipelines.other_map import model_of_map
from openkitchen.pipelines.outsiders import outside_model
from openkitchen.pipelines.shelf import open_shelf
from openkitchen.pipelines.workspace import Workspace, bundle_in
from openkitchen.prepare import tables_of
from openkitchen.reporting import Titles
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM, RANK, USER

__all__ = ["cookbook_of"]


def cookbook_of(folder: Path, settings: PilotSettings) -> Cookbook:
    """Open both arms, and the words for items.

    Parameters
    ----------
    folder
        The workspace or the bundle.
    settings
        What is stated.

    Raises
    ------
    UnknownName, SettingsError, BundleError
        When an arm cannot be opened; the message names it.
    """
    kitchen = _Larder(folder.resolve())
    one, other = (kitchen.arm(name, arm) for name, arm in settings.arms.items())
    items = kitchen.tables().items
    titles = Titles.of(items).by_id
    return Cookbook((one, other), titles, _details(items, settings.details))


@dataclass
class _Larder:
    """What arms are made from; the bundle and the tables are opened once."""

    root: Path
    held: Any = None
    kept: Tables | None = None

    def bundle(self) -> Any:
        if self.held is None:
            self.held = load_bundle(self.root)
        return self.held

    def tables(self) -> Tables:
        if self.kept is None:
            if Workspace(self.root).sources_file.is_file():
                shelf = open_shelf(self.root, "local")
                loaded = (shelf.load(name) for name in ("interactions", "users", "items"))
                self.kept = tables_of(*loaded)
            else:
                own = getattr(self.bundle(), "tables", None)
                users, items = (None, None) if own is None else (own.users, own.items)
                self.kept = tables_of(learned(self.bundle()), users, items)
        return self.kept

    def arm(self, name: str, arm: Arm) -> ArmLists:
        """Return what an arm recommends.

        Raises
        ------
        SettingsError
            When the arm cannot be opened.
        """
        if arm.recommendations is not None:
            return _of_file(name, self.root / arm.recommendations)
        if arm.map is not None:
            base = _glass_box(name, self.bundle())
            other = model_of_map(self.root, arm.map, base, whole=True)
            return _of_model(other.model, follow=other.follow)
        if arm.settings is not None:
            changed = _with(_glass_box(name, self.bundle()).fitted.settings, arm.settings)
            return _of_model(self._fitted(lambda: changed), arm.diversity)
        if arm.outside is not None:
            return _of_model(self._fitted(outside_model(arm.outside)))
        if arm.model is not None:
            (contender,) = house_contenders([arm.model])
            make, _ = contender.choose(self.tables(), None)
            return _of_model(self._fitted(make))
        if arm.bundle is not None:
            return _of_model(load_bundle(bundle_in(self.root / arm.bundle)))
        return _of_model(self.bundle(), arm.diversity)

    def _fitted(self, make: Callable[[], Any]) -> Any:
        """Fit a model on the tables, under the rules of the published bundle."""
        model = make().fit(self.tables())
        return model.with_rules(self.bundle().rules) if hasattr(model, "with_rules") else model


def _of_model(
    model: Any, diversity: float | None = None, follow: Mapping[str, str] | None = None
) -> ArmLists:
    more = {} if diversity is None else {"diversity": diversity}

    def lists(users: Sequence[str], k: int) -> Mapping[str, Sequence[str]]:
        there = {user: (follow or {}).get(user, user) for user in users}
        wanted = list(dict.fromkeys(there.values()))
        ranked = _ranked(model.recommend(wanted, k, **more).table)
        return {user: ranked.get(name, []) for user, name in there.items()}

    return lists


def _of_file(name: str, path: Path) -> ArmLists:
    if not path.is_file():
        raise SettingsError(f"arm {name}: there is no file {path}", hint="Paths start in --dir.")
    ranked = _ranked(read_lists(path))

    def lists(users: Sequence[str], k: int) -> Mapping[str, Sequence[str]]:
        return {user: ranked.get(user, [])[:k] for user in users}

    return lists


def _ranked(table: pa.Table) -> dict[str, list[str]]:
    if RANK in table.column_names:
        table = table.sort_by([(USER, "ascending"), (RANK, "ascending")])
    ranked: dict[str, list[str]] = {}
    users, items = (pc.cast(table[name], pa.string()).to_pylist() for name in (USER, ITEM))
    for user, item in zip(users, items, strict=True):
        ranked.setdefault(user, []).append(item)
    return ranked


def _glass_box(name: str, bundle: Any) -> GlassBox:
    if not isinstance(bundle, GlassBox):
        raise SettingsError(
            f"arm {name}: other settings and other maps need a glass box as the published bundle",
            hint="Name a bundle, a model or a file of lists instead.",
        )
    return bundle


def _with(base: GlassBoxSettings, changed: Mapping[str, Any]) -> GlassBox:
    """Return an unfitted model with other settings, read as those of ``parameters.yml`` are."""
    read = settings_from_text({name: _as_text(value) for name, value in changed.items()})
    return GlassBox(replace(base, **{name: getattr(read, name) for name in changed}))


def _as_text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _details(items: pa.Table | None, columns: Sequence[str]) -> dict[str, str]:
    """Return what stands below each item's title."""
    if items is None or not columns:
        return {}
    for name in columns:
        if name not in items.column_names:
            raise UnknownName("column of items", name, items.column_names, hint="See details:")
    words = {}
    for row in items.select([ITEM, *columns]).to_pylist():
        told = (row[name] for name in columns)
        parts = (", ".join(map(str, one)) if isinstance(one, list) else str(one) for one in told
                 if one not in (None, [], ""))  # fmt: skip
        words[str(row[ITEM])] = " · ".join(parts)
    return words

"""A pilot in a workspace: what it states, where it is kept, and what its arms recommend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from openkitchen.errors import FileUnreadable, SettingsError, UnknownName
from openkitchen.evaluate import compare, evaluate_lists, read_choices, read_lists
from openkitchen.experiments.contenders import house_contenders
from openkitchen.models import GlassBox
from openkitchen.pilot.coding import Coding, agree, read_codes
from openkitchen.pilot.desk import Desk, begin_pilot, keep_wording, open_desk
from openkitchen.pilot.lists import ArmLists, Cookbook
from openkitchen.pilot.offline import OfflineGap, offline_gap
from openkitchen.pilot.post import Carrier, EmlFolder, SmtpCarrier
from openkitchen.pilot.settings import Arm, PilotSettings, settings_of
from openkitchen.pipelines.bundles import load_bundle
from openkitchen.pipelines.material import learned
from openkitchen.pipelines.other_map import model_of_map
from openkitchen.pipelines.outsiders import outside_model
from openkitchen.pipelines.shelf import open_shelf, settings_in
from openkitchen.pipelines.state import open_lodging
from openkitchen.pipelines.workspace import Workspace, bundle_in
from openkitchen.prepare import tables_of
from openkitchen.reporting import Titles
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM, RANK, USER

__all__ = [
    "carrier_of",
    "coding_of",
    "cookbook_of",
    "offline_given",
    "offline_of",
    "open_pilot",
    "stated_in",
]

_FILE = "pilot.yml"


def stated_in(folder: Path, file: Path | None = None) -> PilotSettings:
    """Read what is stated about the pilot: in a file, the workspace's, or by default.

    Raises
    ------
    FileUnreadable, SettingsError
        When it cannot be read, or states what cannot be.
    """
    if file is None and Workspace(folder.resolve()).sources_file.is_file():
        return settings_of(settings_in(folder.resolve(), "local", "pilot"), _FILE)
    if file is None:
        return settings_of({})
    try:
        stated = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())
        raise FileUnreadable(f"it is no YAML: {said}", file=str(file)) from error
    if stated is not None and not isinstance(stated, Mapping):
        raise FileUnreadable("it is no mapping of names to settings", file=str(file))
    return settings_of(stated, file.name)


@contextmanager
def open_pilot(
    folder: Path, store: str = "", name: str = "", *, file: Path | None = None, begin: bool = False
) -> Iterator[Desk]:
    """Open the pilot of a workspace or a bundle, for as long as a command takes.

    Parameters
    ----------
    folder
        The workspace or the bundle.
    store
        URL of the database; SQLite beside it when empty.
    name
        Another pilot than the one that is stated.
    file
        Where the pilot is stated; the workspace's ``pilot.yml`` when ``None``.
    begin
        Begin it if there is none yet.
    """
    stated = stated_in(folder, file)
    with open_lodging(folder, store) as (opened, lodging):
        key_folder = lodging.folder.parent
        if begin:
            yield begin_pilot(opened, key_folder, stated)
            return
        desk = open_desk(opened, key_folder, stated, name)
        if desk.row.closed_at is None:
            keep_wording(desk)
        yield desk


def carrier_of(folder: Path, desk: Desk, eml: Path | None) -> Carrier:
    """Return how mails leave: as files where a folder is named or no host stated, else by SMTP."""
    mail = desk.settings.mail
    if eml is not None or not mail.host:
        return EmlFolder(eml or desk.folder / "08_reporting" / "mails")
    signs = settings_in(folder.resolve(), "local", "credentials").get("smtp") or {}
    return SmtpCarrier(mail, str(signs.get("username", "")), str(signs.get("password", "")))


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


def offline_of(
    lists: tuple[Path, Path], truth: Path, metric: str, k: int, train: Path | None = None
) -> OfflineGap:
    """Hold both arms' offline lists against what was chosen later, user by user.

    Parameters
    ----------
    lists
        A file of lists for each arm, made by models that did not know the truth.
    truth
        What was chosen.
    metric, k
        Which figure.
    train
        What had been chosen before.
    """
    chosen = read_choices(truth)
    before = None if train is None else read_choices(train)
    one, other = (
        evaluate_lists(read_lists(path), chosen, k, before, file=str(path)) for path in lists
    )
    return offline_gap(compare(one, other), metric, k)


def offline_given(
    lists: Sequence[Path], truth: Path | None, metric: str, k: int, train: Path | None
) -> OfflineGap | None:
    """Return the offline difference where lists of both arms were named.

    Raises
    ------
    SettingsError
        When something of it is missing.
    """
    if not lists and truth is None:
        return None
    if len(lists) != 2 or truth is None:
        raise SettingsError(
            "an offline difference needs lists of both arms, and what was chosen later",
            hint="--offline FIRST --offline SECOND --truth FILE",
        )
    return offline_of((lists[0], lists[1]), truth, metric, k, train)


def coding_of(sheets: Sequence[Path]) -> Coding | None:
    """Compare two readers' sheets where they were named.

    Raises
    ------
    SettingsError
        When there are not two.
    """
    if not sheets:
        return None
    if len(sheets) != 2:
        raise SettingsError(
            f"{len(sheets)} readers' sheets", hint="Two readers: --codes FIRST --codes SECOND"
        )
    return agree(*(read_codes(path) for path in sheets))


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
            other = model_of_map(self.root, arm.map, _glass_box(name, self.bundle()))
            return _of_model(other.model, follow=other.follow)
        if arm.settings is not None:
            base = _glass_box(name, self.bundle()).fitted.settings
            return _of_model(self._fitted(lambda: _with(base, arm.settings)), arm.diversity)
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


def _with(base: Any, changed: Mapping[str, Any] | None) -> GlassBox:
    from dataclasses import fields, replace

    known = [one.name for one in fields(base)]
    for name in changed or {}:
        if name not in known:
            raise UnknownName("setting", name, known)
    return GlassBox(replace(base, **(changed or {})))


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

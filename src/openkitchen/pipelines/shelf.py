"""The shelf: where a run finds its inputs and puts its outputs, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from openkitchen.errors import MissingExtra, UnknownName, WorkspaceError
from openkitchen.pipelines.formats import FORMATS, PREFIX
from openkitchen.sources.files import clear_leftovers

__all__ = ["PARAMETER", "Shelf", "open_shelf", "settings_in"]

PARAMETER = "params:"
MAY_BE_MISSING = ("Identity", "Settings", "Questions")
"""Types of datasets that grow and begin with nothing, or state nothing by not being there."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Catalogued files, parameters, and what is handed on in memory.

    Parameters
    ----------
    root
        The workspace's folder; relative paths in the catalog start there.
    entries
        The catalog: for each name a ``type`` and what that type needs.
    parameters
        The settings of the steps.
    """

    root: Path
    entries: Mapping[str, Mapping[str, Any]]
    parameters: Mapping[str, Any]
    memory: dict[str, Any] = field(default_factory=dict)

    def load(self, name: str) -> Any:
        """Return a parameter, something in memory, or a file's content."""
        if name == "parameters":
            return dict(self.parameters)
        if name.startswith(PARAMETER):
            return self._parameter(name.removeprefix(PARAMETER))
        if name in self.memory:
            return self.memory[name]
        if name not in self.entries:
            raise UnknownName(
                "table",
                name,
                self.entries,
                hint="Name it in conf/base/catalog.yml, or let a step write it.",
            )
        entry = self.entries[name]
        if not _ours(entry):
            return self._kedro(name, entry).load()
        path = self.path(name)
        if not path.exists() and _kind(entry) not in MAY_BE_MISSING:
            raise WorkspaceError(
                f"there is no {path.relative_to(self.root)} yet",
                hint="Run the steps before this one: openkitchen run",
            )
        return FORMATS[_kind(entry)].load(path)

    def save(self, name: str, value: Any) -> None:
        """Write a catalogued file, whole or not at all; keep anything else in memory."""
        entry = self.entries.get(name)
        if entry is None:
            self.memory[name] = value
        elif _ours(entry):
            path = self.path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            clear_leftovers(path.parent)
            FORMATS[_kind(entry)].save(value, path)
        else:
            self._kedro(name, entry).save(value)

    def path(self, name: str) -> Path:
        """Return the file of a catalogued name."""
        given = self.entries[name].get("filepath")
        if not isinstance(given, str):
            raise WorkspaceError(f"conf/base/catalog.yml: {name} has no filepath")
        return self.root / given

    def holds(self, name: str) -> bool:
        """Return whether a name is a parameter, in the catalog, or in memory."""
        return _is_parameter(name) or name in self.entries or name in self.memory

    def file_of(self, name: str) -> Path | None:
        """Return the file of a catalogued name; ``None`` for what lies in no local file."""
        given = self.entries.get(name, {}).get("filepath")
        return self.path(name) if isinstance(given, str) and "://" not in given else None

    def is_received(self, name: str) -> bool:
        """Return whether a name stands for what was delivered."""
        return str(self.entries.get(name, {}).get("type")) == f"{PREFIX}Received"

    def _parameter(self, key: str) -> Any:
        found: Any = self.parameters
        for part in key.split("."):
            if not isinstance(found, Mapping) or part not in found:
                raise UnknownName("parameter", key, self.parameters)
            found = found[part]
        return found

    def _kedro(self, name: str, entry: Mapping[str, Any]) -> Any:
        try:
            from kedro.io import AbstractDataset, DatasetError
        except ImportError as error:
            raise MissingExtra(f"Kedro, which {name} in catalog.yml asks for,", "kedro") from error
        given = dict(entry)
        if isinstance(given.get("filepath"), str) and "://" not in given["filepath"]:
            given["filepath"] = str(self.path(name))
        try:
            return AbstractDataset.from_config(name, given)
        except DatasetError as error:
            said = " ".join(str(error).split())
            raise WorkspaceError(f"the catalog's {name} cannot be used: {said}") from error


def open_shelf(root: Path, env: str) -> Shelf:
    """Read a workspace's catalog and parameters; those in ``conf/<env>`` win.

    Raises
    ------
    WorkspaceError
        When a file is no YAML mapping, or holds what only Kedro can read.
    """
    if env not in {"base", "local"} and not (root / "conf" / env).is_dir():
        known = [path.name for path in (root / "conf").iterdir() if path.is_dir()]
        raise UnknownName("environment", env, known, hint=f"Make the folder conf/{env}.")
    entries = settings_in(root, env, "catalog")
    for name, entry in entries.items():
        if not isinstance(entry, dict) or not isinstance(entry.get("type"), str):
            raise WorkspaceError(
                f"the catalog has no type for {name}: {entry!r}",
                hint=f"Write {name}: {{type: {PREFIX}Table, filepath: data/…}} in catalog.yml.",
            )
    parameters = settings_in(root, env, "parameters")
    return Shelf(root, entries, parameters | _anchored(parameters.get("rules"), root))


def _anchored(rules: Any, root: Path) -> dict[str, Any]:
    """Let the files of ids that rules name start in the workspace's folder."""
    if not isinstance(rules, Mapping):
        return {}
    named = {key: rules[key] for key in ("allow", "deny") if rules.get(key) is not None}
    files = {
        key: [str(root / str(file)) for file in (given if isinstance(given, list) else [given])]
        for key, given in named.items()
    }
    return {"rules": {**rules, **files}}


def settings_in(root: Path, env: str, kind: str) -> dict[str, Any]:
    """Read ``conf/base/<kind>*.yml`` and ``conf/<env>/<kind>*.yml``; the latter win, key by key."""
    merged: dict[str, Any] = {}
    for folder in dict.fromkeys(("base", env)):
        for path in sorted((root / "conf" / folder).glob(f"{kind}*.yml")):
            merged |= _mapping(path, path.relative_to(root))
    return merged


def _mapping(path: Path, shown: Path) -> dict[str, Any]:
    text = path.read_text("utf-8")
    if "${" in text:
        raise WorkspaceError(
            f"{shown} holds a reference ${{…}}, which only Kedro resolves",
            hint="Run it with kedro run, or write the value out.",
        )
    try:
        read = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise WorkspaceError(f"{shown} is no YAML: {error}") from error
    if not isinstance(read, dict):
        raise WorkspaceError(f"{shown} is no mapping of names to settings")
    return read


def _is_parameter(name: str) -> bool:
    return name == "parameters" or name.startswith(PARAMETER)


def _ours(entry: Mapping[str, Any]) -> bool:
    return str(entry.get("type", "")).startswith(PREFIX)


def _kind(entry: Mapping[str, Any]) -> str:
    kind = str(entry["type"]).removeprefix(PREFIX)
    if kind not in FORMATS:
        raise UnknownName("dataset type", kind, FORMATS)
    return kind

"""What each step was made from, and what is different now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openkitchen.pipelines.digests import Digests
from openkitchen.sources.files import write_whole

__all__ = ["Fingerprint", "Kept", "load_kept"]

_FORMAT = 1
_MOST = 3
_ABSENT = "nothing"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Everything that decides what a step makes, and what it made.

    Parameters
    ----------
    inputs
        Name → digest.
    files
        Delivered files that count → digest, for the input ``received``.
    settings
        Name → value.
    sql
        SQL model → digest.
    code
        Digest of the Python code.
    engine
        The engine that ran the SQL; empty for a step without SQL.
    outputs
        Name → digest, of those that are files.
    """

    inputs: Mapping[str, str]
    files: Mapping[str, str]
    settings: Mapping[str, Any]
    sql: Mapping[str, str]
    code: str
    engine: str
    outputs: Mapping[str, str] = field(default_factory=dict)

    def differences(self, before: Fingerprint) -> tuple[str, ...]:
        """Say in words what is different from an earlier fingerprint; nothing if all is equal."""
        said = [
            *_changed_settings(before.settings, self.settings),
            *(f"SQL {name} has changed" for name in _changed(before.sql, self.sql)),
            *_changed_files(before.files, self.files),
            *(f"input {name} has changed" for name in _changed(before.inputs, self.inputs)),
        ]
        if self.code != before.code:
            said.append("the program has changed")
        if self.engine != before.engine:
            said.append(f"engine: {before.engine or _ABSENT} before, {self.engine or _ABSENT} now")
        for name, digest in self.outputs.items():
            if not digest:
                said.append(f"output {name} is missing")
            elif digest != before.outputs.get(name):
                said.append(f"output {name} is not as this step wrote it")
        return tuple(said)

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Kept:
    """The fingerprints of a workspace's steps, kept in a file.

    Parameters
    ----------
    path
        The file.
    steps
        Name of a step → its fingerprint when it last ran.
    digests
        Of files that have been read.
    """

    path: Path
    steps: dict[str, Fingerprint]
    digests: Digests

    def save(self) -> None:
        """Write the file, whole or not at all."""
        content = {
            "format": _FORMAT,
            "steps": {name: one.to_dict() for name, one in self.steps.items()},
            "digests": self.digests.known,
        }
        write_whole(self.path, json.dumps(content, indent=1, sort_keys=True).encode())


def load_kept(path: Path, root: Path) -> Kept:
    """Read the kept fingerprints of the workspace in ``root``; there may be none yet."""
    nothing = Kept(path, {}, Digests(root))
    try:
        content = json.loads(path.read_text("utf-8"))
        if content["format"] != _FORMAT:
            return nothing
        steps = {name: Fingerprint(**one) for name, one in content["steps"].items()}
        known = {name: (stamp, digest) for name, (stamp, digest) in content["digests"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return nothing
    return Kept(path, steps, Digests(root, known))


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return [name for name in {**before, **now} if before.get(name) != now.get(name)]


def _changed_files(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    changed = _changed(before, now)
    for name in changed[:_MOST]:
        what = "has been received" if name not in before else "counts otherwise than before"
        yield f"{name} {what if name in now else 'counts no more'}"
    if len(changed) > _MOST:
        yield f"and {len(changed) - _MOST:,} more files"


def _changed_settings(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    old, new = dict(_leaves("", before)), dict(_leaves("", now))
    for name in _changed(old, new):
        before, now = _differing(old.get(name, _ABSENT), new.get(name, _ABSENT))
        yield f"setting {name}: {_shown(before)} before, {_shown(now)} now"


def _differing(old: Any, new: Any) -> tuple[Any, Any]:
    """Of two lists of many entries return those that only one has; else the two as they are."""
    if not (isinstance(old, list) and isinstance(new, list)):
        return old, new
    parts = [one for one in old if one not in new], [one for one in new if one not in old]
    return parts if any(parts) else (old, new)


def _shown(value: Any) -> str:
    return value if value is _ABSENT else json.dumps(value, ensure_ascii=False)


def _leaves(at: str, settings: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(settings, Mapping) or (at and not settings):
        yield at, settings
        return
    for name, value in settings.items():
        yield from _leaves(f"{at}.{name}" if at else str(name), value)

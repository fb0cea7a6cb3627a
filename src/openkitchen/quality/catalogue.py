"""The catalogue of issues, read from its file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, get_args

import yaml

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.quality.issue import Issue, Phase, Source

__all__ = ["built_in", "issue_named", "issues_from"]

_FIELDS = {"title", "phase", "why", "check", "do", "look", "codes", "from"}
_NEEDED = ("title", "phase", "why", "check", "do")


@cache
def built_in() -> tuple[Issue, ...]:
    """Return the issues of the catalogue that comes with the package, in its order."""
    text = (files("openkitchen.quality") / "catalogue.yml").read_text("utf-8")
    return issues_from(yaml.safe_load(text), "catalogue.yml")


def issues_from(given: Any, file: str) -> tuple[Issue, ...]:
    """Read a catalogue.

    Parameters
    ----------
    given
        ``works`` (key → citation) and ``issues`` (name → what is stated of it).
    file
        Its name, for messages.

    Raises
    ------
    SettingsError
        When something is missing or of no known name.
    """
    works = _mapping(given.get("works") or {}, f"{file}: works")
    stated = _mapping(given.get("issues") or {}, f"{file}: issues")
    return tuple(_issue(str(name), facts, works, file) for name, facts in stated.items())


def issue_named(name: str, issues: Iterable[Issue]) -> Issue:
    """Return the issue of a name.

    Raises
    ------
    UnknownName
        When there is none.
    """
    issues = list(issues)
    for one in issues:
        if one.name == name:
            return one
    raise UnknownName("issue", name, [one.name for one in issues])


def _issue(name: str, given: Any, works: Mapping[str, Any], file: str) -> Issue:
    facts = _mapping(given, f"{file}: {name}")
    for key in facts:
        if key not in _FIELDS:
            raise UnknownName(f"field of {name}", str(key), sorted(_FIELDS))
    for key in _NEEDED:
        if not facts.get(key):
            raise SettingsError(f"{file}: {name} has no {key}", hint="Write it in a sentence.")
    if facts["phase"] not in get_args(Phase):
        raise UnknownName("phase", str(facts["phase"]), get_args(Phase))
    for key in facts.get("from") or ():
        if key not in works:
            raise UnknownName(f"work cited by {name}", str(key), works)
    words = {key: " ".join(str(facts[key]).split()) for key in _NEEDED}
    return Issue(
        name=name,
        title=words["title"],
        phase=facts["phase"],
        why=words["why"],
        check=words["check"],
        do=words["do"],
        codes=tuple(str(code) for code in facts.get("codes") or ()),
        sources=tuple(Source(key, str(works[key])) for key in facts.get("from") or ()),
        look=str(facts.get("look") or ""),
    )


def _mapping(given: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise SettingsError(f"{where} is no mapping", hint="Write NAME: {title: …, why: …}.")
    return given

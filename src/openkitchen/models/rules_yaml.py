"""Rules as people write them: a short YAML file, with lists of ids in files beside it.

::

    seen: true
    available: {column: in_stock}            # or {from: starts, until: ends}
    avoid:
      - {user: allergies, item: allergens}
      - {user: culture, item: contains, means: {halal: [pork, alcohol], hindu: [beef]}}
    require:
      - {user: diet, item: diet_tags, except: [omnivore]}
    deny: withdrawn.csv                      # item_id, or user_id,item_id; or [several, files]
    allow: licensed.csv
    diversity: 0.2
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import yaml

from openkitchen.errors import FileUnreadable, SettingsError, UnknownName
from openkitchen.models.rules import Available, Restriction, Rules

__all__ = ["read_rules", "rules_of"]

_RESTRICTIONS: tuple[Literal["avoid"], Literal["require"]] = ("avoid", "require")
_KEYS = ("seen", "available", "avoid", "require", "allow", "deny", "diversity")
_RESTRICTION = ("user", "item", "except", "means", "unknown")
_AVAILABLE = ("column", "from", "until", "unknown")


def read_rules(path: Path) -> Rules:
    """Read a file of rules; files of ids are looked for beside it.

    Raises
    ------
    FileUnreadable
        When it is no YAML, or is not there.
    SettingsError, UnknownName
        When it states something that is no rule.
    """
    path = Path(path)
    if not path.is_file():
        raise FileUnreadable("there is no such file", file=str(path))
    try:
        read = yaml.safe_load(path.read_text("utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        said = " ".join(str(error).split())
        raise FileUnreadable(f"it is no YAML: {said}", file=str(path)) from error
    return rules_of(read, path.parent)


def rules_of(
    given: Any, folder: Path, lists: Mapping[str, tuple[pa.Table, ...]] | None = None
) -> Rules:
    """Make rules of a mapping such as a YAML file holds.

    Parameters
    ----------
    given
        The mapping.
    folder
        Where the files of ``allow`` and ``deny`` lie, if they are named without one.
    lists
        Tables to use for ``allow`` and ``deny`` instead of files.

    Raises
    ------
    SettingsError, UnknownName
        When it states something that is no rule.
    """
    from openkitchen.sources import read_ids

    facts = _mapping(given, "the rules", _KEYS)
    restrictions = tuple(
        _restriction(kind, one) for kind in _RESTRICTIONS for one in _several(facts.get(kind))
    )
    tables = {
        name: tuple(read_ids(folder / str(file)) for file in _several(facts.get(name)))
        for name in ("allow", "deny")
    } | dict(lists or {})
    if any(not table.num_rows for table in tables["allow"]):
        raise SettingsError(
            "the list of what is allowed is empty: nobody would get anything",
            hint="Put the items in, or take allow out of the rules.",
        )
    return Rules(
        seen=_flag(facts.get("seen", True)),
        available=_available(facts.get("available")),
        restrictions=restrictions,
        allow=tables["allow"],
        deny=tables["deny"],
        diversity=_number(facts.get("diversity", 0.0)),
    )


def _restriction(kind: Literal["avoid", "require"], given: Any) -> Restriction:
    facts = _mapping(given, kind, _RESTRICTION)
    if not (facts.get("user") and facts.get("item")):
        raise SettingsError(
            f"{kind}: {given!r} does not name both columns",
            hint=f"Write {kind}: [{{user: allergies, item: allergens}}].",
        )
    means = facts.get("means") or {}
    if not isinstance(means, Mapping):
        raise SettingsError(
            f"means: {means!r}", hint="Write means: {halal: [pork, alcohol], hindu: [beef]}."
        )
    return Restriction(
        kind,
        str(facts["user"]),
        str(facts["item"]),
        tuple(str(value) for value in _several(facts.get("except"))),
        {str(key): tuple(str(v) for v in _several(those)) for key, those in means.items()},
        facts.get("unknown", "hide"),
    )


def _available(given: Any) -> Available | None:
    if given is None:
        return None
    facts = {"column": given} if isinstance(given, str) else given
    facts = _mapping(facts, "available", _AVAILABLE)
    column, start, end = (str(facts.get(name) or "") for name in _AVAILABLE[:3])
    unknown: Any = facts.get("unknown", "hide")
    return Available(column, start, end, unknown)


def _mapping(given: Any, what: str, keys: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise SettingsError(
            f"{what}: {given!r} is no mapping", hint=f"It holds the keys {', '.join(keys)}."
        )
    for key in given:
        if key not in keys:
            raise UnknownName("rule" if keys is _KEYS else f"key of {what}", str(key), keys)
    return given


def _several(given: Any) -> list[Any]:
    if given is None:
        return []
    return list(given) if isinstance(given, list | tuple) else [given]


def _flag(given: Any) -> bool:
    if not isinstance(given, bool):
        raise SettingsError(f"seen: {given!r}", hint="Write seen: true, or seen: false.")
    return given


def _number(given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise SettingsError(f"diversity: {given!r}", hint="Write a number from 0 to 1.")
    return float(given)

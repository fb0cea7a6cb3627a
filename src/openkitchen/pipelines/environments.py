"""What a run made in one environment, beside what the last one made in another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from openkitchen.errors import plural
from openkitchen.pipelines.shelf import open_shelf
from openkitchen.pipelines.workspace import open_workspace
from openkitchen.pipelines.writing import staged
from openkitchen.prepare import open_days
from openkitchen.schema.columns import ITEM, RANK, USER

__all__ = ["EnvironmentDifference", "compare_environments"]

_LISTS = "recommendations"


@dataclass(frozen=True, slots=True)
class EnvironmentDifference:
    """How a run's results differ from those of another environment.

    Parameters
    ----------
    environment, other
        The one that ran now, and the one that ran before.
    rows
        Table → rows there and here, where they differ.
    columns
        Table → columns that are gone, and columns that are new, where there are any.
    types
        ``table.column`` → type there and here, where they differ.
    lists
        Users with a list in both; those whose lists are the same; mean share of shared items.
    """

    environment: str
    other: str
    rows: Mapping[str, tuple[int, int]]
    columns: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    types: Mapping[str, tuple[str, str]]
    lists: tuple[int, int, float]

    def sentences(self) -> list[str]:
        """Say what differs."""
        return list(self._sentences())

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        users, same, shared = self.lists
        return {
            "environment": self.environment,
            "other": self.other,
            "rows": {name: list(pair) for name, pair in self.rows.items()},
            "columns": {
                name: {"gone": list(gone), "new": list(new)}
                for name, (gone, new) in self.columns.items()
            },
            "types": {name: list(pair) for name, pair in self.types.items()},
            "lists": {"users": users, "same": same, "shared_items": shared},
        }

    def _sentences(self) -> Iterator[str]:
        users, same, shared = self.lists
        alike = not (self.rows or self.columns or self.types) and same == users
        yield f"{self.environment} beside {self.other}:{' all is the same' if alike else ''}"
        for name, (there, here) in self.rows.items():
            yield f"  {name}: {plural(here, 'row')}, {there:,} there"
        for name, (gone, new) in self.columns.items():
            parts = [
                f"{word} {', '.join(n)}" for word, n in (("without", gone), ("with", new)) if n
            ]
            yield f"  {name}: {'; '.join(parts)}"
        for name, (before, now) in self.types.items():
            yield f"  {name}: {now}, {before} there"
        if users:
            yield (
                f"  lists: {same:,} of {users:,} users have the same; on average {shared:.1%} of "
                "the items are in both"
            )


def compare_environments(folder: Path, env: str) -> EnvironmentDifference | None:
    """Keep what a run made in an environment, and set it beside the last other environment's.

    Parameters
    ----------
    folder
        The workspace, which has just run.
    env
        The environment that it ran in.

    Returns
    -------
    ``None`` when no other environment has run here.
    """
    root = open_workspace(folder).root
    kept = root / "data" / "08_reporting" / "environments"
    shelf = open_shelf(root, env)
    tables = {
        name: shelf.path(name)
        for name, entry in shelf.entries.items()
        if str(entry["type"]).endswith(("Table", "Days")) and shelf.path(name).exists()
    }
    facts = {name: _facts(path) for name, path in tables.items()}
    lists = _ranked(shelf.load(_LISTS)) if _LISTS in shelf.entries else {}
    text = json.dumps({"tables": facts, "lists": lists}, sort_keys=True, separators=(",", ":"))
    others = [path for path in kept.glob("*.json") if path.stem != env]
    kept.mkdir(parents=True, exist_ok=True)
    staged(kept / f"{env}.json", lambda beside: beside.write_text(text, "utf-8"))
    if not others:
        return None
    last = max(others, key=lambda path: (path.stat().st_mtime_ns, path.name))
    before = json.loads(last.read_text("utf-8"))
    return _difference(env, last.stem, facts, lists, before)


def _facts(path: Path) -> dict[str, Any]:
    opened = open_days(path)
    types = {field.name: str(field.type) for field in opened.schema}
    return {"rows": opened.count_rows(), "types": types}


def _ranked(lists: pa.Table) -> dict[str, list[str]]:
    rows = lists.select([USER, RANK, ITEM]).sort_by([(USER, "ascending"), (RANK, "ascending")])
    ranked: dict[str, list[str]] = {}
    for user, item in zip(rows[USER].to_pylist(), rows[ITEM].to_pylist(), strict=True):
        ranked.setdefault(user, []).append(item)
    return ranked


def _difference(
    env: str,
    other: str,
    facts: Mapping[str, Any],
    lists: Mapping[str, list[str]],
    before: Mapping[str, Any],
) -> EnvironmentDifference:
    tables = {name: (before["tables"][name], facts[name]) for name in facts if name in
              before["tables"]}  # fmt: skip
    columns = {}
    types: dict[str, tuple[str, str]] = {}
    for name, (there, here) in tables.items():
        gone = tuple(column for column in there["types"] if column not in here["types"])
        new = tuple(column for column in here["types"] if column not in there["types"])
        if gone or new:
            columns[name] = gone, new
        types |= {
            f"{name}.{column}": (there["types"][column], kind)
            for column, kind in here["types"].items()
            if there["types"].get(column, kind) != kind
        }
    both = [user for user in lists if user in before["lists"]]
    same = sum(lists[user] == before["lists"][user] for user in both)
    shared = [_shared(lists[user], before["lists"][user]) for user in both]
    rows = {n: (t["rows"], h["rows"]) for n, (t, h) in tables.items() if t["rows"] != h["rows"]}
    mean = sum(shared) / len(shared) if shared else 0.0
    return EnvironmentDifference(env, other, rows, columns, types, (len(both), same, mean))


def _shared(one: list[str], other: list[str]) -> float:
    longest = max(len(one), len(other))
    return len(set(one) & set(other)) / longest if longest else 1.0

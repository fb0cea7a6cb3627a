"""The engine of a workspace, as ``conf/<env>/engine.yml`` sets it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openkitchen.engine import DUCKDB, SPARK, Engine, engine_in_use
from openkitchen.errors import SettingsError, listing
from openkitchen.pipelines.digests import digest_of_code
from openkitchen.pipelines.shelf import settings_in
from openkitchen.pipelines.workspace import Workspace

__all__ = ["engine_of"]

_KNOWN: Mapping[str, tuple[str, ...]] = {
    DUCKDB: ("memory",),
    SPARK: ("master", "exchange", "options"),
}


def engine_of(workspace: Workspace, env: str, name: str | None = None) -> Engine:
    """Return the engine that runs a workspace's SQL.

    Parameters
    ----------
    workspace
        The workspace; without a file ``engine.yml`` it has the default settings.
    env
        The folder of ``conf/`` whose settings win over ``conf/base``.
    name
        ``duckdb`` or ``spark``; what the settings say when ``None``.

    Raises
    ------
    SettingsError, UnknownName
        A setting is unknown or impossible, or there is no such engine.
    """
    given = settings_in(workspace.root, env, "engine")
    _demand_known("engine.yml", given, ("engine", *_KNOWN))
    duckdb, spark = (_part(given, one) for one in (DUCKDB, SPARK))
    default = engine_in_use()
    return Engine(
        str(name or given.get("engine") or default.name),
        memory=str(duckdb.get("memory") or ""),
        spill=workspace.hidden / "spill",
        kept=workspace.hidden / "days" / digest_of_code("openkitchen"),
        master=str(spark.get("master") or default.master),
        exchange=str(spark.get("exchange") or ""),
        options={str(key): _as_text(value) for key, value in _part(spark, "options").items()},
    )


def _part(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = given.get(name) or {}
    if not isinstance(part, Mapping):
        raise SettingsError(f"engine.yml: {name} = {part!r}", hint="Write its settings below it.")
    if name in _KNOWN:
        _demand_known(name, part, _KNOWN[name])
    return part


def _demand_known(where: str, given: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for name in given:
        if name not in known:
            raise SettingsError(
                f"{where} has no setting {name!r}", hint=f"There are {listing(known)}."
            )


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

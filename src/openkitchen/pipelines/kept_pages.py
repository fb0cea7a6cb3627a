"""Pages of answers, kept in a workspace so that they can be looked at again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openkitchen.pipelines.digests import digest_of_text
from openkitchen.pipelines.workspace import Workspace, open_workspace
from openkitchen.pipelines.writing import write_page
from openkitchen.reporting import (
    AnswerPage,
    catalogue_page,
    cold_start_page,
    how_many_page,
    season_page,
    segments_page,
)
from openkitchen.reporting.kept_page import KeptPage, page_from_text, page_to_text

__all__ = ["PAGES", "keep_answer", "keep_page", "kept_page", "stamp_of"]

PAGES: dict[str, Callable[[Any], AnswerPage]] = {
    "how-many": how_many_page,
    "segments": lambda a: segments_page(a.users, a.items, a.own, a.sentences()),
    "season": season_page,
    "cold-start": cold_start_page,
    "catalogue": catalogue_page,
}
"""How the answer of each standing question is drawn."""

_NAME = re.compile(r"[A-Za-z0-9-]{1,40}")
_LOOKED_AT = ("data/06_models/bundle/bundle.json", "data/05_model_input/test.parquet")


def keep_page(workspace: Workspace, name: str, page: AnswerPage) -> None:
    """Keep a page under a name, whole or not at all."""
    path = _path(workspace, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {
        "stamp": stamp_of(workspace),
        "made_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0).isoformat(),
        "page": page_to_text(page),
    }
    write_page(json.dumps(told, ensure_ascii=False), path)


def keep_answer(folder: Path, command: str, id: str, answer: Any) -> None:  # noqa: A002
    """Keep the page of an answer to a standing question under its id in the ledger.

    Parameters
    ----------
    folder
        The workspace.
    command, id
        What was asked, and the answer's id in the ledger.
    answer
        What the command answered with.
    """
    if command in PAGES:
        keep_page(open_workspace(folder), id, PAGES[command](answer))


def kept_page(workspace: Workspace, name: str) -> KeptPage | None:
    """Return a page that was kept; ``None`` where there is none that can be read."""
    if not _NAME.fullmatch(name):
        return None
    try:
        told = json.loads(_path(workspace, name).read_text("utf-8"))
        page, made = page_from_text(told["page"]), datetime.fromisoformat(told["made_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return KeptPage(page, made, told["stamp"] == stamp_of(workspace))


def stamp_of(workspace: Workspace) -> str:
    """Return a digest that is another one as soon as a run has left another bundle."""
    said = []
    for name in _LOOKED_AT:
        path = workspace.root / name
        if path.is_file():
            said.append(f"{name} {path.stat().st_mtime_ns} {path.stat().st_size}")
    return digest_of_text("\n".join(said))


def _path(workspace: Workspace, name: str) -> Path:
    return workspace.hidden / "pages" / f"{name}.json"

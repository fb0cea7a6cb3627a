"""What the monitor found last, as it is kept in a workspace."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from openkitchen.errors import WorkspaceError
from openkitchen.pipelines.workspace import Workspace
from openkitchen.quality import Watched
from openkitchen.sources.files import write_whole

__all__ = ["keep_watch", "last_watch", "watch_file"]


def watch_file(workspace: Workspace) -> Path:
    """Return where it is kept."""
    return workspace.root / "data" / "08_reporting" / "monitor.json"


def keep_watch(workspace: Workspace, told: dict[str, Any]) -> Path:
    """Keep what the monitor found, in the place of what it found before."""
    path = watch_file(workspace)
    text = json.dumps(told, indent=1, default=str)
    write_whole(path, text.encode())
    return path


def last_watch(workspace: Workspace) -> Watched | None:
    """Return what the monitor found last; ``None`` when it has not looked.

    Raises
    ------
    WorkspaceError
        When the file cannot be read.
    """
    path = watch_file(workspace)
    if not path.is_file():
        return None
    try:
        told = json.loads(path.read_text("utf-8"))
        watches = told["watches"]
        return Watched(
            datetime.fromisoformat(told["at"]),
            {one["name"]: one["state"] for one in watches},
            {one["name"]: one["found"] for one in watches},
        )
    except (ValueError, KeyError, TypeError) as error:
        raise WorkspaceError(
            f"{path} is not what the monitor writes ({error})", hint="openkitchen monitor"
        ) from error

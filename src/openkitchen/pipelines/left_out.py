"""Whom the runs of a workspace leave out, since they asked to be forgotten."""

from __future__ import annotations

from openkitchen.errors import SettingsError
from openkitchen.pipelines.workspace import Workspace
from openkitchen.sources.left_out import KEY_FILE, LeftOut, key_in
from openkitchen.store import Store, forgotten

__all__ = ["left_out"]


def left_out(workspace: Workspace, store: Store) -> LeftOut:
    """Return whom the runs of a workspace leave out."""
    rows = forgotten(store)
    if not rows:
        return LeftOut()
    key = workspace.store.parent / KEY_FILE
    if not key.is_file():
        raise SettingsError(
            f"people were forgotten, and {key} is not there: without it nobody can be left out",
            hint="Put the file back beside the database that it belongs to.",
        )
    until = {digest: row.asked_at for row in rows for digest in row.digests}
    return LeftOut(key_in(workspace.store.parent), until)

"""What the monitor found last."""

import pytest

from openkitchen.errors import WorkspaceError
from openkitchen.pipelines.watch_kept import keep_watch, last_watch, watch_file
from openkitchen.pipelines.workspace import create


def test_kept_and_read_back(tmp_path):
    workspace = create(tmp_path / "w")
    assert last_watch(workspace) is None
    one = {"name": "drift", "state": "fine", "found": "Nothing moved."}
    keep_watch(workspace, {"at": "2026-05-01T00:00:00", "watches": [one]})
    told = last_watch(workspace)
    assert told.states == {"drift": "fine"}
    assert told.told == {"drift": "Nothing moved."}
    assert told.at.year == 2026
    watch_file(workspace).write_text("{}", "utf-8")
    with pytest.raises(WorkspaceError, match="not what the monitor writes"):
        last_watch(workspace)

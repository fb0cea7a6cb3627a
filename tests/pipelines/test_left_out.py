"""Whom runs leave out is read from the database, with the key beside it."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from openkitchen.errors import SettingsError
from openkitchen.pipelines.left_out import left_out
from openkitchen.pipelines.workspace import Workspace
from openkitchen.sources.left_out import KEY_FILE, digest_of, key_in
from openkitchen.store import ForgottenRow, add_forgotten, open_store


def test_whom_runs_leave_out_needs_the_key(tmp_path):
    shop = Workspace(tmp_path)
    asked = datetime(2026, 1, 1, tzinfo=UTC)
    with open_store(shop.store) as store:
        assert left_out(shop, store).until == {}
        digest = digest_of(key_in(shop.store.parent), "u")
        add_forgotten(store, ForgottenRow("r", asked, None, (digest,)))
        assert left_out(shop, store).until == {digest: asked.replace(tzinfo=None)}
        (shop.store.parent / KEY_FILE).unlink()
        with pytest.raises(SettingsError, match="without it nobody can be left out"):
            left_out(shop, store)


def test_receiving_does_not_load_the_server():
    """Half of the time of a short command went into it."""
    program = "import sys, openkitchen.pipelines.receiving; print('fastapi' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout == "False\n", done.stderr

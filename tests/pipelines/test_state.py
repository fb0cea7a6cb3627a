"""What a server keeps lies in its place, and no longer than it may."""

import shutil
from datetime import datetime

import pytest

from openkitchen.pipelines.state import Serving, open_state, prune_store
from openkitchen.pipelines.web import open_serving
from openkitchen.serving.retention import Retention
from openkitchen.store import EventRow, ServedRow, insert_served, served

LONG_AGO = datetime(2000, 1, 1)


@pytest.mark.parametrize("retention", [Retention(), Retention(1.0)])
def test_a_server_lets_go_of_what_is_old_when_it_starts(tmp_path, retention):
    first = open_state(tmp_path, None, Serving())
    first.keep_events([EventRow("s", "e", LONG_AGO, LONG_AGO, user_id="u")])
    with first.store.writing() as connection:
        insert_served(connection, [ServedRow("l", LONG_AGO, {})])
    first.close()
    again = open_state(tmp_path, None, Serving(retention=retention))
    assert served(again.store, "l") is None
    again.close()
    left = 0 if retention.events_days else 1
    assert prune_store(tmp_path, Serving(), Retention(0.0)).events == left


def test_a_bundle_keeps_its_state_beside_it(bundle, tmp_path):
    shutil.copytree(bundle, tmp_path / "model")
    backend = open_serving(tmp_path / "model", Serving(), resume=False)
    assert backend.kitchen is not None
    assert backend.estate.bundles == (tmp_path / "model",)
    backend.close()
    assert (tmp_path / "model-serving" / "openkitchen.sqlite").is_file()
    assert prune_store(tmp_path / "model", Serving(), Retention()).events == 0

"""Where a server keeps its things, and what it serves of them."""

import shutil
from datetime import datetime

import pytest

from openkitchen.errors import BundleError, SettingsError
from openkitchen.pipelines.state import (
    Serving,
    is_empty,
    lodging_of,
    open_lodging,
    open_served,
    open_state,
    prune_store,
)
from openkitchen.serving.operation import publish
from openkitchen.serving.retention import Retention
from openkitchen.store import EventRow, ServedRow, insert_served, open_store, served

LONG_AGO = datetime(2000, 1, 1)


def test_workspace_bundle_and_folder_lodge_differently(workspace, bundle, tmp_path):
    own = lodging_of(workspace.root)
    assert own.store == workspace.store
    assert own.report == workspace.report
    assert own.shelf.folder == workspace.root / "data" / "published"
    beside = lodging_of(bundle)
    assert beside.store.parent == bundle.resolve().with_name(f"{bundle.name}-serving")
    assert lodging_of(tmp_path).store.parent == tmp_path


def test_what_was_published_goes_before_what_lies_in_its_place(bundle, tmp_path):
    own = tmp_path / "own"
    shutil.copytree(bundle, own)
    with open_lodging(own) as (store, lodging):
        assert open_served(store, lodging).number == 0
        done = publish(store, lodging.shelf, own)
        served = open_served(store, lodging)
        assert (served.number, served.name) == (done.number, "own")
        lodging.shelf.drop(done.folder)
        with pytest.raises(BundleError, match="is not in"):
            open_served(store, lodging)


def test_lists_of_an_earlier_publication_are_explained_with_its_model(bundle, tmp_path):
    own = tmp_path / "own"
    shutil.copytree(bundle, own)
    with open_lodging(own) as (store, lodging):
        first = publish(store, lodging.shelf, own)
        (own / "README").write_text("another one")
        publish(store, lodging.shelf, own)
        backend = open_state(store, lodging, Serving())
        assert backend.shown.at(first.number).number == first.number
        backend.worker.close()
        backend.writes.close()


def test_what_a_server_kept_leaves_a_folder_empty(tmp_path):
    with open_lodging(tmp_path) as (store, lodging):
        assert open_served(store, lodging) is None
        with pytest.raises(SettingsError, match="there is no folder"):
            open_state(store, lodging, Serving(buckets={"a": str(tmp_path / "nowhere")}))
    (tmp_path / "published").mkdir()
    assert is_empty(tmp_path)
    (tmp_path / "letter.txt").write_text("mine")
    assert not is_empty(tmp_path)


@pytest.mark.parametrize("retention", [Retention(), Retention(1.0)])
def test_a_server_lets_go_of_what_is_old_when_it_starts(tmp_path, retention):
    lodging = lodging_of(tmp_path)
    first = open_state(open_store(lodging.store), lodging, Serving())
    first.keep_events([EventRow("s", "e", LONG_AGO, LONG_AGO, user_id="u")])
    with first.store.writing() as connection:
        insert_served(connection, [ServedRow("l", LONG_AGO, {})])
    first.close()
    again = open_state(open_store(lodging.store), lodging, Serving(retention=retention))
    assert served(again.store, "l") is None
    again.close()
    left = 0 if retention.events_days else 1
    assert prune_store(tmp_path, "", Retention(0.0)).events == left


def test_a_bundle_keeps_its_state_beside_it(bundle, tmp_path):
    shutil.copytree(bundle, tmp_path / "model")
    lodging = lodging_of(tmp_path / "model")
    backend = open_state(open_store(lodging.store), lodging, Serving(), resume=False)
    assert backend.kitchen is not None
    assert backend.estate.bundles == (tmp_path / "model",)
    assert backend.estate.shelf == lodging.shelf.folder
    backend.close()
    assert (tmp_path / "model-serving" / "openkitchen.sqlite").is_file()
    assert prune_store(tmp_path / "model", "", Retention()).events == 0

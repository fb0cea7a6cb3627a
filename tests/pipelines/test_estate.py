"""What a workspace holds of people is known, and whom its runs leave out."""

from datetime import UTC, datetime

import pyarrow.parquet as pq
import pytest

from openkitchen.errors import SettingsError
from openkitchen.pipelines.estate import estate_of, left_out
from openkitchen.pipelines.workspace import Workspace
from openkitchen.sources.left_out import KEY_FILE, digest_of, key_in
from openkitchen.store import ForgottenRow, add_forgotten, open_store


def test_a_workspace_names_its_bundles_and_what_stays(workspace):
    found = estate_of(workspace.root)
    assert [one.name for one in found.bundles] == ["bundle", "on_train"]
    assert all(one.is_dir() for one in found.bundles)
    assert found.key_folder == workspace.store.parent
    assert {"data/01_raw, data/02_intermediate"} <= {where for where, *_ in found.remains}
    assert all(note for *_, note in found.remains)


def test_other_ids_of_a_person_come_from_the_map(workspace):
    found = estate_of(workspace.root).other_ids
    assert found("nobody") == []
    rows = pq.read_table(workspace.root / "data/03_primary/identity_map.parquet").to_pylist()
    row = next(row for row in rows if row["visitor_id"] and row["customer_id"])
    assert {row["visitor_id"], row["customer_id"]} <= set(found(row["user_id"]))


def test_a_folder_without_a_bundle_has_none(tmp_path):
    found = estate_of(tmp_path)
    assert found.bundles == ()
    assert list(found.other_ids("u")) == []


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

"""What a workspace holds of people is known."""

import pyarrow.parquet as pq

from openkitchen.pipelines.estate import estate_of


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

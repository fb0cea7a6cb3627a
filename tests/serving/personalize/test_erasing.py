"""Imported data, records and trained models lose a person."""

import pyarrow as pa
import pyarrow.parquet as pq
from tests.serving.personalize.conftest import make_campaign, make_group

from openkitchen.experiments.forgetting import knows_of, trained_without, worst_difference
from openkitchen.models import load
from openkitchen.serving.forgetting import forget_user
from openkitchen.serving.personalize.erasing import (
    bundles_of,
    datasets_of_users,
    erase_from_files,
    imports_of,
)
from openkitchen.serving.personalize.holdings import dataset_in, imported


def test_a_file_loses_the_rows_of_one(tmp_path):
    file = tmp_path / "t.parquet"
    pq.write_table(pa.table({"user_id": [1, 2, None, 1], "x": [1, 2, 3, 4]}), file)
    assert erase_from_files(file, "1") == 2
    assert pq.read_table(file)["x"].to_pylist() == [2, 3]
    assert erase_from_files(file, "1") == 0
    pq.write_table(pa.table({"x": [1]}), file)
    assert erase_from_files(file, "1") == 0
    assert [one.name for one in tmp_path.iterdir()] == ["t.parquet"]


def test_a_dataset_group_forgets_a_person(clients, backend):
    group = make_group(clients, "forgetful")
    arn = make_campaign(clients, group, "forgetful")
    users = clients.control.list_datasets(datasetGroupArn=group)["datasets"]
    dataset = next(one["datasetArn"] for one in users if one["datasetType"] == "USERS")
    (bundle,) = [one.path for one in bundles_of(backend) if "forgetful" in one.key]
    before = load(bundle)
    who = str(before.users[3])
    clients.events.put_users(datasetArn=dataset, users=[{"userId": who, "properties": "{}"}])
    anybody = clients.runtime.get_recommendations(campaignArn=arn, userId="nobody")["itemList"]
    own = clients.runtime.get_recommendations(campaignArn=arn, userId=who)["itemList"]
    assert own != anybody

    receipt = forget_user(backend, who)
    told = {one.where: one.count for one in receipt.removed if one.count}
    assert told["database"] >= 1
    assert any(where.startswith("imported data") for where in told)
    assert any(where.startswith("model of solution/forgetful") for where in told)
    for kind in ("INTERACTIONS", "USERS"):
        rows = imported(backend, dataset_in(backend, group_key(group), kind))
        assert rows.num_rows
        assert who not in rows[rows.column_names[0]].to_pylist()
    after = load(bundle)
    assert not knows_of(after, who)
    assert worst_difference(after, trained_without(before, who)) < 1e-9
    now = clients.runtime.get_recommendations(campaignArn=arn, userId=who)["itemList"]
    stranger = clients.runtime.get_recommendations(campaignArn=arn, userId="nobody")["itemList"]
    assert [one["itemId"] for one in now] == [one["itemId"] for one in stranger]
    assert datasets_of_users(backend)
    assert list(imports_of(backend))


def group_key(arn):
    return arn.split(":")[-1]

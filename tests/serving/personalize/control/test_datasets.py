"""Datasets and imports: all of a file, or none of it."""

import pytest
from botocore.exceptions import ClientError
from tests.serving.personalize import shop
from tests.serving.personalize.conftest import ROLE

KMS = "arn:aws:kms:eu-west-1:123456789012:key/1"


def refused(match, kind="InvalidInputException"):
    return pytest.raises(ClientError, match=f"{kind}.*{match}")


def imported(clients, bucket, group, text, name, place=None):
    if text is not None:
        (bucket / f"{name}.csv").write_text(text)
    dataset = next(
        one["datasetArn"]
        for one in clients.control.list_datasets(datasetGroupArn=group)["datasets"]
        if one["datasetType"] == "INTERACTIONS"
    )
    job = clients.control.create_dataset_import_job(
        jobName=name,
        datasetArn=dataset,
        dataSource={"dataLocation": place or f"s3://shop/{name}.csv"},
        roleArn=ROLE,
        importMode="INCREMENTAL",
    )["datasetImportJobArn"]
    return clients.active(
        "describe_dataset_import_job", "datasetImportJob", datasetImportJobArn=job
    )


def test_a_dataset_needs_what_its_type_needs(clients, group):
    arn = clients.control.create_schema(name="users-only", schema=shop.USER_SCHEMA)["schemaArn"]
    asked = {"name": "x", "schemaArn": arn, "datasetGroupArn": group}
    with refused("missing required fields.*TIMESTAMP"):
        clients.control.create_dataset(datasetType="INTERACTIONS", **asked)
    with refused("no dataset type"):
        clients.control.create_dataset(datasetType="Odd", **asked)
    with refused("already exists", "ResourceAlreadyExistsException"):
        clients.control.create_dataset(datasetType="users", **asked)


def test_an_import_says_which_rows_do_not_conform(clients, bucket, group):
    head = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE\n"
    bad = f"{head}u1,i01,soon,view,1\nu1,,1700000000,view,1\nu1,i02,1700000000000,view,x\n"
    found = imported(clients, bucket, group, bad, "rows")
    assert found["status"] == "CREATE FAILED"
    reason = found["failureReason"]
    assert reason.startswith("Input csv has rows that do not conform to the dataset schema.")
    for words in ("line 2: TIMESTAMP is 'soon'", "line 3: ITEM_ID is empty", "line 4"):
        assert words in reason
    missing = imported(clients, bucket, group, "USER_ID,ITEM_ID\nu1,i1\n", "columns")
    assert "missing the following columns: TIMESTAMP" in missing["failureReason"]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("s3://shop/not-there.csv", "No objects found"),
        ("s3://other/x.csv", "no S3 server"),
        ("s3://shop/../../etc/passwd", "leads out"),
        ("file:///etc/passwd", "may not be read"),
    ],
)
def test_nothing_else_is_reached(clients, bucket, group, place, words):
    found = imported(clients, bucket, group, None, f"place-{abs(hash(place))}", place)
    assert found["status"] == "CREATE FAILED"
    assert words in found["failureReason"]


def test_other_addresses_are_refused_at_once(clients, group):
    datasets = clients.control.list_datasets(datasetGroupArn=group)["datasets"]
    with refused("no data location"):
        clients.control.create_dataset_import_job(
            jobName="web",
            datasetArn=datasets[0]["datasetArn"],
            dataSource={"dataLocation": "http://169.254.169.254/latest"},
            roleArn=ROLE,
        )

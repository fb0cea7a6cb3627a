"""Datasets and imports: all of a file, or none of it."""

import json
import time

import pytest
from botocore.exceptions import ClientError
from tests.serving.personalize import shop
from tests.serving.personalize.conftest import ROLE, make_group

from openkitchen.serving.personalize.holdings import records
from openkitchen.store import resource

BARE = {
    "Interactions": shop.schema(
        "Interactions",
        shop.field("USER_ID"),
        shop.field("ITEM_ID"),
        shop.field("TIMESTAMP", "long"),
    ),
    "Users": shop.schema("Users", shop.field("USER_ID")),
}
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


def test_an_import_that_adds_takes_the_place_of_what_was_put_before(clients, bucket, backend):
    group = make_group(clients, "replaced")
    datasets = clients.control.list_datasets(datasetGroupArn=group)["datasets"]
    arn = next(one["datasetArn"] for one in datasets if one["datasetType"] == "ITEMS")
    row = resource(backend.store, "dataset/replaced/ITEMS")

    def put(genre, *items):
        properties = json.dumps({"genre": genre, "year": 2000})
        clients.events.put_items(
            datasetArn=arn, items=[{"itemId": item, "properties": properties} for item in items]
        )

    def take_in(mode, *lines):
        text = "\n".join(["ITEM_ID,GENRE,YEAR,TITLE,CREATION_TIMESTAMP", *lines])
        (bucket / f"{mode}.csv").write_text(text)
        job = clients.control.create_dataset_import_job(
            jobName=f"replaced-{mode}",
            datasetArn=arn,
            dataSource={"dataLocation": f"s3://shop/{mode}.csv"},
            roleArn=ROLE,
            importMode=mode,
        )["datasetImportJobArn"]
        found = clients.active(
            "describe_dataset_import_job", "datasetImportJob", datasetImportJobArn=job
        )
        assert found["status"] == "ACTIVE", found

    def genres():
        table = records(backend, row, "ITEM_ID").select(["ITEM_ID", "GENRE"])
        return {one["ITEM_ID"]: one["GENRE"] for one in table.to_pylist()}

    put("Western", "i01", "i02")
    assert genres()["i01"] == "Western"
    take_in("INCREMENTAL", "i01,Noir,1950,x,1")
    assert (genres()["i01"], genres()["i02"]) == ("Noir", "Western")
    put("Opera", "i01")
    assert genres()["i01"] == "Opera"
    take_in("FULL", "i01,Drama,1950,x,1", "i02,Drama,1950,x,1")
    assert genres() == {"i01": "Opera", "i02": "Western"}


def test_an_update_of_a_dataset_is_as_old_as_it_is(clients):
    control = clients.control
    group = control.create_dataset_group(name="dated")["datasetGroupArn"]
    schema = control.create_schema(name="dated", schema=shop.ITEM_SCHEMA)["schemaArn"]
    arn = control.create_dataset(
        name="dated", datasetType="Items", datasetGroupArn=group, schemaArn=schema
    )["datasetArn"]
    made = control.describe_dataset(datasetArn=arn)["dataset"]["creationDateTime"]
    time.sleep(0.01)
    control.update_dataset(datasetArn=arn, schemaArn=schema)
    latest = control.describe_dataset(datasetArn=arn)["dataset"]["latestDatasetUpdate"]
    assert latest["creationDateTime"] > made
    assert latest["lastUpdatedDateTime"] > made


@pytest.mark.parametrize(
    ("domain", "kind", "schema", "words"),
    [
        ("ECOMMERCE", "Items", shop.ITEM_SCHEMA, "PRICE, CATEGORY_L1"),
        ("VIDEO_ON_DEMAND", "Items", shop.ITEM_SCHEMA, "GENRES"),
        ("ECOMMERCE", "Interactions", BARE["Interactions"], "EVENT_TYPE"),
        ("VIDEO_ON_DEMAND", "Interactions", BARE["Interactions"], "EVENT_TYPE"),
        ("VIDEO_ON_DEMAND", "Users", BARE["Users"], "a field that says something"),
    ],
)
def test_a_dataset_of_a_domain_needs_what_the_domain_needs(clients, domain, kind, schema, words):
    control = clients.control
    name = f"needs-{domain.lower()[:5]}-{kind}"
    group = control.create_dataset_group(name=name, domain=domain)["datasetGroupArn"]
    arn = control.create_schema(name=name, schema=schema, domain=domain)["schemaArn"]
    asked = {"name": "x", "datasetType": kind, "schemaArn": arn}
    with refused(f"domain {domain}: {words}"):
        control.create_dataset(datasetGroupArn=group, **asked)
    plain = control.create_dataset_group(name=f"{name}-plain")["datasetGroupArn"]
    control.create_dataset(datasetGroupArn=plain, **asked)

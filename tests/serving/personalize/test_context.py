"""The device of a request counts where the model learned from devices; it is explained, too."""

import math

import httpx
import pytest
from tests.serving.personalize import shop
from tests.serving.personalize.conftest import ROLE, make_version

SETTINGS = {**shop.FAST, "context": "device", "ridge_context": "1.0"}


@pytest.fixture(scope="module")
def watched(clients, bucket):
    """ARN of a dataset group whose interactions tell the device: the kind of item goes with it."""
    rows = [
        (f"u{n:03}", f"i{(n * 7 + 3 * step) % 30:02}", 1_700_000_000 + 60 * n + step, "view")
        for n in range(60)
        for step in range(8)
    ]
    told = [(*row, ["tv", "mobile"][int(row[1][1:]) % 2]) for row in rows]
    names = ["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "DEVICE_TYPE"]
    (bucket / "watched.csv").write_text(shop.text(names, told))
    control = clients.control
    arn = control.create_dataset_group(name="watched")["datasetGroupArn"]
    fields = [shop.field("USER_ID"), shop.field("ITEM_ID"), shop.field("TIMESTAMP", "long")]
    fields += [shop.field("EVENT_TYPE"), shop.field("DEVICE_TYPE", categorical=True)]
    schema = control.create_schema(name="watched", schema=shop.schema("Interactions", *fields))
    dataset = control.create_dataset(
        name="watched",
        datasetType="Interactions",
        datasetGroupArn=arn,
        schemaArn=schema["schemaArn"],
    )["datasetArn"]
    job = control.create_dataset_import_job(
        jobName="watched",
        datasetArn=dataset,
        dataSource={"dataLocation": "s3://shop/watched.csv"},
        roleArn=ROLE,
    )["datasetImportJobArn"]
    clients.active("describe_dataset_import_job", "datasetImportJob", datasetImportJobArn=job)
    return arn


def campaign_of(clients, group, name, **config):
    solution = {"algorithmHyperParameters": SETTINGS, **config}
    version = make_version(clients, group, name, solutionConfig=solution)
    return clients.control.create_campaign(name=name, solutionVersionArn=version)["campaignArn"]


def test_the_device_of_a_request_counts_and_is_explained(clients, watched, address):
    arn = campaign_of(clients, watched, "watched")
    asked = {"campaignArn": arn, "userId": "somebody-new", "numResults": 5}
    get = clients.runtime.get_recommendations
    plain, lists = get(**asked)["itemList"], {}
    for device in ("tv", "mobile"):
        answer = get(**asked, context={"DEVICE_TYPE": device})
        lists[device] = answer["itemList"]
        native = httpx.get(
            f"{address}/v1/recommendations/somebody-new",
            params={"campaign": "watched", "device": device, "k": 5},
        ).json()["items"]
        assert [(one["itemId"], one["score"]) for one in lists[device]] == [
            (one["item_id"], one["score"]) for one in native
        ]
        kept = httpx.get(f"{address}/v1/explanations/{answer['recommendationId']}").json()
        for one, listed in zip(kept["items"], lists[device], strict=True):
            total = math.fsum(term["contribution"] for term in one["terms"])
            assert math.isclose(total, listed["score"], abs_tol=1e-12)
            assert any(term["feature"] == f"device={device}" for term in one["terms"])
    assert lists["tv"] != lists["mobile"]
    ranked = clients.runtime.get_personalized_ranking(
        campaignArn=arn,
        userId="somebody-new",
        inputList=["i00", "i01"],
        context={"device": "mobile"},
    )["personalizedRanking"]
    assert [one["itemId"] for one in ranked] == ["i01", "i00"]
    assert get(**asked, context={"DEVICE_TYPE": "fridge"})["itemList"] == plain
    assert get(**asked, context={"WEATHER": "rain"})["itemList"] == plain


def test_a_device_that_may_not_be_learned_from_changes_nothing(clients, watched):
    columns = {"excludedDatasetColumns": {"Interactions": ["DEVICE_TYPE"]}}
    arn = campaign_of(clients, watched, "without", trainingDataConfig=columns)
    asked = {"campaignArn": arn, "userId": "somebody-new", "numResults": 5}
    get = clients.runtime.get_recommendations
    lists = [get(**asked, context={"DEVICE_TYPE": one})["itemList"] for one in ("tv", "mobile")]
    assert lists[0] == lists[1] == get(**asked)["itemList"]

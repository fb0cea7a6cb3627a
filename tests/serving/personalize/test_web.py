"""Every operation answers; whatever comes in, no answer is a 5xx, and each has its shape."""

import json
import os

import httpx
import pytest
from botocore.exceptions import ClientError
from tests.serving.personalize.fuzz import SERVICES, Fuzz, fire
from tests.serving.personalize.shapes import model
from tests.web import ask

from openkitchen.serving import create_api
from openkitchen.serving.personalize import operations

COUNT = int(os.environ.get("OPENKITCHEN_FUZZ", "300"))
"""Requests to make up; ``OPENKITCHEN_FUZZ=10000`` for the long run."""


def test_whatever_comes_in_is_answered_in_the_right_shape(clients, campaign, group, address):
    tracker = clients.control.create_event_tracker(name="fuzz", datasetGroupArn=group)
    kinds = ("schemas", "datasets", "solutions", "dataset_groups", "campaigns")
    arns = [group, campaign, tracker["eventTrackerArn"]]
    for kind in kinds:
        for one in getattr(clients.control, f"list_{kind}")().popitem()[1] or ():
            arns += (
                [v for k, v in one.items() if k.endswith("Arn")] if isinstance(one, dict) else []
            )
    fuzz = Fuzz(11, sorted(set(arns)), [tracker["trackingId"]])
    statuses = fire(address, fuzz, COUNT)
    assert statuses[200] > COUNT // 20
    assert statuses[400] > COUNT // 20


@pytest.mark.parametrize("one", operations(), ids=lambda one: one.name)
def test_every_operation_of_the_three_services_answers(one, address):
    headers = {"content-type": "application/x-amz-json-1.1"}
    if one.service == "personalize":
        headers["x-amz-target"] = f"AmazonPersonalize.{one.name}"
    fuzz = Fuzz(5)
    body = json.dumps(fuzz.value(model(one.service).operation_model(one.name).input_shape, ""))
    response = httpx.post(f"{address}{one.path}", content=body, headers=headers, timeout=60)
    assert response.status_code < 500, response.text
    if one.empty and response.status_code == 200:
        assert list(response.json().values()) == [[]]
    elif not one.answered:
        assert response.status_code == 400
        assert response.json()["__type"] == "InvalidInputException"


def test_all_operations_of_the_service_models_are_known():
    assert {(one.service, one.name) for one in operations()} == {
        (service, name) for service in SERVICES for name in model(service).operation_names
    }
    assert len(operations()) >= 79


def test_what_is_outside_says_so_to_a_client(clients, group):
    with pytest.raises(ClientError) as caught:
        clients.control.create_metric_attribution(
            name="m",
            datasetGroupArn=group,
            metrics=[{"eventType": "view", "metricName": "n", "expression": "SAMPLECOUNT()"}],
            metricsOutputConfig={"roleArn": "arn:aws:iam::123456789012:role/x"},
        )
    assert caught.value.response["Error"]["Code"] == "InvalidInputException"
    assert "CreateMetricAttribution is not supported" in str(caught.value)


def test_an_operation_that_no_service_has_is_refused(address):
    headers = {"x-amz-target": "AmazonPersonalize.MakeCoffee"}
    response = httpx.post(address, content=b"{}", headers=headers)
    assert response.status_code == 400
    assert response.json()["__type"] == "UnknownOperationException"


def test_a_bug_is_a_500_that_tells_nothing(backend, monkeypatch):
    from openkitchen.serving.personalize import web

    def broken(*_):
        raise KeyError("secret")

    monkeypatch.setattr(web, "answer", broken)
    app = create_api(None, personalize=backend)
    response = ask(
        app, "/", method="POST", headers={"x-amz-target": "AmazonPersonalize.ListSchemas"}
    )
    assert response.status_code == 500
    assert "secret" not in response.text


def test_the_answer_carries_the_way_to_its_explanation(clients, campaign):
    number = clients.runtime.get_recommendations(campaignArn=campaign, userId="u001")[
        "recommendationId"
    ]
    headers = clients.headers["GetRecommendations"]
    assert headers["x-openkitchen-explanation"] == f"/v1/explanations/{number}"

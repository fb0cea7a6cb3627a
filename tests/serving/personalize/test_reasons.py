"""Reasons reach an unmodified client."""

import json
import math

import httpx


def ids(answer):
    return [one["itemId"] for one in answer["itemList"]]


def test_reasons_metadata_and_explanation_reach_an_unmodified_client(clients, campaign, address):
    answer = clients.runtime.get_recommendations(
        campaignArn=campaign,
        userId="u004",
        numResults=3,
        metadataColumns={"ITEMS": ["TITLE", "openkitchen.explanation"]},
    )
    for one in answer["itemList"]:
        assert 1 <= len(one["reason"][0]) <= 256
        assert one["metadata"]["title"] == f"Film {one['itemId']}"
        told = json.loads(one["metadata"]["openkitchen.explanation"])
        total = math.fsum([told["others"], *(t["contribution"] for t in told["terms"])])
        assert math.isclose(total, one["score"], abs_tol=1e-12)
    kept = httpx.get(f"{address}/v1/explanations/{answer['recommendationId']}").json()
    assert [one["item_id"] for one in kept["items"]] == ids(answer)
    for one in kept["items"]:
        total = math.fsum(term["contribution"] for term in one["terms"])
        assert math.isclose(total, one["score"], abs_tol=1e-12)
        assert one["sentences"]


def test_a_ranking_shows_the_fields_of_an_item_that_the_model_does_not_know(
    clients, group, campaign
):
    dataset = next(
        one["datasetArn"]
        for one in clients.control.list_datasets(datasetGroupArn=group)["datasets"]
        if one["datasetType"] == "ITEMS"
    )
    clients.events.put_items(
        datasetArn=dataset,
        items=[{"itemId": "fresh", "properties": json.dumps({"title": "Fresh", "year": 2026})}],
    )
    answer = clients.runtime.get_personalized_ranking(
        campaignArn=campaign,
        userId="u001",
        inputList=["fresh", "i01", "unheard-of"],
        metadataColumns={"ITEMS": ["TITLE"]},
    )
    told = {one["itemId"]: one["metadata"] for one in answer["personalizedRanking"]}
    assert told == {"fresh": {"title": "Fresh"}, "i01": {"title": "Film i01"}, "unheard-of": {}}

"""Recommenders of a domain: trained, asked, stopped, started, deleted."""

import httpx
import pytest
from botocore.exceptions import ClientError
from tests.serving.personalize.conftest import make_group, make_recommender, put_event

KMS = "arn:aws:kms:eu-west-1:123456789012:key/1"


def refused(match, kind="InvalidInputException"):
    return pytest.raises(ClientError, match=f"{kind}.*{match}")


def test_recommenders_of_a_domain(clients):
    group = make_group(clients, "films", domain="VIDEO_ON_DEMAND")
    recipe = "arn:aws:personalize:::recipe/aws-vod-because-you-watched-x"
    asked = {"datasetGroupArn": group, "recipeArn": recipe}
    arn = clients.control.create_recommender(
        name="watched", recommenderConfig={"enableMetadataWithRecommendations": True}, **asked
    )["recommenderArn"]
    shown = clients.active("describe_recommender", "recommender", recommenderArn=arn)
    assert shown["status"] == "ACTIVE"
    assert "coverage" in shown["modelMetrics"]
    found = clients.runtime.get_recommendations(
        recommenderArn=arn, itemId="i04", userId="u001", numResults=3
    )
    assert len(found["itemList"]) == 3
    clients.control.stop_recommender(recommenderArn=arn)
    with refused("is INACTIVE"):
        clients.runtime.get_recommendations(recommenderArn=arn, itemId="i04")
    clients.control.start_recommender(recommenderArn=arn)
    clients.control.update_recommender(
        recommenderArn=arn, recommenderConfig={"minRecommendationRequestsPerSecond": 2}
    )
    clients.control.delete_recommender(recommenderArn=arn)
    assert clients.control.list_recommenders(datasetGroupArn=group)["recommenders"] == []
    other = clients.control.create_dataset_group(name="plain")["datasetGroupArn"]
    with refused("for the domain VIDEO_ON_DEMAND"):
        clients.control.create_recommender(name="no", datasetGroupArn=other, recipeArn=recipe)


def test_a_recommender_of_the_name_of_a_deleted_one_is_another(clients, address):
    group = make_group(clients, "renewed", domain="ECOMMERCE")
    recipe = "aws-ecomm-popular-items-by-views"
    everything = {"numResults": 100, "userId": "nobody"}
    price = {"metadataColumns": {"ITEMS": ["PRICE"]}}
    arn = make_recommender(clients, group, "renewed", recipe)
    first = clients.runtime.get_recommendations(recommenderArn=arn, **everything, **price)
    assert "brand-new" not in {one["itemId"] for one in first["itemList"]}
    clients.control.delete_recommender(recommenderArn=arn)
    tracker = clients.control.create_event_tracker(name="t", datasetGroupArn=group)
    put_event(clients, tracker["trackingId"], "u001", "brand-new")
    arn = make_recommender(clients, group, "renewed", recipe)
    again = clients.runtime.get_recommendations(recommenderArn=arn, **everything, **price)
    assert "brand-new" in {one["itemId"] for one in again["itemList"]}
    earlier = httpx.get(f"{address}/v1/explanations/{first['recommendationId']}")
    assert earlier.status_code == 404
    assert "deleted" in earlier.text

"""What was served is explained as of then."""

import math

import httpx
import pytest
from tests.serving.personalize.conftest import make_campaign


def scores(answer):
    return [one["score"] for one in answer["itemList"]]


@pytest.fixture(scope="module")
def tracking(clients, group):
    made = clients.control.create_event_tracker(name="clicks", datasetGroupArn=group)
    return made["trackingId"]


def put(clients, tracking, user, item, session="s", when=1_750_000_000, **event):
    named = {} if user is None else {"userId": user}
    clients.events.put_events(
        trackingId=tracking,
        sessionId=session,
        eventList=[{"sentAt": when, "eventType": "view", "itemId": item, **event}],
        **named,
    )


def test_what_was_served_is_explained_as_of_then(clients, campaign, tracking, address):
    put(clients, tracking, "later", "i11", when=1_750_000_000)
    first = clients.runtime.get_recommendations(campaignArn=campaign, userId="later", numResults=3)
    put(clients, tracking, "later", "i12", when=1_750_000_500)
    kept = httpx.get(f"{address}/v1/explanations/{first['recommendationId']}").json()
    for one, score in zip(kept["items"], scores(first), strict=True):
        total = math.fsum(term["contribution"] for term in one["terms"])
        assert math.isclose(total, score, abs_tol=1e-12)


@pytest.mark.parametrize(
    ("recipe", "asked", "words"),
    [
        ("aws-similar-items", {"itemId": "i04"}, "both go with"),
        ("aws-sims", {"itemId": "i04"}, "Film i04 is in the history"),
        ("aws-popularity-count", {"userId": "u001"}, "General popularity alone gives it"),
        ("aws-trending-now", {"userId": "u001"}, "it is popular at present"),
    ],
)
def test_the_terms_of_every_recipe_add_up_and_are_told(
    clients, group, address, recipe, asked, words
):
    arn = make_campaign(clients, group, recipe, recipe)
    answer = clients.runtime.get_recommendations(campaignArn=arn, numResults=5, **asked)
    kept = httpx.get(f"{address}/v1/explanations/{answer['recommendationId']}").json()
    assert len(kept["items"]) == 5
    for one, score in zip(kept["items"], scores(answer), strict=True):
        total = math.fsum(term["contribution"] for term in one["terms"])
        assert math.isclose(total, score, rel_tol=1e-9, abs_tol=1e-12)
    assert any(words in said for one in kept["items"] for said in one["sentences"])
    told = [one["reason"][0] for one in answer["itemList"]]
    assert not any("score (" in one for one in told)

"""Rankings, similar items, and what is popular."""

import httpx
import numpy as np
import pytest
from botocore.exceptions import ClientError
from tests.serving.personalize.conftest import make_campaign

from openkitchen.models.audience import gather
from openkitchen.serving.personalize import kitchen_named


def ids(answer):
    return [one["itemId"] for one in answer["itemList"]]


def scores(answer):
    return [one["score"] for one in answer["itemList"]]


def put(clients, tracking, user, item, session="s", when=1_750_000_000, **event):
    named = {} if user is None else {"userId": user}
    clients.events.put_events(
        trackingId=tracking,
        sessionId=session,
        eventList=[{"sentAt": when, "eventType": "view", "itemId": item, **event}],
        **named,
    )


def test_a_ranking_orders_what_it_is_given_by_the_models_scores(clients, campaign, backend):
    given = ["i02", "nobody-knows-it", "i15", "i03", "i28", "i03"]
    answer = clients.runtime.get_personalized_ranking(
        campaignArn=campaign, userId="u005", inputList=given
    )["personalizedRanking"]
    model = kitchen_named(backend, "shop").model
    own = model.score_audience(gather(model.known, ["u005"]))[0]
    known = ["i02", "i15", "i03", "i28"]
    by_score = sorted(known, key=lambda item: -own[model.known.items.code(item)])
    assert [one["itemId"] for one in answer] == [*by_score, "nobody-knows-it"]
    assert "score" not in answer[-1]
    told = [one["score"] for one in answer[:-1]]
    np.testing.assert_array_equal(told, sorted(told, reverse=True))


def test_similar_items_need_an_item_and_know_which_are_like_it(clients, group, backend):
    for recipe in ("aws-similar-items", "aws-sims"):
        arn = make_campaign(clients, group, recipe, recipe)
        with pytest.raises(ClientError, match="itemId is missing"):
            clients.runtime.get_recommendations(campaignArn=arn, userId="u001")
        found = clients.runtime.get_recommendations(campaignArn=arn, itemId="i04", numResults=5)
        assert len(found["itemList"]) == 5
        assert "i04" not in ids(found)
        assert scores(found) == sorted(scores(found), reverse=True)
        unknown = clients.runtime.get_recommendations(campaignArn=arn, itemId="nobody-knows-it")
        assert len(unknown["itemList"]) == 25


@pytest.mark.parametrize("recipe", ["aws-popularity-count", "aws-trending-now"])
def test_what_is_popular_needs_no_user(clients, group, recipe):
    arn = make_campaign(clients, group, recipe, recipe)
    found = clients.runtime.get_recommendations(campaignArn=arn, numResults=5)
    assert scores(found) == sorted(scores(found), reverse=True)
    assert clients.runtime.get_recommendations(campaignArn=arn, userId="u001")["itemList"]


def test_popular_items_stand_for_those_like_an_unknown_one(clients, group, backend, address):
    arn = make_campaign(clients, group, "like", "openkitchen-similar-items")
    asked = {"campaignArn": arn, "itemId": "nobody-knows-it"}
    found = clients.runtime.get_recommendations(**asked, numResults=4)
    items = kitchen_named(backend, "like").model.known.items
    assert ids(found) == items.array.to_pylist()[:4]
    assert all("popular" in one["reason"][0] and "score" not in one for one in found["itemList"])
    told = httpx.get(f"{address}/v1/explanations/{found['recommendationId']}").json()
    assert all("popular" in one["sentences"][0] for one in told["items"])
    drama = clients.control.create_filter(
        name="drama-only",
        datasetGroupArn=group,
        filterExpression='INCLUDE ItemID WHERE Items.GENRE IN ("Drama")',
    )["filterArn"]
    some = ids(clients.runtime.get_recommendations(**asked, numResults=4, filterArn=drama))
    assert len(some) == 4
    assert all(int(item[1:]) % 4 in {0, 2} for item in some)
    assert clients.runtime.get_recommendations(**asked, numResults=0)["itemList"] == []

"""Lists and filters through boto3: those of the model itself."""

import httpx
import pytest
from botocore.exceptions import ClientError

from openkitchen.serving.personalize import kitchen_named


def ids(answer):
    return [one["itemId"] for one in answer["itemList"]]


def scores(answer):
    return [one["score"] for one in answer["itemList"]]


@pytest.fixture(scope="module")
def filters(clients, group):
    def make(name, expression):
        made = clients.control.create_filter(
            name=name, datasetGroupArn=group, filterExpression=expression
        )
        return made["filterArn"]

    return make


def put(clients, tracking, user, item, session="s", when=1_750_000_000, **event):
    named = {} if user is None else {"userId": user}
    clients.events.put_events(
        trackingId=tracking,
        sessionId=session,
        eventList=[{"sentAt": when, "eventType": "view", "itemId": item, **event}],
        **named,
    )


def test_a_list_is_the_models_own_and_that_of_the_native_api(clients, campaign, backend, address):
    answer = clients.runtime.get_recommendations(campaignArn=campaign, userId="u003", numResults=7)
    expected = kitchen_named(backend, "shop").model.recommend(["u003"], 7).table
    assert ids(answer) == expected["item_id"].to_pylist()
    assert scores(answer) == expected["score"].to_pylist()
    assert len(answer["recommendationId"]) <= 40
    native = httpx.get(f"{address}/v1/recommendations/u003?k=7&campaign=shop").json()["items"]
    assert [(i["item_id"], i["score"]) for i in native] == list(
        zip(ids(answer), scores(answer), strict=True)
    )


def test_filter_values_and_the_users_own_history(clients, campaign, filters):
    years = filters("years", "INCLUDE ItemID WHERE Items.YEAR >= $FROM AND Items.YEAR < $TO")
    found = clients.runtime.get_recommendations(
        campaignArn=campaign,
        userId="u011",
        filterArn=years,
        filterValues={"FROM": "1970", "TO": '"1980"'},
    )
    assert set(ids(found)) <= {f"i{n:02}" for n in range(10, 20)}
    assert ids(found)
    had = filters("had", 'include itemid where interactions.event_type in ("purchase")')
    again = clients.runtime.get_recommendations(campaignArn=campaign, userId="u011", filterArn=had)
    assert ids(again)
    everything = clients.runtime.get_recommendations(
        campaignArn=campaign, userId="u011", numResults=100
    )
    assert not set(ids(again)) & set(ids(everything))
    with pytest.raises(ClientError, match="missing for: FROM, TO"):
        clients.runtime.get_recommendations(campaignArn=campaign, userId="u011", filterArn=years)


def test_a_filter_takes_items_away_and_changes_no_score(clients, campaign, filters):
    only = filters("drama", 'INCLUDE ItemID WHERE Items.GENRE IN ("Drama")')
    asked = {"campaignArn": campaign, "userId": "u010"}
    everything = clients.runtime.get_recommendations(**asked, numResults=100)
    found = clients.runtime.get_recommendations(**asked, filterArn=only, numResults=100)
    drama = {f"i{n:02}" for n in range(30) if n % 4 in {0, 2}}
    expected = [
        (i, s) for i, s in zip(ids(everything), scores(everything), strict=True) if i in drama
    ]
    assert list(zip(ids(found), scores(found), strict=True)) == expected


def test_a_filter_may_ask_about_the_current_user(clients, campaign, filters):
    adult = filters(
        "adult", 'EXCLUDE ItemID WHERE Items.GENRE IN ("Drama") IF CurrentUser.AGE > 40'
    )
    asked = {"campaignArn": campaign, "filterArn": adult, "numResults": 100}
    drama = {f"i{n:02}" for n in range(30) if n % 4 in {0, 2}}
    assert set(ids(clients.runtime.get_recommendations(userId="u002", **asked))) & drama
    assert not set(ids(clients.runtime.get_recommendations(userId="u050", **asked))) & drama


def test_promotions_take_their_share_and_are_named(clients, campaign, filters):
    horror = filters("horror", "INCLUDE ItemID WHERE Items.GENRE IN ($G)")
    answer = clients.runtime.get_recommendations(
        campaignArn=campaign,
        userId="u006",
        numResults=10,
        promotions=[
            {
                "name": "scary",
                "percentPromotedItems": 20,
                "filterArn": horror,
                "filterValues": {"G": '"Horror"'},
            }
        ],
    )
    promoted = [one for one in answer["itemList"] if one.get("promotionName") == "scary"]
    assert len(promoted) == 2
    assert all(int(one["itemId"][1:]) % 4 == 3 for one in promoted)
    assert len(set(ids(answer))) == len(ids(answer)) == 10


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "userId is missing"),
        ({"userId": "u001", "numResults": 501}, "numResults is 501"),
        ({"userId": "u001", "filterValues": {"A": "1"}}, "filterValues without filterArn"),
        ({"userId": "u001", "metadataColumns": {"ITEMS": ["COLOUR"]}}, "no column COLOUR"),
        ({"userId": "u001", "metadataColumns": {"USERS": ["AGE"]}}, "not of USERS"),
    ],
)
def test_what_cannot_be_answered_is_told(clients, campaign, asked, words):
    with pytest.raises(clients.runtime.exceptions.InvalidInputException, match=words):
        clients.runtime.get_recommendations(campaignArn=campaign, **asked)


def test_no_results_are_asked_for_and_none_come(clients, campaign):
    asked = {"campaignArn": campaign, "userId": "u001", "numResults": 0}
    assert clients.runtime.get_recommendations(**asked)["itemList"] == []

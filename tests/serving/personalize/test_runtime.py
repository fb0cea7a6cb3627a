"""Lists, rankings and similar items through boto3: those of the model itself."""

import json
import math

import httpx
import numpy as np
import pyarrow as pa
import pytest
from botocore.exceptions import ClientError
from tests.serving.personalize.conftest import make_campaign

from openkitchen.models.audience import gather
from openkitchen.serving.personalize import kitchen_named


def ids(answer):
    return [one["itemId"] for one in answer["itemList"]]


def scores(answer):
    return [one["score"] for one in answer["itemList"]]


@pytest.fixture(scope="module")
def tracking(clients, group):
    made = clients.control.create_event_tracker(name="clicks", datasetGroupArn=group)
    return made["trackingId"]


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


def test_an_event_counts_in_the_next_request(clients, campaign, tracking, backend, address):
    asked = {"campaignArn": campaign, "userId": "brand-new", "numResults": 8}
    before = clients.runtime.get_recommendations(**asked)
    chosen = ids(before)[0]
    put(clients, tracking, "brand-new", chosen, eventId="one")
    put(clients, tracking, "brand-new", chosen, eventId="one")
    after = clients.runtime.get_recommendations(**asked)
    assert chosen not in ids(after)
    history = pa.table(
        {
            "user_id": ["brand-new"],
            "item_id": [chosen],
            "timestamp": pa.array([1_750_000_000_000_000]).cast(pa.timestamp("us")),
        }
    )
    model = kitchen_named(backend, "shop").model
    expected = model.recommend(["brand-new"], 8, 1_750_000_000.0, history=history).table
    assert ids(after) == expected["item_id"].to_pylist()
    assert scores(after) == expected["score"].to_pylist()
    native = httpx.get(f"{address}/v1/recommendations/brand-new?k=8&campaign=shop").json()
    assert native["known_user"] is True
    assert [i["item_id"] for i in native["items"]] == ids(after)


def test_a_nameless_session_becomes_the_user_who_is_seen_in_it(clients, campaign, tracking):
    put(clients, tracking, None, "i05", session="visit-1")
    nameless = clients.runtime.get_recommendations(campaignArn=campaign, userId="visit-1")
    assert "i05" not in ids(nameless)
    put(clients, tracking, "signed-in", "i09", session="visit-1", when=1_750_000_100)
    named = clients.runtime.get_recommendations(campaignArn=campaign, userId="signed-in")
    assert not {"i05", "i09"} & set(ids(named))


def test_an_event_may_carry_its_item_in_its_properties(clients, campaign, tracking):
    clients.events.put_events(
        trackingId=tracking,
        userId="by-properties",
        sessionId="p",
        eventList=[
            {
                "sentAt": 1_750_000_000,
                "eventType": "view",
                "properties": json.dumps({"itemId": "i07", "eventValue": 2}),
            }
        ],
    )
    found = clients.runtime.get_recommendations(campaignArn=campaign, userId="by-properties")
    assert "i07" not in ids(found)


def test_a_tracking_id_that_nobody_gave_out_is_refused(clients):
    with pytest.raises(clients.events.exceptions.InvalidInputException, match="event tracker"):
        put(clients, "nobody", "u001", "i01")


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


def test_a_filter_may_ask_about_the_current_user(clients, campaign, filters):
    adult = filters(
        "adult", 'EXCLUDE ItemID WHERE Items.GENRE IN ("Drama") IF CurrentUser.AGE > 40'
    )
    asked = {"campaignArn": campaign, "filterArn": adult, "numResults": 100}
    drama = {f"i{n:02}" for n in range(30) if n % 4 in {0, 2}}
    assert set(ids(clients.runtime.get_recommendations(userId="u002", **asked))) & drama
    assert not set(ids(clients.runtime.get_recommendations(userId="u050", **asked))) & drama


def test_put_items_and_users_count_in_filters_at_once(clients, campaign, filters):
    comic = filters("late", "INCLUDE ItemID WHERE Items.YEAR > 2050")
    asked = {"campaignArn": campaign, "userId": "u012", "filterArn": comic}
    assert ids(clients.runtime.get_recommendations(**asked)) == []
    dataset = next(
        one["datasetArn"]
        for one in clients.control.list_datasets()["datasets"]
        if one["datasetType"] == "ITEMS"
    )
    old = ids(clients.runtime.get_recommendations(campaignArn=campaign, userId="u012"))[0]
    clients.events.put_items(
        datasetArn=dataset,
        items=[{"itemId": old, "properties": json.dumps({"year": 2060, "genre": ["Drama"]})}],
    )
    assert ids(clients.runtime.get_recommendations(**asked)) == [old]
    with pytest.raises(ClientError, match="no field 'colour'"):
        clients.events.put_items(
            datasetArn=dataset, items=[{"itemId": "i01", "properties": '{"colour": "red"}'}]
        )


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


def test_what_was_served_is_explained_as_of_then(clients, campaign, tracking, address):
    put(clients, tracking, "later", "i11", when=1_750_000_000)
    first = clients.runtime.get_recommendations(campaignArn=campaign, userId="later", numResults=3)
    put(clients, tracking, "later", "i12", when=1_750_000_500)
    kept = httpx.get(f"{address}/v1/explanations/{first['recommendationId']}").json()
    for one, score in zip(kept["items"], scores(first), strict=True):
        total = math.fsum(term["contribution"] for term in one["terms"])
        assert math.isclose(total, score, abs_tol=1e-12)


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
        assert isinstance(unknown["itemList"], list)


@pytest.mark.parametrize("recipe", ["aws-popularity-count", "aws-trending-now"])
def test_what_is_popular_needs_no_user(clients, group, recipe):
    arn = make_campaign(clients, group, recipe, recipe)
    found = clients.runtime.get_recommendations(campaignArn=arn, numResults=5)
    assert scores(found) == sorted(scores(found), reverse=True)
    assert clients.runtime.get_recommendations(campaignArn=arn, userId="u001")["itemList"]


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


def test_a_campaign_that_does_not_exist_is_not_found(clients, campaign):
    with pytest.raises(clients.runtime.exceptions.ResourceNotFoundException):
        clients.runtime.get_recommendations(campaignArn=f"{campaign}x", userId="u001")

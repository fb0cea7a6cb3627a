"""What a request lets through, beside what the model would list."""

import csv
import json

import pytest
from tests.serving.personalize.conftest import (
    make_campaign,
    make_group,
    make_recommender,
    put_event,
)


def ids(answer, member="itemList"):
    return [one["itemId"] for one in answer[member]]


@pytest.mark.parametrize(
    ("domain", "recipe", "kind", "leaves_out"),
    [
        ("ECOMMERCE", "aws-ecomm-customers-who-viewed-x-also-viewed", "Purchase", True),
        ("ECOMMERCE", "aws-ecomm-frequently-bought-together", "Purchase", False),
        ("VIDEO_ON_DEMAND", "aws-vod-more-like-x", "Watch", True),
        ("VIDEO_ON_DEMAND", "aws-vod-because-you-watched-x", "Watch", True),
    ],
)
def test_use_cases_about_an_item_leave_out_what_the_user_bought_or_watched(
    clients, domain, recipe, kind, leaves_out
):
    name = recipe[-16:].strip("-")
    group = make_group(clients, name, domain=domain)
    tracker = clients.control.create_event_tracker(name="t", datasetGroupArn=group)["trackingId"]
    arn = make_recommender(clients, group, name, recipe)
    asked = {"recommenderArn": arn, "itemId": "i04", "numResults": 100}
    before = ids(clients.runtime.get_recommendations(**asked, userId="someone"))
    assert before == ids(clients.runtime.get_recommendations(**asked))
    put_event(clients, tracker, "someone", before[0], kind)
    put_event(clients, tracker, "someone", before[1], "click")
    after = ids(clients.runtime.get_recommendations(**asked, userId="someone"))
    assert after == (before[1:] if leaves_out else before)
    assert before == ids(clients.runtime.get_recommendations(**asked, userId="another"))


def test_a_ranking_judges_items_that_the_model_does_not_know(clients):
    group = make_group(clients, "judged")
    control = clients.control
    arn = make_campaign(clients, group, "judged")
    items = next(
        one["datasetArn"]
        for one in control.list_datasets(datasetGroupArn=group)["datasets"]
        if one["datasetType"] == "ITEMS"
    )
    put = [("new-drama", "Drama"), ("new-horror", "Horror")]
    clients.events.put_items(
        datasetArn=items,
        items=[
            {"itemId": item, "properties": json.dumps({"genre": genre, "year": 2025})}
            for item, genre in put
        ],
    )
    tracker = control.create_event_tracker(name="t", datasetGroupArn=group)["trackingId"]
    put_event(clients, tracker, "u001", "bought", "purchase")
    given = ["new-drama", "new-horror", "unheard-of", "bought", "i00", "i03"]
    expected = {
        'INCLUDE ItemID WHERE Items.GENRE IN ("Drama")': {"new-drama", "i00"},
        'EXCLUDE ItemID WHERE Items.GENRE IN ("Drama")': {
            *("new-horror", "unheard-of", "bought", "i03")
        },
        'INCLUDE ItemID WHERE Items.GENRE NOT IN ("Drama")': {"new-horror", "i03"},
        'EXCLUDE ItemID WHERE Items.GENRE NOT IN ("Drama")': {
            *("new-drama", "unheard-of", "bought", "i00")
        },
        'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("purchase")': {*given} - {"bought"},
        'EXCLUDE ItemID WHERE Items.ITEM_ID IN ("unheard-of")': {*given} - {"unheard-of"},
    }
    for number, (text, through) in enumerate(expected.items()):
        made = control.create_filter(
            name=f"judged-{number}", datasetGroupArn=group, filterExpression=text
        )["filterArn"]
        ranked = clients.runtime.get_personalized_ranking(
            campaignArn=arn, userId="u001", inputList=given, filterArn=made
        )
        assert set(ids(ranked, "personalizedRanking")) - {"i00", "i03"} == through - {"i00", "i03"}
        if "Interactions" not in text:
            assert set(ids(ranked, "personalizedRanking")) == through


def test_what_excludes_without_its_values_is_left_out(clients, group, campaign):
    def made(name, text):
        arn = clients.control.create_filter(
            name=name, datasetGroupArn=group, filterExpression=text
        )["filterArn"]
        return {"campaignArn": campaign, "userId": "u012", "numResults": 100, "filterArn": arn}

    get = clients.runtime.get_recommendations
    plain = get(campaignArn=campaign, userId="u012", numResults=100)
    without = made("without", "EXCLUDE ItemID WHERE Items.GENRE IN ($GENRE)")
    assert ids(get(**without)) == ids(plain)
    assert ids(get(**without, filterValues={"GENRE": '"Drama"'})) != ids(plain)
    both = made(
        "both",
        "INCLUDE ItemID WHERE Items.GENRE IN ($G) | EXCLUDE ItemID WHERE Items.YEAR < $Y",
    )
    horror = ids(get(**both, filterValues={"G": '"Horror"'}))
    assert horror == [item for item in ids(plain) if int(item[1:]) % 4 == 3]
    with pytest.raises(clients.runtime.exceptions.InvalidInputException, match="missing for: G"):
        get(**both, filterValues={"Y": "1970"})
    promoted = get(
        campaignArn=campaign,
        userId="u012",
        numResults=10,
        promotions=[{"name": "p", "percentPromotedItems": 20, "filterArn": without["filterArn"]}],
    )
    assert sum(one.get("promotionName") == "p" for one in promoted["itemList"]) == 2


def test_a_filter_and_a_client_see_the_number_that_was_imported(clients, bucket):
    group = make_group(clients, "priced", domain="ECOMMERCE")
    prices = {
        row["ITEM_ID"]: row["PRICE"]
        for row in csv.DictReader((bucket / "domain-items.csv").read_text().splitlines())
    }
    arn = make_recommender(clients, group, "priced", "aws-ecomm-popular-items-by-views")
    price = "0.7"
    made = clients.control.create_filter(
        name="priced",
        datasetGroupArn=group,
        filterExpression="INCLUDE ItemID WHERE Items.PRICE = $PRICE",
    )["filterArn"]
    found = clients.runtime.get_recommendations(
        recommenderArn=arn,
        userId="somebody-new",
        filterArn=made,
        filterValues={"PRICE": price},
        metadataColumns={"ITEMS": ["PRICE"]},
    )["itemList"]
    assert found
    assert {float(one["metadata"]["price"]) for one in found} == {float(price)}
    assert {one["itemId"] for one in found} <= {i for i, own in prices.items() if own == price}

"""Fields that are put in count in filters at once."""

import json

import pytest
from botocore.exceptions import ClientError


def ids(answer):
    return [one["itemId"] for one in answer["itemList"]]


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

"""Fields that are put in count in filters at once."""

import json

import pytest
from botocore.exceptions import ClientError
from tests.serving.personalize.shop import field, schema


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


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ('{"year": 99999999999}', "YEAR is 99999999999, expected int"),
        ('{"year": 2000.5}', "YEAR is 2000.5, expected int"),
        ('{"year": null}', "YEAR is null, expected int"),
        ('{"year": NaN}', "is not JSON"),
        ('{"year": 1e999}', "is not JSON"),
    ],
)
def test_a_value_that_its_column_cannot_hold_is_refused_and_spoils_nothing(
    clients, campaign, filters, properties, words
):
    dataset = next(
        one["datasetArn"]
        for one in clients.control.list_datasets()["datasets"]
        if one["datasetType"] == "ITEMS"
    )
    with pytest.raises(ClientError, match=words):
        clients.events.put_items(
            datasetArn=dataset, items=[{"itemId": "i02", "properties": properties}]
        )
    found = clients.runtime.get_recommendations(
        campaignArn=campaign, userId="u012", metadataColumns={"ITEMS": ["YEAR"]}
    )
    assert ids(found)


def test_what_was_put_in_outlives_the_columns_of_its_schema(clients, group, campaign, filters):
    dataset = next(
        one["datasetArn"]
        for one in clients.control.list_datasets()["datasets"]
        if one["datasetType"] == "ITEMS"
    )
    was = clients.control.describe_dataset(datasetArn=dataset)["dataset"]["schemaArn"]
    clients.events.put_items(
        datasetArn=dataset,
        items=[{"itemId": "i03", "properties": '{"year": 2061, "genre": "Drama"}'}],
    )
    late = filters("later", "INCLUDE ItemID WHERE Items.YEAR > 2060")
    narrow = clients.control.create_schema(
        name="narrow", schema=schema("Items", field("ITEM_ID"), field("YEAR", "long"))
    )["schemaArn"]
    clients.control.update_dataset(datasetArn=dataset, schemaArn=narrow)
    try:
        found = clients.runtime.get_recommendations(
            campaignArn=campaign, userId="new", filterArn=late
        )
        assert ids(found) == ["i03"]
    finally:
        clients.control.update_dataset(datasetArn=dataset, schemaArn=was)

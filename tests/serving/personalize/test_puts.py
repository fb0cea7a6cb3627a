"""What is put in counts in the next request."""

import json

import httpx
import pyarrow as pa
import pytest

from openkitchen.serving.personalize import kitchen_named


def ids(answer):
    return [one["itemId"] for one in answer["itemList"]]


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


@pytest.mark.parametrize("item", ["x" * 257, "a\0b", ["i01"], True])
def test_an_item_in_properties_is_no_other_than_what_was_sent(clients, tracking, item):
    event = {"sentAt": 1, "eventType": "view", "properties": json.dumps({"itemId": item})}
    with pytest.raises(clients.events.exceptions.InvalidInputException, match="itemId"):
        clients.events.put_events(trackingId=tracking, sessionId="s", eventList=[event])

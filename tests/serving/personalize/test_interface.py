"""Requests are held against the interface: what is wrong is named, what is strange is dropped."""

import pytest

from openkitchen.serving.personalize.faults import Fault
from openkitchen.serving.personalize.interface import CONTROL, EVENTS, RUNTIME, interface

ARN = "arn:aws:personalize:eu-west-1:000000000000:campaign/c"


def wrong(service, operation, body, words):
    with pytest.raises(Fault, match=words) as caught:
        interface(service).check(operation, body)
    assert caught.value.code == "InvalidInputException"


@pytest.mark.parametrize(
    ("operation", "body", "words"),
    [
        ("CreateSchema", {"name": "x"}, "schema is missing"),
        ("CreateSchema", {"name": "a b", "schema": "{}"}, "name is a b, expected the form"),
        ("CreateSchema", {"name": "x" * 64, "schema": "{}"}, "length of name is 64"),
        ("CreateSchema", {"name": 3, "schema": "{}"}, "name is not a string: 3"),
        ("CreateSchema", {"name": "x", "schema": "{}", "domain": "FILM"}, "expected one of ECOMM"),
        ("ListSchemas", {"maxResults": 101}, "maxResults is 101, expected 100 or less"),
        ("ListSchemas", {"maxResults": True}, "not a whole number"),
        ("DescribeFilter", {"filterArn": "x"}, "filterArn is x, expected the form"),
        ("CreateDatasetGroup", {"name": "x", "tags": [{"tagKey": "k"}]}, r"tags\[0\].tagValue"),
        ("CreateDatasetGroup", {"name": "x", "tags": {}}, "tags is not a list"),
        ("CreateDatasetGroup", {"name": "\ud800"}, "name"),
    ],
)
def test_what_is_wrong_is_named(operation, body, words):
    wrong(CONTROL, operation, body, words)


def test_what_is_not_known_is_dropped_and_null_is_nothing():
    body = {"name": "x", "schema": "{}", "domain": None, "colour": "red"}
    assert interface(CONTROL).check("CreateSchema", body) == {"name": "x", "schema": "{}"}


def test_documents_may_be_written_as_strings_of_strings():
    event = {"eventType": "v", "sentAt": 1.5, "properties": '"{\\"itemId\\": \\"i\\"}"'}
    body = {"trackingId": "t", "sessionId": "s", "eventList": [event]}
    (found,) = interface(EVENTS).check("PutEvents", body)["eventList"]
    assert found["properties"] == {"itemId": "i"}
    for odd in ("{", "[]", "7"):
        bad = {**body, "eventList": [{**event, "properties": odd}]}
        wrong(EVENTS, "PutEvents", bad, "properties is not")


@pytest.mark.parametrize("moment", [1_700_000_000, 1.5, "2026-01-01T00:00:00Z"])
def test_times_are_epoch_seconds_or_iso(moment):
    event = {"eventType": "v", "sentAt": moment}
    body = {"trackingId": "t", "sessionId": "s", "eventList": [event]}
    assert interface(EVENTS).check("PutEvents", body)["eventList"][0]["sentAt"] > 1
    for odd in ("soon", -1, 1e15, [], True):
        wrong(EVENTS, "PutEvents", {**body, "eventList": [{**event, "sentAt": odd}]}, "no time")


def test_numbers_that_are_whole_are_whole():
    body = {"campaignArn": ARN, "numResults": 5.0}
    found = interface(RUNTIME).check("GetRecommendations", body)
    assert found["numResults"] == 5
    assert isinstance(found["numResults"], int)


def test_a_nul_character_is_refused_before_any_database_is_asked():
    body = {
        "userId": "a\0b",
        "campaignArn": "arn:aws:personalize:us-east-1:000000000000:campaign/x",
    }
    with pytest.raises(Fault, match="userId holds a NUL character"):
        interface("personalize-runtime").check("GetRecommendations", body)

"""Groups: names are taken once, and what is needed is not deleted."""

import pytest
from botocore.exceptions import ClientError
from tests.serving.personalize.conftest import ROLE, put_event

from openkitchen.store import latest_event

KMS = "arn:aws:kms:eu-west-1:123456789012:key/1"


def refused(match, kind="InvalidInputException"):
    return pytest.raises(ClientError, match=f"{kind}.*{match}")


def test_names_make_arns_and_are_taken_once(clients):
    asked = {"name": "once", "roleArn": ROLE, "kmsKeyArn": KMS}
    arn = clients.control.create_dataset_group(**asked)["datasetGroupArn"]
    assert arn == "arn:aws:personalize:eu-west-1:000000000000:dataset-group/once"
    with refused("already exists", "ResourceAlreadyExistsException"):
        clients.control.create_dataset_group(name="once")
    shown = clients.control.describe_dataset_group(datasetGroupArn=arn)["datasetGroup"]
    assert (shown["status"], shown["roleArn"], shown["kmsKeyArn"]) == ("ACTIVE", ROLE, KMS)
    rebuilt = "arn:aws:personalize:us-east-1:123456789012:dataset-group/once"
    clients.control.delete_dataset_group(datasetGroupArn=rebuilt)
    going = clients.control.describe_dataset_group(datasetGroupArn=arn)["datasetGroup"]
    assert going["status"] == "DELETE IN_PROGRESS"
    with refused("does not exist", "ResourceNotFoundException"):
        clients.control.describe_dataset_group(datasetGroupArn=arn)


def test_what_is_needed_is_not_deleted(clients, group, campaign):
    with refused("first", "ResourceInUseException"):
        clients.control.delete_dataset_group(datasetGroupArn=group)
    schema = next(
        one["schemaArn"]
        for one in clients.control.list_schemas()["schemas"]
        if one["name"] == "shop-Items"
    )
    with refused("has it", "ResourceInUseException"):
        clients.control.delete_schema(schemaArn=schema)


def test_what_is_made_again_at_once_is_not_going(clients):
    arn = clients.control.create_dataset_group(name="again")["datasetGroupArn"]
    clients.control.delete_dataset_group(datasetGroupArn=arn)
    clients.control.create_dataset_group(name="again")
    found = clients.control.describe_dataset_group(datasetGroupArn=arn)["datasetGroup"]
    assert found["status"] == "ACTIVE"
    clients.control.delete_dataset_group(datasetGroupArn=arn)


def test_the_dataset_of_events_goes_with_its_events(clients, backend):
    control = clients.control
    group = control.create_dataset_group(name="tracked")["datasetGroupArn"]
    tracker = control.create_event_tracker(name="t", datasetGroupArn=group)
    clients.events.put_events(
        trackingId=tracker["trackingId"],
        userId="u",
        sessionId="s",
        eventList=[{"eventType": "click", "sentAt": 1_700_000_000, "itemId": "i01"}],
    )
    events = "arn:aws:personalize:us-east-1:123456789012:dataset/tracked/EVENT_INTERACTIONS"
    with refused("event tracker first", "ResourceInUseException"):
        control.delete_dataset(datasetArn=events)
    control.delete_event_tracker(eventTrackerArn=tracker["eventTrackerArn"])
    assert latest_event(backend.store, "dataset-group/tracked") > 0
    control.delete_dataset(datasetArn=events)
    assert latest_event(backend.store, "dataset-group/tracked") == 0
    assert control.list_datasets(datasetGroupArn=group)["datasets"] == []
    with refused("does not exist", "ResourceNotFoundException"):
        control.delete_dataset(datasetArn=events.replace("tracked", "nowhere"))
    control.delete_dataset_group(datasetGroupArn=group)


def test_a_group_of_the_name_of_a_deleted_one_starts_empty(clients, backend):
    control = clients.control
    for time in ("first", "again"):
        group = control.create_dataset_group(name="ghost")["datasetGroupArn"]
        assert latest_event(backend.store, "dataset-group/ghost") == 0, time
        tracker = control.create_event_tracker(name="t", datasetGroupArn=group)
        put_event(clients, tracker["trackingId"], "alice", "secret")
        assert latest_event(backend.store, "dataset-group/ghost") > 0
        control.delete_event_tracker(eventTrackerArn=tracker["eventTrackerArn"])
        control.delete_dataset_group(datasetGroupArn=group)

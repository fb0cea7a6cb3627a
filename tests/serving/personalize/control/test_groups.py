"""Groups: names are taken once, and what is needed is not deleted."""

import pytest
from botocore.exceptions import ClientError
from tests.serving.personalize.conftest import ROLE

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

"""A training that fails says why."""

import pytest
from botocore.exceptions import ClientError

KMS = "arn:aws:kms:eu-west-1:123456789012:key/1"


def refused(match, kind="InvalidInputException"):
    return pytest.raises(ClientError, match=f"{kind}.*{match}")


def test_a_training_without_data_says_why(clients):
    group = clients.control.create_dataset_group(name="bare")["datasetGroupArn"]
    solution = clients.control.create_solution(
        name="bare", datasetGroupArn=group, performAutoML=True
    )["solutionArn"]
    version = clients.control.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    found = clients.active(
        "describe_solution_version", "solutionVersion", solutionVersionArn=version
    )
    assert found["status"] == "CREATE FAILED"
    assert "no interactions" in found["failureReason"]
    with refused("expected ACTIVE"):
        clients.control.create_campaign(name="bare", solutionVersionArn=version)

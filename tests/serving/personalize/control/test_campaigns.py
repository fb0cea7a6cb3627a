"""A campaign takes another version."""

import pytest
from botocore.exceptions import ClientError
from tests.serving.personalize.conftest import make_version

KMS = "arn:aws:kms:eu-west-1:123456789012:key/1"


def refused(match, kind="InvalidInputException"):
    return pytest.raises(ClientError, match=f"{kind}.*{match}")


def test_a_campaign_takes_another_version_and_the_latest(clients, campaign, group):
    version = make_version(clients, group, "newer")
    solution = version.rpartition("/")[0]
    made = clients.control.create_campaign(
        name="moving", solutionVersionArn=f"{solution}/$LATEST", minProvisionedTPS=3
    )["campaignArn"]
    shown = clients.control.describe_campaign(campaignArn=made)["campaign"]
    assert shown["solutionVersionArn"] == version
    assert shown["campaignConfig"]["syncWithLatestSolutionVersion"] is True
    weight = {"itemExplorationConfig": {"explorationWeight": "0.1"}}
    clients.control.update_campaign(campaignArn=made, campaignConfig=weight)
    shown = clients.control.describe_campaign(campaignArn=made)["campaign"]
    assert shown["latestCampaignUpdate"]["status"] == "ACTIVE"
    assert shown["campaignConfig"] == weight
    with refused("moving first", "ResourceInUseException"):
        clients.control.delete_solution(solutionArn=solution)
    clients.control.delete_campaign(campaignArn=made)
    clients.control.delete_solution(solutionArn=solution)
    with refused("does not exist", "ResourceNotFoundException"):
        clients.control.describe_solution_version(solutionVersionArn=version)

"""A campaign takes another version, goes back to an earlier one, or follows the latest."""

import pytest
from botocore.exceptions import ClientError
from tests.serving.personalize.conftest import make_version

from openkitchen.serving.personalize import kitchen_named

KMS = "arn:aws:kms:eu-west-1:123456789012:key/1"
SYNC = {"syncWithLatestSolutionVersion": True}


def refused(match, kind="InvalidInputException"):
    return pytest.raises(ClientError, match=f"{kind}.*{match}")


@pytest.fixture
def versions(clients, group, request):
    """Two versions of a solution: the earlier one, and a function that trains the later."""
    name = f"solution-{abs(hash(request.node.name))}"
    first = make_version(clients, group, name)

    def later():
        arn = clients.control.create_solution_version(solutionArn=first.rpartition("/")[0])
        arn = arn["solutionVersionArn"]
        found = clients.active(
            "describe_solution_version", "solutionVersion", solutionVersionArn=arn
        )
        assert found["status"] == "ACTIVE", found
        return arn

    return first, later


def shown(clients, arn):
    return clients.control.describe_campaign(campaignArn=arn)["campaign"]


def served(backend, name):
    return kitchen_named(backend, name).name.rpartition("/")[2]


def test_the_latest_is_that_of_now_unless_the_campaign_is_to_follow(clients, versions, backend):
    first, later = versions
    latest = f"{first.rpartition('/')[0]}/$LATEST"
    arn = clients.control.create_campaign(
        name="moving", solutionVersionArn=latest, minProvisionedTPS=3
    )["campaignArn"]
    assert shown(clients, arn)["solutionVersionArn"] == first
    assert not shown(clients, arn)["campaignConfig"].get("syncWithLatestSolutionVersion")
    second = later()
    assert shown(clients, arn)["solutionVersionArn"] == first
    assert served(backend, "moving") == first.rpartition("/")[2]
    weight = {"itemExplorationConfig": {"explorationWeight": "0.1"}}
    clients.control.update_campaign(campaignArn=arn, campaignConfig=weight)
    found = shown(clients, arn)
    assert found["latestCampaignUpdate"]["status"] == "ACTIVE"
    assert found["campaignConfig"] == weight
    assert found["solutionVersionArn"] == first
    clients.control.update_campaign(campaignArn=arn, solutionVersionArn=latest)
    assert shown(clients, arn)["solutionVersionArn"] == second


def test_a_campaign_that_follows_shows_what_it_serves_and_that_it_moved(clients, versions, backend):
    first, later = versions
    solution = first.rpartition("/")[0]
    arn = clients.control.create_campaign(
        name="following", solutionVersionArn=f"{solution}/$LATEST", campaignConfig=SYNC
    )["campaignArn"]
    assert "latestCampaignUpdate" not in shown(clients, arn)
    second = later()
    found = shown(clients, arn)
    assert found["solutionVersionArn"] == second
    assert found["latestCampaignUpdate"]["solutionVersionArn"] == second
    assert found["lastUpdatedDateTime"] >= found["latestCampaignUpdate"]["creationDateTime"]
    assert served(backend, "following") == second.rpartition("/")[2]
    clients.control.update_campaign(campaignArn=arn, minProvisionedTPS=2)
    assert shown(clients, arn)["campaignConfig"] == SYNC
    assert shown(clients, arn)["solutionVersionArn"] == second


def test_a_campaign_goes_back_to_the_version_that_is_named(clients, versions, backend):
    first, later = versions
    solution = first.rpartition("/")[0]
    arn = clients.control.create_campaign(
        name="back", solutionVersionArn=f"{solution}/$LATEST", campaignConfig=SYNC
    )["campaignArn"]
    later()
    clients.control.update_campaign(campaignArn=arn, solutionVersionArn=first)
    found = shown(clients, arn)
    assert found["solutionVersionArn"] == first
    assert found["latestCampaignUpdate"]["solutionVersionArn"] == first
    assert not found["campaignConfig"].get("syncWithLatestSolutionVersion")
    assert served(backend, "back") == first.rpartition("/")[2]
    later()
    assert served(backend, "back") == first.rpartition("/")[2]
    asked = {"solutionVersionArn": f"{solution}/$LATEST", "campaignConfig": SYNC}
    clients.control.update_campaign(campaignArn=arn, **asked)
    third = later()
    assert served(backend, "back") == third.rpartition("/")[2]


def test_what_is_to_follow_names_no_version(clients, versions, group):
    first, _ = versions
    with refused("LATEST"):
        clients.control.create_campaign(name="no", solutionVersionArn=first, campaignConfig=SYNC)
    arn = clients.control.create_campaign(name="plain", solutionVersionArn=first)["campaignArn"]
    with refused("LATEST"):
        clients.control.update_campaign(
            campaignArn=arn, solutionVersionArn=first, campaignConfig=SYNC
        )
    with refused("LATEST"):
        clients.control.update_campaign(campaignArn=arn, campaignConfig=SYNC)
    solution = first.rpartition("/")[0]
    with refused("plain first", "ResourceInUseException"):
        clients.control.delete_solution(solutionArn=solution)
    clients.control.delete_campaign(campaignArn=arn)
    clients.control.delete_solution(solutionArn=solution)
    with refused("does not exist", "ResourceNotFoundException"):
        clients.control.describe_solution_version(solutionVersionArn=first)

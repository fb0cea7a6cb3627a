"""Solutions echo what was asked, and refuse what cannot be learned."""

import pytest
from botocore.exceptions import ClientError
from tests.serving.personalize import shop
from tests.serving.personalize.conftest import make_version

KMS = "arn:aws:kms:eu-west-1:123456789012:key/1"


def refused(match, kind="InvalidInputException"):
    return pytest.raises(ClientError, match=f"{kind}.*{match}")


def test_solutions_echo_what_was_asked_and_metrics_have_the_services_names(clients, group):
    hpo = {"hpoResourceConfig": {"maxNumberOfTrainingJobs": "4", "maxParallelTrainingJobs": "2"}}
    config = {"hpoConfig": hpo, "algorithmHyperParameters": {**shop.FAST, "hidden_dimension": "9"}}
    version = make_version(
        clients, group, "echo", solutionConfig=config, performHPO=True, eventType="purchase"
    )
    arn = version.rpartition("/")[0]
    solution = clients.control.describe_solution(solutionArn=arn)["solution"]
    assert solution["solutionConfig"] == config
    assert solution["latestSolutionVersion"]["solutionVersionArn"] == version
    shown = clients.control.describe_solution_version(solutionVersionArn=version)["solutionVersion"]
    assert (shown["trainingMode"], shown["eventType"]) == ("FULL", "purchase")
    assert shown["tunedHPOParams"]["algorithmHyperParameters"]["ridge_base"] == "1.0"
    metrics = clients.control.get_solution_metrics(solutionVersionArn=version)["metrics"]
    assert {
        "coverage",
        "mean_reciprocal_rank_at_25",
        *(
            f"{name}_at_{k}"
            for name in ("precision", "normalized_discounted_cumulative_gain")
            for k in (5, 10, 25)
        ),
    } == set(metrics)
    assert all(0 <= value <= 1 for value in metrics.values())


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "recipeArn is missing"),
        ({"performAutoML": True, "recipeArn": "arn:aws:personalize:::recipe/aws-sims"}, "exclude"),
        ({"recipeArn": "arn:aws:personalize:::recipe/aws-next-best-action"}, "not supported"),
        ({"recipeArn": "arn:aws:personalize:::recipe/aws-vod-top-picks"}, "for recommenders"),
    ],
)
def test_what_cannot_be_learned_is_refused(clients, group, asked, words):
    with refused(words):
        clients.control.create_solution(name="no", datasetGroupArn=group, **asked)

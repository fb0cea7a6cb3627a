"""Recipes are listed, and say which model they stand for."""

import pytest

KMS = "arn:aws:kms:eu-west-1:123456789012:key/1"


def test_the_first_page_of_recipes_has_a_token(clients):
    for domain, wanted in (
        ({}, "aws-user-personalization"),
        ({"domain": "ECOMMERCE"}, "aws-ecomm-recommended-for-you"),
        ({"domain": "VIDEO_ON_DEMAND"}, "aws-vod-top-picks"),
    ):
        first = clients.control.list_recipes(**domain)
        second = clients.control.list_recipes(nextToken=first["nextToken"], **domain)
        names = [one["name"] for one in first["recipes"] + second["recipes"]]
        assert wanted in names
        assert "nextToken" not in second
    arn = "arn:aws:personalize:::recipe/aws-sims"
    told = clients.control.describe_recipe(recipeArn=arn)["recipe"]
    assert "EASE" in told["description"]


def test_what_a_recipe_names_can_be_described(clients):
    control, arn = clients.control, "arn:aws:personalize:::recipe/aws-sims"
    recipe = control.describe_recipe(recipeArn=arn)["recipe"]
    algorithm = control.describe_algorithm(algorithmArn=recipe["algorithmArn"])["algorithm"]
    assert algorithm["algorithmArn"] == recipe["algorithmArn"]
    features = recipe["featureTransformationArn"]
    found = control.describe_feature_transformation(featureTransformationArn=features)
    assert found["featureTransformation"]["status"] == "ACTIVE"
    with pytest.raises(control.exceptions.ResourceNotFoundException):
        control.describe_algorithm(algorithmArn=recipe["algorithmArn"] + "-none")
    with pytest.raises(control.exceptions.ResourceNotFoundException):
        control.describe_algorithm(algorithmArn=arn)

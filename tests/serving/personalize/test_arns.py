"""Names of resources are made and read."""

import pytest

from openkitchen.serving.personalize.arns import Home, key_of
from openkitchen.serving.personalize.faults import Fault


def test_region_and_account_are_shown_and_count_for_nothing():
    arn = Home("eu-west-1", "123456789012").arn("solution/a/b")
    assert arn == "arn:aws:personalize:eu-west-1:123456789012:solution/a/b"
    assert key_of(arn) == key_of(Home().arn("solution/a/b")) == "solution/a/b"
    assert Home().arn("recipe/aws-sims") == "arn:aws:personalize:::recipe/aws-sims"
    with pytest.raises(Fault, match="no Personalize ARN"):
        key_of("arn:aws:iam::123456789012:role/x")

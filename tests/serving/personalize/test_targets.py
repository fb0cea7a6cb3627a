"""Campaigns are found, or not."""

import pytest


def test_a_campaign_that_does_not_exist_is_not_found(clients, campaign):
    with pytest.raises(clients.runtime.exceptions.ResourceNotFoundException):
        clients.runtime.get_recommendations(campaignArn=f"{campaign}x", userId="u001")

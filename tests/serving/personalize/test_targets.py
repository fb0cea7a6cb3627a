"""Campaigns are found, or not."""


import json
import math
import httpx
import numpy as np
import pyarrow as pa
import pytest
from botocore.exceptions import ClientError
from tests.serving.personalize.conftest import make_campaign
from openkitchen.models.audience import gather
from openkitchen.serving.personalize import kitchen_named


def test_a_campaign_that_does_not_exist_is_not_found(clients, campaign):
    with pytest.raises(clients.runtime.exceptions.ResourceNotFoundException):
        clients.runtime.get_recommendations(campaignArn=f"{campaign}x", userId="u001")

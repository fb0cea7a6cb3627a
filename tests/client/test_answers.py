"""The client's records have what the server's have, by the API's own description."""

from dataclasses import fields, is_dataclass

import pytest

from openkitchen.client import answers
from openkitchen.serving import create_api

NAMES = {"Similar": "SimilarAnswer", "WhatIf": "WhatIfAnswer", "Weights": "WeightsAnswer"}
NAMES |= {"Levers": "LeversAnswer"}
SCHEMAS = create_api(None).openapi()["components"]["schemas"]


@pytest.mark.parametrize("name", answers.__all__)
def test_a_record_has_the_members_that_the_api_describes(name):
    record = getattr(answers, name)
    assert is_dataclass(record)
    described = SCHEMAS[NAMES.get(name, name)]["properties"]
    assert {field.name for field in fields(record)} == set(described)

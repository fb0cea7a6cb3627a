"""Lists come in pages."""

import pytest
from botocore.exceptions import ClientError
from tests.serving.personalize import shop

KMS = "arn:aws:kms:eu-west-1:123456789012:key/1"


def refused(match, kind="InvalidInputException"):
    return pytest.raises(ClientError, match=f"{kind}.*{match}")


def test_pages_hold_everything_once_and_tokens_must_be_ours(clients):
    names = [f"page-{n}" for n in range(5)]
    for name in names:
        clients.control.create_schema(name=name, schema=shop.USER_SCHEMA)
    pages = clients.control.get_paginator("list_schemas").paginate(PaginationConfig={"PageSize": 2})
    listed = [one["name"] for page in pages for one in page["schemas"]]
    assert [name for name in listed if name.startswith("page-")] == names
    assert len(listed) == len(set(listed))
    with refused("token", "InvalidNextTokenException"):
        clients.control.list_schemas(nextToken="no-token-of-ours")

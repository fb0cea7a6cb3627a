"""Schemas are read, or refused in words."""

import pytest
from botocore.exceptions import ClientError
from tests.serving.personalize import shop

KMS = "arn:aws:kms:eu-west-1:123456789012:key/1"


def refused(match, kind="InvalidInputException"):
    return pytest.raises(ClientError, match=f"{kind}.*{match}")


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ("{", "not JSON"),
        ("[]", "not an Avro record"),
        (shop.schema("Users"), "no fields"),
        (shop.schema("Users", shop.field("USER_ID", "int")), "USER_ID has the type int"),
        (shop.schema("Users", shop.field("X", "array")), "Field X has the type"),
        (shop.schema("Users", shop.field("X"), shop.field("x")), "several fields"),
        (shop.schema("Users", shop.field("FAVOURITE GENRE")), "no name of a field"),
    ],
)
def test_a_schema_that_cannot_be_read_is_refused(clients, schema, words):
    with refused(words):
        clients.control.create_schema(name="bad", schema=schema)

"""Filters are read when they are made."""

import pytest
from botocore.exceptions import ClientError

KMS = "arn:aws:kms:eu-west-1:123456789012:key/1"


def refused(match, kind="InvalidInputException"):
    return pytest.raises(ClientError, match=f"{kind}.*{match}")


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("", "length|invalid length|expected"),
        ("INCLUDE ItemID", "expected WHERE, but it ends"),
        ("INCLUDE ItemID WHERE Items.GENRE", "expected < or <= or = or > or >="),
        ('INCLUDE ItemID WHERE Films.GENRE IN ("a")', "expected Items, Interactions"),
        ('INCLUDE ItemID WHERE Items.COLOUR IN ("a")', "no field Items.COLOUR"),
        ('INCLUDE ItemID WHERE Items.GENRE IN ("a") IF Items.YEAR = 1', "CurrentUser after IF"),
        ('INCLUDE ItemID WHERE Items.GENRE IN ("a', "nothing is written"),
        (
            'INCLUDE ItemID WHERE Items.GENRE IN ("a") AND Interactions.EVENT_TYPE IN ("b")',
            "cannot stand in one expression",
        ),
        (
            'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("b") OR Items.YEAR = 1',
            "cannot stand in one expression",
        ),
        ("EXCLUDE ItemID WHERE Users.AGE > 3", "Users cannot stand in an expression of ItemID"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused(clients, group, expression, words):
    with pytest.raises(Exception, match=words):
        clients.control.create_filter(
            name="bad", datasetGroupArn=group, filterExpression=expression
        )

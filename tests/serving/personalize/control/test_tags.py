"""Tags are kept."""

import pytest
from botocore.exceptions import ClientError

KMS = "arn:aws:kms:eu-west-1:123456789012:key/1"


def refused(match, kind="InvalidInputException"):
    return pytest.raises(ClientError, match=f"{kind}.*{match}")


def test_tags_are_kept(clients, group):
    c = clients.control
    c.tag_resource(resourceArn=group, tags=[{"tagKey": k, "tagValue": k * 2} for k in "ab"])
    c.untag_resource(resourceArn=group, tagKeys=["a"])
    assert c.list_tags_for_resource(resourceArn=group)["tags"] == [
        {"tagKey": "b", "tagValue": "bb"}
    ]
    many = [{"tagKey": f"k{n}", "tagValue": ""} for n in range(51)]
    with refused("tags", "TooManyTagsException"):
        c.create_dataset_group(name="tagged", tags=many)

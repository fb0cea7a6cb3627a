"""Tags of resources."""

from __future__ import annotations

from typing import Any

from openkitchen.serving.personalize.arns import key_of
from openkitchen.serving.personalize.backend import Call
from openkitchen.serving.personalize.faults import TOO_MANY_TAGS, Fault, not_found
from openkitchen.serving.personalize.registry import tags_of
from openkitchen.store import ResourceRow, change_resource, resource

__all__ = ["list_tags", "tag", "untag"]

_MOST = 50


def list_tags(call: Call) -> dict[str, Any]:
    """Return the tags of a resource."""
    tags = _tagged(call).tags
    return {"tags": [{"tagKey": key, "tagValue": value} for key, value in tags.items()]}


def tag(call: Call) -> dict[str, Any]:
    """Add tags, or give those that exist other values."""
    row = _tagged(call)
    tags = {**row.tags, **tags_of(call.body)}
    if len(tags) > _MOST:
        raise Fault(TOO_MANY_TAGS, f"{row.key} would have {len(tags)} tags, more than {_MOST}")
    change_resource(call.store, row.key, tags=tags)
    return {}


def untag(call: Call) -> dict[str, Any]:
    """Take tags away; keys that are not there count for nothing."""
    row, gone = _tagged(call), set(call.body["tagKeys"])
    left = {key: value for key, value in row.tags.items() if key not in gone}
    change_resource(call.store, row.key, tags=left)
    return {}


def _tagged(call: Call) -> ResourceRow:
    row = resource(call.store, key_of(call.body["resourceArn"]))
    if row is None:
        raise not_found(call.body["resourceArn"])
    return row

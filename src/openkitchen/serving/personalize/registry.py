"""Find, make, show and list resources: what all kinds have in common."""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Mapping
from typing import Any

from openkitchen.serving.personalize.arns import key_of
from openkitchen.serving.personalize.backend import Backend, Call
from openkitchen.serving.personalize.faults import (
    ALREADY_EXISTS,
    INVALID_TOKEN,
    TOO_MANY_TAGS,
    Fault,
    invalid,
    not_found,
)
from openkitchen.serving.personalize.kinds import FAILS, KINDS, Kind
from openkitchen.store import (
    ResourceRow,
    add_resource,
    change_resource,
    resource,
    resources,
)

__all__ = [
    "ACTIVE",
    "DELETING",
    "FAILED",
    "IN_PROGRESS",
    "PATIENCE",
    "PENDING",
    "SERVED",
    "bury",
    "children",
    "describe",
    "find",
    "list_kind",
    "make",
    "page",
    "settle",
    "shown",
    "tags_of",
    "update",
]

PENDING, IN_PROGRESS = "CREATE PENDING", "CREATE IN_PROGRESS"
ACTIVE, FAILED = "ACTIVE", "CREATE FAILED"
DELETING = "DELETE IN_PROGRESS"
SERVED = "served"
"""Marks, in ``inside``, resources that stand for the served bundle."""

PATIENCE = 10.0
"""Seconds that Describe waits for a job that is about to be done: clients that see any
other status sleep for a minute before they ask again."""

_PAGE = 100
_MOST_TAGS = 50
_MOST_MILLISECONDS = 3
_GRAVE_SECONDS = 60.0


def find(call: Call, arn: str, kind: str) -> ResourceRow:
    """Return a resource by its ARN.

    Raises
    ------
    Fault
        ``InvalidInputException`` when the ARN is of another kind,
        ``ResourceNotFoundException`` when there is none of this name.
    """
    return _find(call.backend, arn, kind)


def _find(backend: Backend, arn: str, kind: str) -> ResourceRow:
    key = key_of(arn)
    if _kind_of(key) != kind:
        raise invalid(f"{arn} is no ARN of a {KINDS[kind].member}")
    found = resource(backend.store, key)
    if found is None:
        raise not_found(arn)
    return found


def make(
    call: Call,
    kind: str,
    key: str,
    body: Mapping[str, Any],
    *,
    parent: str = "",
    status: str = ACTIVE,
    inside: Mapping[str, Any] | None = None,
) -> str:
    """Keep a new resource and return its ARN.

    Raises
    ------
    Fault
        ``ResourceAlreadyExistsException`` when the name is taken,
        ``TooManyTagsException`` for more than 50 tags.
    """
    arn, now = call.home.arn(key), _now()
    kept = {name: value for name, value in body.items() if value is not None}
    row = ResourceRow(
        key,
        kind,
        parent,
        status,
        now,
        now,
        {**kept, KINDS[kind].arn: arn},
        dict(inside or {}),
        tags_of(call.body),
    )
    if not add_resource(call.store, row):
        raise Fault(ALREADY_EXISTS, f"Another resource with Arn {arn} already exists.")
    return arn


def update(backend: Backend, key: str, **columns: Any) -> bool:
    """Change a resource; return false when it is gone."""
    return change_resource(backend.store, key, updated=_now(), **columns)


def settle(backend: Backend, key: str, status: str, reason: str = "", **inside: Any) -> None:
    """Set what became of a resource that was being made."""
    row = resource(backend.store, key)
    if row is None:
        return
    body = {**row.body, "failureReason": reason} if reason else row.body
    update(backend, key, status=status, body=body, inside={**row.inside, **inside})


def children(call: Call, key: str, kind: str) -> list[ResourceRow]:
    """Return the resources of a kind that hang on another."""
    return resources(call.store, kind, key)


def describe(call: Call, kind: str) -> dict[str, Any]:
    """Answer Describe; wait a little for what is about to be done."""
    one = KINDS[kind]
    if (last := _last_look(call.backend, call.body[one.arn])) is not None:
        return {one.member: last}
    row = find(call, call.body[one.arn], kind)
    if row.status in {PENDING, IN_PROGRESS}:
        call.backend.worker.wait(row.key, seconds=PATIENCE)
        row = find(call, call.body[one.arn], kind)
    return {one.member: shown(row)}


def bury(backend: Backend, row: ResourceRow) -> None:
    """Let the first Describe after a deletion still show it, as going.

    Deletions take a while in the service; there are clients that wait until they have
    seen one under way, and would wait for long if it were over at once.
    """
    gone = {**shown(row), "status": DELETING, "lastUpdatedDateTime": _now()}
    backend.kept.setdefault("graves", {})[row.key] = gone


def _last_look(backend: Backend, arn: str) -> dict[str, Any] | None:
    """Return what `bury` left of a resource, once; nothing where it was made again."""
    found: dict[str, Any] | None = backend.kept.get("graves", {}).pop(key_of(arn), None)
    if found is None or _now() - found["lastUpdatedDateTime"] > _GRAVE_SECONDS:
        return None
    return None if resource(backend.store, key_of(arn)) is not None else found


def shown(row: ResourceRow) -> dict[str, Any]:
    """Return what Describe shows of a resource."""
    times = {"creationDateTime": row.created, "lastUpdatedDateTime": row.updated}
    status = {} if KINDS[row.kind].bare else {"status": row.status}
    return {**row.body, **status, **times}


def list_kind(call: Call, kind: str) -> dict[str, Any]:
    """Answer List: a page of summaries, in the order in which the resources were made."""
    one = KINDS[kind]
    parent = call.body.get(one.by) if one.by else None
    if parent is not None and one.within:
        find(call, parent, one.within)
    rows = resources(call.store, kind, None if parent is None else key_of(parent))
    found, token = page(rows, call.body)
    answer: dict[str, Any] = {one.many: [_summary(row, one) for row in found]}
    return answer | ({"nextToken": token} if token else {})


def page(rows: list[Any], body: Mapping[str, Any], most: int = _PAGE) -> tuple[list[Any], str]:
    """Return one page of rows, and the token of the next one; empty at the end.

    Raises
    ------
    Fault
        ``InvalidNextTokenException``, when the token is none that was given out.
    """
    start, size = 0, min(int(body.get("maxResults") or most), most)
    if body.get("nextToken"):
        start = _start(str(body["nextToken"]), len(rows))
    end = start + size
    token = base64.urlsafe_b64encode(f"from:{end}".encode()).decode() if end < len(rows) else ""
    return rows[start:end], token


def tags_of(body: Mapping[str, Any]) -> dict[str, str]:
    """Return the tags of a request.

    Raises
    ------
    Fault
        ``TooManyTagsException`` for more than 50, ``InvalidInputException`` for a doubled key.
    """
    given = body.get("tags") or []
    if len(given) > _MOST_TAGS:
        raise Fault(TOO_MANY_TAGS, f"{len(given)} tags, expected {_MOST_TAGS} or less")
    tags = {tag["tagKey"]: tag["tagValue"] for tag in given}
    if len(tags) < len(given):
        raise invalid("A tag key is given twice")
    return tags


def _summary(row: ResourceRow, kind: Kind) -> dict[str, Any]:
    wanted = {*kind.summary, kind.arn, "status", "creationDateTime", "lastUpdatedDateTime"}
    if row.kind in FAILS:
        wanted.add("failureReason")
    return {name: value for name, value in shown(row).items() if name in wanted}


def _kind_of(key: str) -> str:
    kind, _, rest = key.partition("/")
    return "solution-version" if kind == "solution" and "/" in rest else kind


def _start(token: str, size: int) -> int:
    try:
        word, _, number = base64.urlsafe_b64decode(token.encode()).decode("ascii").partition(":")
        start = int(number)
    except (ValueError, binascii.Error) as error:
        raise Fault(INVALID_TOKEN, "The token is none that was given out here") from error
    if word != "from" or not 0 <= start <= size:
        raise Fault(INVALID_TOKEN, "The token is none that was given out here")
    return start


def _now() -> float:
    return round(time.time(), _MOST_MILLISECONDS)

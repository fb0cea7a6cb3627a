"""The three services over HTTP: requests in, answers and errors out, as their clients expect."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from openkitchen.errors import OpenKitchenError, StoreBusy, StoreError
from openkitchen.serving.personalize.arns import Home
from openkitchen.serving.personalize.backend import Backend, Call
from openkitchen.serving.personalize.faults import (
    ALREADY_EXISTS,
    DENIED,
    IN_USE,
    INVALID_INPUT,
    INVALID_SIGNATURE,
    NO_SIGNATURE,
    NOT_FOUND,
    UNKNOWN_KEY,
    Fault,
    invalid,
)
from openkitchen.serving.personalize.interface import CONTROL, EVENTS, RUNTIME, interface
from openkitchen.serving.personalize.operations import answer
from openkitchen.serving.personalize.signing import Signed, check_signature, region_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_TARGET = "AmazonPersonalize."
_MOST_BYTES = 8 << 20
_FORBIDDEN = {DENIED, NO_SIGNATURE, UNKNOWN_KEY, INVALID_SIGNATURE}
_STATUS = {NOT_FOUND: 404, IN_USE: 409, ALREADY_EXISTS: 409}
_LOG = logging.getLogger(__name__)


async def the_backend(request: Request) -> Backend:
    """Find what the dialect works with."""
    backend: Backend = request.app.state.personalize
    return backend


Here = Annotated[Backend, Depends(the_backend)]


@router.post("/")
async def control(request: Request, backend: Here) -> Response:
    """Answer the control plane: the operation stands in a header."""
    target = request.headers.get("x-amz-target", "")
    name = target.removeprefix(_TARGET)
    return await _answer(request, backend, CONTROL, name)


async def events(request: Request, backend: Here) -> Response:
    """Answer the service that takes in events, items and users."""
    return await _answer(request, backend, EVENTS, _at_path(EVENTS, request.url.path))


async def runtime(request: Request, backend: Here) -> Response:
    """Answer the service that recommends."""
    return await _answer(request, backend, RUNTIME, _at_path(RUNTIME, request.url.path))


for _service, _route in ((EVENTS, events), (RUNTIME, runtime)):
    for _one in interface(_service).operations.values():
        router.add_api_route(_one["path"], _route, methods=["POST"])


def _at_path(service: str, path: str) -> str:
    found = interface(service).operations.items()
    return next(name for name, one in found if one["path"] == path)


async def _answer(request: Request, backend: Backend, service: str, name: str) -> Response:
    """Check who asks and what, carry it out, and write the answer down."""
    number = str(uuid.uuid4())
    try:
        body = await _body(request)
        _admit(request, backend, body)
        asked = _read(body)
        _refuse_unknown(service, name)
        home = Home(region_of(request.headers.get("authorization", "")))
        call = Call(backend, asked, home)
        found = await run_in_threadpool(answer, service, name, call)
    except Fault as fault:
        return _failed(service, fault, number)
    except StoreBusy as busy:
        return _error(service, 429, "ThrottlingException", busy.message, number)
    except StoreError as error:
        _LOG.error("%s %s: %s", service, name, error.message)
        return _broken(service, number)
    except OpenKitchenError as error:
        return _failed(service, invalid(error.message, error.hint), number)
    except Exception:  # noqa: BLE001 - logged; the client is told, and may try again
        _LOG.exception("%s %s failed", service, name)
        return _broken(service, number)
    headers = {"x-amzn-requestid": number}
    if found and "recommendationId" in found:
        headers["x-openkitchen-explanation"] = f"/v1/explanations/{found['recommendationId']}"
    content = b"" if found is None or (service == CONTROL and not found) else orjson.dumps(found)
    if service == CONTROL and not content:
        content = b"{}"
    return Response(content, 200, headers, _media(service))


async def _body(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > _MOST_BYTES:
            raise invalid(f"The request is longer than {_MOST_BYTES:,} bytes")
        parts.append(part)
    return b"".join(parts)


def _admit(request: Request, backend: Backend, body: bytes) -> None:
    """Let in who has shown an API key, or signed with a known one; else who asks from here.

    The gate before the routes has seen to API keys.
    """
    if getattr(request.state, "key", None) is not None:
        return
    if backend.keys:
        headers = {name.lower(): value for name, value in request.headers.items()}
        query = request.query_params.multi_items()
        path = request.scope.get("raw_path", b"").split(b"?")[0].decode("ascii", "replace")
        check_signature(
            Signed(request.method, path or request.url.path, query, headers, body), backend.keys
        )
        return
    client = request.client.host if request.client else ""
    try:
        near = ip_address(client).is_loopback
    except ValueError:
        near = client in {"localhost", "testclient"}
    if not near:
        raise Fault(DENIED, "Without a table of keys, this machine alone is served", hint="--keys")


def _read(body: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(body or b"{}")
    except ValueError as error:
        raise Fault("SerializationException", "The body is not JSON") from error
    if not isinstance(found, dict):
        raise Fault("SerializationException", "The body is not a JSON object")
    return found


def _refuse_unknown(service: str, name: str) -> None:
    if name not in interface(service).operations:
        raise Fault("UnknownOperationException", f"There is no operation {name[:80]!r}")


def _failed(service: str, fault: Fault, number: str) -> Response:
    status = 403 if fault.code in _FORBIDDEN else 400
    if service != CONTROL:
        status = _STATUS.get(fault.code, status)
    code = fault.code if service == CONTROL or fault.code != ALREADY_EXISTS else INVALID_INPUT
    return _error(service, status, code, fault.words, number)


def _broken(service: str, number: str) -> Response:
    words = "Something went wrong here; the server's log says what."
    return _error(service, 500, "InternalServerException", words, number)


def _error(service: str, status: int, code: str, words: str, number: str) -> Response:
    headers = {"x-amzn-requestid": number, "x-amzn-errortype": code}
    body: Mapping[str, Any] = {"__type": code, "message": words}
    return Response(orjson.dumps(body), status, headers, _media(service))


def _media(service: str) -> str:
    return "application/x-amz-json-1.1" if service == CONTROL else "application/json"

"""The feedback pages of pilots: personal links, no login. Routes hold no logic.

Nobody is asked for a key here: a link is signed, and opens one person's page of one week.
Whatever was not signed by this server is answered alike, whether or not the person exists.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from openkitchen.errors import InputError, StoreError, UnknownName
from openkitchen.pilot import page as pages
from openkitchen.pilot.drawing import ASSETS, asset
from openkitchen.pilot.links import Claim, Links, links_in
from openkitchen.pilot.people import delete_participant
from openkitchen.pilot.wording import Wording
from openkitchen.serving.guard import SAFE_HEADERS
from openkitchen.serving.here import Dialect
from openkitchen.serving.personalize import Backend

__all__ = ["refused", "router"]

router = APIRouter(include_in_schema=False)

_HEADERS: Final = {
    "content-security-policy": SAFE_HEADERS["content-security-policy"]
    + "; script-src 'self'; connect-src 'self'",
    "cache-control": "no-store",
    "x-robots-tag": "noindex",
}
_STATUS: Final = {"open": 200, "left": 410, "over": 410, "unknown": 404}
_UNKNOWN = "This link opens nothing. Is it whole, as it stands in the mail?"
_BUSY = "That did not work just now. Please try again in a moment."
_MOST_FIELDS = 300


async def the_links(backend: Dialect) -> Links:
    """Find what links are signed with."""
    if "pilot links" not in backend.kept:
        folder = backend.estate.key_folder or backend.folder.parent
        backend.kept["pilot links"] = await run_in_threadpool(links_in, folder)
    links: Links = backend.kept["pilot links"]
    return links


Signed = Annotated[Links, Depends(the_links)]


@router.get("/p/static/{name}")
async def file(name: str) -> Response:
    """Send the stylesheet or the script; their addresses change when they do."""
    if name not in ASSETS:
        raise UnknownName("file", name)
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(asset(name), media_type=ASSETS[name], headers=headers)


@router.get("/p/{token}")
async def show(token: str, backend: Dialect, links: Signed, saved: bool = False) -> Response:
    """Show the page of a link."""
    return await _answer(partial(_show, token, backend, links, saved=saved))


@router.post("/p/{token}")
async def take_form(token: str, request: Request, backend: Dialect, links: Signed) -> Response:
    """Save a form, as browsers without script send it, and show the page at the same place."""

    async def taken() -> Response:
        form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
        fields = [(n, v) for n, v in form.multi_items() if not isinstance(v, UploadFile) and n]
        opened = await _saved(links.read(token), fields, backend)
        if opened is None or opened.state != "open":
            return _notice(opened)
        return RedirectResponse(f"/p/{token}?saved=1{_place(fields)}", 303)

    return await _answer(taken)


@router.post("/p/{token}/tap")
async def take_taps(token: str, request: Request, backend: Dialect, links: Signed) -> Response:
    """Save taps that the page's script sends: pairs of a field and a value, as JSON."""
    try:
        claim = links.read(token)
        pairs = [] if claim is None else _pairs(await request.body())
        opened = await _saved(claim, pairs, backend)
    except InputError as error:
        return JSONResponse({"saved": False, "message": error.what}, 422, _HEADERS)
    except StoreError:
        return JSONResponse({"saved": False, "message": _BUSY}, 503, _HEADERS)
    status = 404 if opened is None else _STATUS[opened.state]
    return JSONResponse({"saved": status == 200}, status, _HEADERS)


@router.get("/p/{token}/leave")
async def ask_to_leave(token: str, backend: Dialect, links: Signed) -> Response:
    """Ask whether somebody wants to leave: a mail program that looks ahead changes nothing."""
    return await _answer(partial(_ask, token, backend, links))


@router.post("/p/{token}/leave")
async def leave(token: str, request: Request, backend: Dialect, links: Signed) -> Response:
    """Let somebody leave; mail programs post here by themselves (RFC 8058)."""

    async def left() -> Response:
        form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
        claim, all_of_it = links.read(token), form.get("all") == "yes"
        opened = await _opened(claim, backend)
        if claim is None or opened is None or opened.state == "unknown":
            return _notice(None)
        end = partial(pages.leave_by_link, claim=claim, now=_now())
        erase = partial(delete_participant, person=claim.person, links=links)
        await _write(backend, erase if all_of_it else end)
        words = Wording() if opened.settings is None else opened.settings.wording
        return HTMLResponse(pages.draw_notice(words, words.left), 200, _HEADERS)

    return await _answer(left)


async def _show(token: str, backend: Backend, links: Links, *, saved: bool) -> Response:
    opened = await _opened(links.read(token), backend)
    if opened is None or opened.state != "open":
        return _notice(opened)
    return HTMLResponse(pages.draw_page(opened, token, saved=saved), 200, _HEADERS)


async def _ask(token: str, backend: Backend, links: Links) -> Response:
    opened = await _opened(links.read(token), backend)
    if opened is None or opened.settings is None or opened.state == "left":
        return _notice(opened)
    words = opened.settings.wording
    drawn = pages.draw_notice(words, words.leave_sure, leave=token)
    return HTMLResponse(drawn, 200, _HEADERS)


async def _opened(claim: Claim | None, backend: Backend) -> pages.Opened | None:
    def look(known: Claim) -> pages.Opened:
        with backend.store.reading() as connection:
            return pages.look_up(connection, known)

    return None if claim is None else await run_in_threadpool(look, claim)


async def _saved(
    claim: Claim | None, fields: list[tuple[str, str]], backend: Backend
) -> pages.Opened | None:
    if claim is None:
        return None
    kept: pages.Opened = await _write(
        backend, partial(pages.save, claim=claim, fields=fields, now=_now())
    )
    return kept


async def _write(backend: Backend, write: Callable[[Connection], Any]) -> Any:
    """Write together with others; what returns is on the disk."""
    return await asyncio.wrap_future(backend.writes.submit(write))


def refused(status: int) -> Response:
    """Answer what is no page of ours, without the words and ways of the studio."""
    return HTMLResponse(pages.draw_notice(Wording(), _UNKNOWN), status, _HEADERS)


async def _answer(work: Callable[[], Awaitable[Response]]) -> Response:
    """Answer people with words they can use, never with the pages of the studio."""
    try:
        return await work()
    except InputError as error:
        return HTMLResponse(pages.draw_notice(Wording(), error.what), 422, _HEADERS)
    except StoreError:
        headers = {**_HEADERS, "retry-after": "1"}
        return HTMLResponse(pages.draw_notice(Wording(), _BUSY), 503, headers)


def _notice(opened: pages.Opened | None) -> Response:
    if opened is None or opened.settings is None:
        return refused(404)
    words = opened.settings.wording
    text = words.left if opened.state == "left" else words.over
    return HTMLResponse(pages.draw_notice(words, text), _STATUS[opened.state], _HEADERS)


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        told = orjson.loads(body)
        pairs = [(name, value) for name, value in told]
    except (orjson.JSONDecodeError, TypeError, ValueError) as error:
        raise InputError("the taps cannot be read", expected="pairs of text") from error
    if len(pairs) > _MOST_FIELDS or not all(isinstance(one, str) for pair in pairs for one in pair):
        raise InputError("the taps cannot be read", expected="pairs of text")
    return pairs


def _place(fields: list[tuple[str, str]]) -> str:
    """Return where on the page the button was: it is sent after all texts before it."""
    tapped = [name for name, _ in fields if not name.startswith(("words-", "weekly-"))]
    return f"#item-{tapped[-1].partition('-')[2]}" if tapped else ""


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)

"""A page that takes long says so at once, and goes on when the rest is ready."""

import asyncio
from threading import Event

import pytest
from fastapi.responses import HTMLResponse, StreamingResponse
from tests.web import in_a_loop

from openkitchen.errors import UnknownName
from openkitchen.studio.frame import Frame
from openkitchen.studio.pages.waiting import when_ready


@pytest.fixture
def frame(kitchen):
    return Frame(kitchen, None, ())


def drawn(frame):
    return frame.draw("first.html", "overview", stage=None)


def test_what_is_ready_soon_is_a_page_like_any_other(frame):
    page = drawn(frame)
    assert in_a_loop(when_ready(frame, "item", "Levers", lambda: page)) is page


def test_what_goes_wrong_soon_is_an_error_like_any_other(frame):
    def wrong() -> HTMLResponse:
        raise UnknownName("item", "i99", ["i01"])

    with pytest.raises(UnknownName, match="i99"):
        in_a_loop(when_ready(frame, "item", "Levers", wrong))


@pytest.fixture
def parts(frame):
    """Ask for a page that takes as long as it is held up; return what came before and after."""

    def ask(draw):
        held = Event()

        def slow() -> HTMLResponse:
            assert held.wait(60)
            return draw()

        async def follow():
            answer = await when_ready(frame, "item", "Levers", slow)
            assert isinstance(answer, StreamingResponse)
            chunks = aiter(answer.body_iterator)
            first = await anext(chunks)
            held.set()
            return first, "".join([chunk async for chunk in chunks])

        return in_a_loop(follow())

    return ask


def test_the_head_comes_first_and_the_page_follows(frame, parts):
    first, rest = parts(lambda: drawn(frame))
    assert "<title>Levers" in first
    assert "Being worked out" in first
    assert "<h1" not in first
    whole = first + rest
    assert rest.count("<h1") == 1
    assert whole.count('<main id="main">') == whole.count("</html>") == 1
    assert whole.count("<nav") == 1


def test_what_goes_wrong_later_is_told_on_the_page(parts):
    def wrong() -> HTMLResponse:
        raise UnknownName("item", "i99", ["i01"])

    first, rest = parts(wrong)
    assert "Being worked out" in first
    assert "That did not work" in rest
    assert "i99" in rest


def test_the_work_goes_on_when_nobody_waits(frame):
    held, done = Event(), Event()

    def slow() -> HTMLResponse:
        assert held.wait(60)
        done.set()
        return drawn(frame)

    async def leave():
        answer = await when_ready(frame, "item", "Levers", slow)
        chunks = aiter(answer.body_iterator)
        await anext(chunks)
        waits = asyncio.ensure_future(anext(chunks))
        await asyncio.sleep(0)
        waits.cancel()
        held.set()
        return await asyncio.to_thread(done.wait, 60)

    assert in_a_loop(leave())

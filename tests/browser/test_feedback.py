"""The feedback page on a telephone, in a real browser: with script, without, and without a line."""

import socket
import threading
import time

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from tests.browser.measures import FAINT_TEXT, SMALL_TARGETS, UNLABELLED, WIDER_THAN_THE_SCREEN
from tests.contracts.test_every_model import FIXED
from tests.pilot.conftest import begin, show_week
from tests.serving.conftest import odd_tables
from tests.web import apart

from openkitchen.models import GlassBox
from openkitchen.serving.kitchen import kitchen_of
from openkitchen.serving.personalize import open_backend
from openkitchen.store import answers_of, persons
from openkitchen.studio import create_app

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Serve a pilot of many people; each test takes a person of its own."""
    folder = tmp_path_factory.mktemp("pilot")
    kitchen = kitchen_of(GlassBox(FIXED).fit(odd_tables()), name="Small shop")
    backend = open_backend(folder / "k.db", folder / "personalize", kitchen=kitchen)
    desk = begin(backend.store, folder, 30)
    show_week(desk)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    app = create_app(kitchen, personalize=backend)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    assert server.started
    yield desk, f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listening.close()
    backend.close()


@pytest.fixture(scope="module")
def next_person(served):
    desk, _ = served
    return iter(persons(desk.store, desk.name))


@pytest.fixture
def mine(served, next_person):
    """Somebody's link, and what is kept of the person's answers."""
    desk, home = served
    row = next(next_person)

    def said():
        every = apart(answers_of, desk.store, desk.name)
        return {f"{a.question}-{a.rank}": a.value for a in every if a.person == row.id}

    return f"{home}/p/{desk.links.token(row.id, 1)}", said


def kept(said, wanted):
    """Wait until these answers are kept, and no others."""
    until = time.monotonic() + 20
    while said() != wanted and time.monotonic() < until:
        time.sleep(0.05)
    assert said() == wanted


def tap(page, item, name):
    page.locator(f"#item-{item}").get_by_role("button", name=name, exact=True).click()


def test_a_tap_is_saved_without_loading_the_page_anew(open_page, mine):
    url, said = mine
    page = open_page(url, **PHONE)
    page.evaluate("window.same = true")
    tap(page, 1, "I like it")
    kept(said, {"feel-1": "4"})
    assert page.locator("#told").inner_text() == "Saved. Thank you."
    tap(page, 1, "I love it")
    tap(page, 1, "I would cook it")
    tap(page, 2, "My taste")
    kept(said, {"feel-1": "5", "act-1": "yes", "reason-2": "taste"})
    tap(page, 1, "I would cook it")
    kept(said, {"feel-1": "5", "reason-2": "taste"})
    assert page.evaluate("window.same") is True
    pressed = page.locator('#item-1 [aria-pressed="true"]')
    assert pressed.all_inner_texts() == ["I love it"]


def test_words_are_saved_as_one_writes_and_are_there_again(open_page, mine):
    url, said = mine
    page = open_page(url, **PHONE)
    page.locator("#words-3").fill("Too <b>hot</b> for me")
    kept(said, {"words-3": "Too <b>hot</b> for me"})
    page.locator("#weekly-0").fill("More soup")
    page.locator("#weekly-0").blur()
    kept(said, {"words-3": "Too <b>hot</b> for me", "weekly-0": "More soup"})
    page.reload()
    assert page.locator("#words-3").input_value() == "Too <b>hot</b> for me"


def test_everything_works_without_script(open_page, mine):
    url, said = mine
    page = open_page(url, script=False, **PHONE)
    page.locator("#words-2").fill("Fine")
    tap(page, 2, "So so")
    assert page.url.endswith("?saved=1#item-2")
    assert page.locator("#told").inner_text() == "Saved. Thank you."
    tap(page, 2, "I would cook it")
    tap(page, 4, "I cannot say")
    assert said() == {"feel-2": "3", "words-2": "Fine", "act-2": "yes", "skip-4": "yes"}
    tap(page, 2, "I would cook it")
    assert "act-2" not in said()
    page.locator("#weekly-0").fill("Nothing")
    page.get_by_role("button", name="Save", exact=True).last.click()
    assert said()["weekly-0"] == "Nothing"


def test_taps_wait_for_the_line_and_survive_closing_the_page(browser, mine):
    url, said = mine
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(url)
    context.route("**/tap", lambda route: route.abort("internetdisconnected"))
    tap(page, 1, "I like it")
    tap(page, 3, "Not for me")
    page.get_by_text("No connection. Your answers are kept here").wait_for()
    assert said() == {}
    other = context.new_page()
    page.close()
    context.unroute("**/tap")
    other.goto(url)
    kept(said, {"feel-1": "4", "feel-3": "1"})
    pressed = other.locator('[aria-pressed="true"]').all_inner_texts()
    assert pressed == ["I like it", "Not for me"]
    context.close()


def test_a_link_that_ends_meanwhile_says_so(served, open_page, mine):
    url, _ = mine
    page = open_page(url, script=False, **PHONE)
    page.get_by_role("link", name="Stop these mails").click()
    page.get_by_role("button", name="Stop these mails").click()
    assert page.get_by_text("You have left. No more mails will come.").is_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_is_readable_and_has_room_for_thumbs(open_page, mine, dark):
    url, _ = mine
    page = open_page(url, width=320, height=640, dark=dark)
    tap(page, 1, "I like it")
    assert page.evaluate(WIDER_THAN_THE_SCREEN) <= 0
    assert page.evaluate(FAINT_TEXT) == []
    assert page.evaluate(UNLABELLED) == []
    assert page.evaluate(SMALL_TARGETS) == []
    heights = page.locator("li button").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44


@pytest.mark.parametrize("page_of", ["", "/leave"])
def test_axe_finds_nothing(open_page, mine, page_of):
    url, _ = mine
    page = open_page(url + page_of, **PHONE)
    found = Axe().run(page)
    assert [one["id"] for one in found.response["violations"]] == []


def test_it_works_by_keyboard(open_page, mine):
    url, said = mine
    page = open_page(url, **PHONE)
    page.keyboard.press("Tab")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    kept(said, {"feel-1": "4"})
    assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2

from itertools import pairwise

import pytest
from tests.browser.measures import (
    FAINT_TEXT,
    FOCUSED,
    SMALL_TARGETS,
    UNLABELLED,
    WIDER_THAN_THE_SCREEN,
)
from tests.serving.conftest import ODD_ITEM, ODD_USER

from openkitchen.studio.links import item_url, user_url

PAGES = {
    "overview": "/",
    "user": "/users/u003",
    "odd user": user_url(ODD_USER) + "?item=i23",
    "stranger": "/users/nobody",
    "newcomer": "/cold-start",
    "item": item_url(ODD_ITEM),
    "items": "/items?id=dish",
    "problem": "/items/nothing",
    "report": "/report",
    "pilot": "/pilot",
    "pilot plan": "/pilot/plan",
}


def test_from_the_overview_to_a_reason(open_page, address):
    page = open_page(address)
    assert page.locator("h1").inner_text() == "Small shop"
    page.get_by_label("User id").fill("u003")
    page.get_by_role("button", name="Show the list").click()
    assert page.url == f"{address}/users/u003"
    cards = page.locator(".items > li")
    assert cards.count() == 10
    picture = cards.first.locator("svg.picture").first
    assert not picture.is_visible()
    cards.first.locator("summary").first.click()
    assert picture.is_visible()
    assert picture.bounding_box()["width"] > 100
    shown = cards.first.locator(".row.total .number").inner_text()
    assert float(shown.replace("−", "-")) == pytest.approx(
        float(cards.first.locator("summary .number").first.inner_text().split()[-1]), abs=0.01
    )
    cards.first.locator("details details summary").click()
    assert cards.first.locator("table.terms tbody tr").count() > 3


def test_bars_of_a_waterfall_meet(open_page, address):
    page = open_page(f"{address}/users/u003")
    page.locator(".items summary").first.click()
    bars = page.locator(".items > li").first.locator("rect.bar")
    boxes = [bars.nth(n).bounding_box() for n in range(bars.count())]
    edges = [(b["x"], b["x"] + b["width"]) for b in boxes]
    for one, two in pairwise(edges[:-1]):
        assert min(abs(a - b) for a in one for b in two) < 1.5
    assert min(abs(edges[-2][n] - edges[-1][1]) for n in (0, 1)) < 1.5


def test_why_not_and_its_suggestions(open_page, address):
    page = open_page(f"{address}{user_url(ODD_USER)}?k=5")
    page.get_by_label("Title or id of an item").fill("Dish i2")
    page.get_by_role("button", name="Why not?").click()
    assert page.get_by_text("Which of these?").is_visible()
    page.locator(".chips a").last.click()
    told = page.locator(".note[role=status]").inner_text()
    assert "Dish i2" in told
    assert page.url.endswith("#why-not")
    page.get_by_text("gets its score").click()
    assert page.locator("#why-not ~ details rect.bar").first.is_visible()


def test_an_example_user_and_back_home(open_page, address):
    page = open_page(address)
    page.locator(".chips a").last.click()
    assert "/users/" in page.url
    page.get_by_role("link", name="Small shop").click()
    assert page.url == f"{address}/"


def test_someone_new_gets_the_strangers_list(open_page, address):
    page = open_page(f"{address}/users/nobody")
    stranger = page.locator("h3.name a").all_inner_texts()
    page.get_by_role("link", name="someone new", exact=True).click()
    assert page.locator("h1").inner_text() == "What someone new gets"
    assert page.locator("h3.name a").all_inner_texts() == stranger


def test_ids_with_anything_in_them_work_by_clicking(open_page, address):
    page = open_page(address)
    page.get_by_label("User id").fill(ODD_USER)
    page.get_by_role("button", name="Show the list").click()
    assert page.locator("h1").inner_text() == ODD_USER
    page.goto(address)
    page.get_by_label("Title or id").fill(ODD_ITEM)
    page.get_by_role("button", name="Find").click()
    assert page.locator("dd").first.inner_text() == ODD_ITEM


def test_the_report_opens_and_its_jumps_land(open_page, address):
    page = open_page(address)
    page.get_by_role("link", name="Open the report").click()
    assert page.locator("h1").inner_text() == "What the small kitchen learned"
    page.get_by_role("link", name="What we do not know").click()
    assert page.locator("#unknown").evaluate("e => e.getBoundingClientRect().top < 200")


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_needs_no_sideways_scroll(open_page, address, name):
    page = open_quietly(open_page, address, name, width=360, height=740)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate(WIDER_THAN_THE_SCREEN) <= 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_text_stands_out_and_controls_have_names(open_page, address, name, dark):
    page = open_quietly(open_page, address, name, dark=dark)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate(FAINT_TEXT) == []
    assert page.evaluate(UNLABELLED) == []
    assert page.evaluate(SMALL_TARGETS) == []


def test_dark_mode_is_dark(open_page, address):
    shades = {}
    for dark in (False, True):
        colour = open_page(address, dark=dark).evaluate(
            "getComputedStyle(document.documentElement).backgroundColor"
        )
        shades[dark] = sum(int(part) for part in colour[4:-1].split(","))
    assert shades[False] > 700
    assert shades[True] < 120


def test_everything_can_be_reached_by_keyboard(open_page, address):
    page = open_page(f"{address}/users/u003")
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUSED)
    assert first["text"] == "To the content"
    assert page.get_by_text("To the content").bounding_box()["x"] >= 0
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUSED)
        assert now["style"] != "none", now
        assert now["outline"] >= 2, now
        seen.append(now["name"])
        if now["name"] == "summary":
            break
    assert seen[-1] == "summary"
    page.keyboard.press("Enter")
    assert page.locator(".items svg.picture").first.is_visible()


def test_pages_work_without_script(open_page, address):
    page = open_page(f"{address}/users/u003", script=False)
    page.locator(".items summary").first.click()
    assert page.locator(".items svg.picture").first.is_visible()


def open_quietly(open_page, address, name, **how):
    """Open a page; one that answers 404 says so in the console, so go there by a click."""
    page = open_page(address, **how)
    if name == "problem":
        page.set_content(page.context.request.get(address + PAGES[name]).text())
        page.add_style_tag(url=f"{address}/static/kitchen.css")
        return page
    page.goto(address + PAGES[name])
    return page

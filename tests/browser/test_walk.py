"""A walk through every page of a workspace's studio, as people on different devices see it.

Screenshots are kept in the folder that ``OPENKITCHEN_ARTEFACTS`` names.
"""

import os
import re
import shutil
from pathlib import Path
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.conftest import serving
from tests.browser.measures import (
    FAINT_TEXT,
    FOCUSED,
    SMALL_TARGETS,
    UNLABELLED,
    WIDER_THAN_THE_SCREEN,
)
from tests.stories.conftest import workspace  # noqa: F401

from openkitchen.pipelines.asking import Question
from openkitchen.pipelines.ledgers import Reasons, ask_and_record, ledger_in
from openkitchen.pipelines.material import Given
from openkitchen.pipelines.report_files import report_file
from openkitchen.pipelines.web import create_app
from openkitchen.pipelines.working import answer_standing
from openkitchen.studio.standing import STANDING

ITEM = "i02"
PAGES = {
    "overview": "/",
    "data": "/data",
    "calendar": "/data/calendar",
    "findings": "/data/findings",
    "dictionary": "/data/dictionary",
    "identity": "/data/identity",
    "review": "/data/review",
    "impact": "/data/impact",
    "people": "/users",
    "user": "/users/USER?item=i05",
    "play": "/play?user=USER&off=seen",
    "newcomer": "/cold-start",
    "items": "/items",
    "item": f"/items/{ITEM}",
    "exposure": f"/exposure?item={ITEM}&is.kind=red",
    "levers": f"/levers?item={ITEM}",
    "model": "/model",
    "weights": "/model/weights?feature=diet",
    "figures": "/model/figures",
    "behaviour": "/model/behaviour",
    **{one.key: f"/model/{one.key}" for one in STANDING},
    "quality": "/quality",
    "monitor": "/monitor",
    "experiments": "/experiments",
    "verdict": "/experiments/Q2",
    "pilot": "/pilot",
    "report": "/report",
}
SIZES = {"desktop": (1100, 900), "phone": (360, 740)}
LOOKS = [(size, dark) for size in SIZES for dark in (False, True)]
_NO_RULES = {"resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def home(workspace, tmp_path_factory):  # noqa: F811
    """The studio of a workspace whose standing questions were asked."""
    folder = tmp_path_factory.mktemp("walk") / "shop"
    shutil.copytree(workspace.root, folder)
    answer_standing(folder, lambda *_: None)
    question = Question("What is the column users.age worth?", drop=("users.age",), ks=(5,))
    ask_and_record(Given(dir=folder), question, Reasons(), ledger_in(folder))
    report_file(folder)
    with serving(create_app(folder)) as address:
        yield address


@pytest.fixture(scope="session")
def kept(tmp_path_factory):
    """Keep a screenshot."""
    told = os.environ.get("OPENKITCHEN_ARTEFACTS")
    folder = Path(told) / "screenshots" if told else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)

    def keep(page, name):
        path = folder / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        assert path.stat().st_size > 5_000

    return keep


def serious(page) -> list[str]:
    """Return what axe finds serious or critical."""
    found = Axe().run(page, options=_NO_RULES).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:100]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.fixture(scope="module")
def user(home):
    """Somebody with a long history, as the overview names them."""
    with urlopen(home) as answer:
        return re.findall(r'href="/users/([^"]+)"', answer.read().decode())[-1]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_on_every_screen(open_page, home, kept, name, user):
    page = open_page(home + PAGES[name].replace("USER", user))
    for size, dark in LOOKS:
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        kept(page, f"{name}-{size}-{'dark' if dark else 'light'}")
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.locator("h1").count() == 1
        assert page.evaluate(WIDER_THAN_THE_SCREEN) <= 0, size
        assert page.evaluate(FAINT_TEXT) == [], (size, dark)
        assert page.evaluate(UNLABELLED) == []
        assert page.evaluate(SMALL_TARGETS) == []
        assert serious(page) == [], (size, dark)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)")


CLIENT_QUESTIONS = [
    ("Why this item for this person?", [], "What speaks for it"),
    (
        "What can we do so that an item is shown more often?",
        ["Levers"],
        "All single changes, the best first",
    ),
    ("What happens to a new user, or a new item?", [], "What a score is made of"),
    ("How good are the lists, and what do the figures mean?", [], "Ranking quality"),
    ("How many should we show?", [], "What each slot adds"),
    ("Christmas in June: what does the season do?", [], "Months in the data"),
    ("Does it work for every group of people?", [], "Groups of people"),
    ("Which data arrived, and which are missing?", [], "promised"),
    ("What is a column of data worth?", ["What is the column users.age worth?"], "shuffled copies"),
    ("What do I tell my board?", [], "What we do not know"),
]
"""Ten questions, the clicks beyond the first, and words of the answer."""


@pytest.mark.parametrize(("question", "clicks", "answer"), CLIENT_QUESTIONS)
def test_each_question_is_answered_within_two_clicks(open_page, home, question, clicks, answer):
    page = open_page(home)
    assert len(clicks) <= 1
    for words in (question, *clicks):
        page.get_by_role("link", name=words, exact=True).first.click()
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert answer in page.inner_text("main")


def test_a_first_page_weighs_little(open_page, home):
    page = open_page(home)
    weights = page.evaluate(
        "() => ['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))"
        ".map(entry => entry.encodedBodySize)"
    )
    assert len(weights) >= 2
    assert min(weights) > 1_000
    assert sum(weights) <= 300_000, weights


def test_without_an_item_the_list_changes_at_once(open_page, home, user):
    page = open_page(f"{home}/users/{user}")
    page.get_by_role("link", name="without it").first.click()
    assert page.locator("#outcome").inner_text()
    before = page.get_by_role("list", name="The list as it is")
    after = page.get_by_role("list", name="The list with your changes")
    assert before.locator("li").count() == after.locator("li").count() >= 3
    page.get_by_label("What a user already had is left out.").check()
    page.get_by_role("button", name="Show the list").click()
    assert page.locator(".tag.entered").count() >= 2
    assert page.locator(".reasons dd").first.inner_text()
    assert "off=seen" in page.url


def test_another_attribute_moves_the_list_and_says_why(open_page, home, user):
    page = open_page(f"{home}/play?user={user}")
    field = page.get_by_label("diet")
    now = field.input_value()
    others = [o for o in field.locator("option").all_inner_texts() if o not in {now, "not known"}]
    field.select_option(others[0])
    page.get_by_role("button", name="Show the list").click()
    assert page.locator("#outcome").is_visible()
    assert page.locator(".field.changed").count() == 1
    page.get_by_role("link", name="Start again").click()
    assert page.locator("#outcome").count() == 0


def test_a_change_of_an_item_moves_its_exposure(open_page, home):
    page = open_page(f"{home}/items/{ITEM}")
    page.get_by_role("link", name="Who gets it, and who would?").click()
    assert page.locator(".row").count() == 1
    field = page.get_by_label("kind")
    now = field.input_value()
    others = [o for o in field.locator("option").all_inner_texts() if o not in {now, "not known"}]
    field.select_option(others[0])
    page.get_by_role("button", name="See who would get it").click()
    assert page.locator(".row").count() == 2
    assert "With your change" in page.locator(".lede").inner_text()


def test_a_question_is_asked_watched_left_and_found_again(open_page, home):
    page = open_page(f"{home}/experiments")
    page.get_by_label("The column").select_option("users.diet")
    page.get_by_label("Why do you ask?").fill("columns cost money")
    page.get_by_role("button", name="Ask", exact=True).click(no_wait_after=True)
    page.wait_for_url("**/jobs/*", wait_until="commit")
    address = page.url
    page.get_by_role("link", name="Overview").click()  # left
    page.goto(f"{home}/experiments")  # and found again
    found = page.locator("#work ~ ul a, section[aria-labelledby=work] a").first
    assert found.inner_text() == "What is the column users.diet worth?"
    page.goto(address, wait_until="commit")
    page.wait_for_function(
        "() => document.querySelector('.note a.button') || document.querySelector('#words')",
        timeout=120_000,
    )
    page.goto(address)
    assert "/experiments/Q" in page.url
    assert "columns cost money" in page.inner_text("main")
    page.get_by_label("What do you decide?").fill("We keep it")
    page.get_by_role("button", name="Keep the decision").click()
    assert "We keep it" in page.inner_text("main")


def test_who_is_who_is_decided_by_keyboard(open_page, home):
    page = open_page(f"{home}/data/review")
    waiting = page.get_by_role("button", name=re.compile("^Yes"))
    before = waiting.count()
    assert before
    waiting.first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("button", name=re.compile("^Yes")).count() == before - 1


@pytest.mark.parametrize("name", ["overview", "play", "experiments", "model"])
def test_the_keyboard_alone_suffices(open_page, home, name, user):
    page = open_page(home + PAGES[name].replace("USER", user))
    wanted = page.evaluate(
        "() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, "
        'summary, [tabindex="0"]\')].filter(e => e.checkVisibility()).length'
    )
    radios = page.locator("input[type=radio]").count()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["text"] == "To the content"
    seen = 1
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUSED)
        if now["name"] == "body":
            break
        assert now["style"] != "none", now
        assert now["outline"] >= 2, now
        seen += 1
    assert seen >= wanted - max(radios - 1, 0)


def test_play_by_keyboard(open_page, home, user):
    page = open_page(f"{home}/play?user={user}")
    page.get_by_label("What a user already had is left out.").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**off=seen**")
    assert page.locator("#outcome").is_visible()

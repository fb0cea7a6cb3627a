"""The page of a question, and that of the ledger."""

import pytest
from tests.browser.measures import FAINT_TEXT, WIDER_THAN_THE_SCREEN
from tests.experiments.conftest import asked, planted  # noqa: F401

from openkitchen.experiments.figures_kept import figures_of
from openkitchen.experiments.ledger import Entry, assume, decide, open_ledger, record
from openkitchen.reporting import render_answer
from openkitchen.reporting.asked_page import asked_page
from openkitchen.reporting.ledger_page import ledger_page


@pytest.fixture(scope="module")
def pages(asked, tmp_path_factory):  # noqa: F811
    folder = tmp_path_factory.mktemp("asked")
    path = folder / "ledger.jsonl"
    assume(path, "slots", "10", "as the page is drawn")
    told = tuple(asked.sentences())
    record(path, Entry(asked.question, "ask", asked.verdict, told, figures_of(asked),
                       why="columns cost money", rests_on={"slots": "10"}))  # fmt: skip
    decide(path, "Q1", "We keep the diet, and drop the shoe size")
    made = {"ask": asked_page(asked), "ledger": ledger_page(open_ledger(path))}
    for name, page in made.items():
        (folder / f"{name}.html").write_text(render_answer(page), "utf-8")
    return folder


@pytest.mark.parametrize("name", ["ask", "ledger"])
def test_opens_without_script_and_says_the_verdict_first(open_page, pages, name):
    page = open_page((pages / f"{name}.html").as_uri(), script=False)
    assert page.locator("h1").is_visible()
    assert page.locator("#answer .lede").is_visible()
    assert page.locator("section h2").count() >= 3
    boxes = page.locator("svg.picture").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().width)"
    )
    assert len(boxes) >= 5
    assert min(boxes) > 100


@pytest.mark.parametrize("name", ["ask", "ledger"])
@pytest.mark.parametrize("width", [320, 1100])
def test_fits_every_screen_and_prints(open_page, pages, name, width):
    page = open_page((pages / f"{name}.html").as_uri(), width=width, height=640)
    assert page.evaluate(WIDER_THAN_THE_SCREEN) <= 0
    page.emulate_media(media="print")
    assert page.evaluate(FAINT_TEXT) == []

from markupsafe import Markup

from openkitchen.reporting import render_answer
from openkitchen.reporting.answer_page import AnswerPage, Dot, Section, Table, dots
from openkitchen.reporting.facts import FactsPage, Sheet, as_answer
from openkitchen.reporting.kept_page import page_from_text, page_to_text

PAGE = AnswerPage(
    "Is “x<y” so?",
    "n = 3.",
    ("Yes.", "For most."),
    (
        Section("A picture", "A dot each.", dots([Dot("a & b", "", 0.2, 0.1, 0.3)])),
        Section("A table", "", table=Table(("a", "b"), (("1", "2"),), words=True)),
    ),
)


def test_a_page_comes_back_as_it_was_pictures_too():
    back = page_from_text(page_to_text(PAGE))
    assert back == PAGE
    assert isinstance(back.sections[0].bars[0].picture, Markup)
    assert render_answer(back) == render_answer(PAGE)


def test_words_in_it_are_still_escaped():
    assert "x<y" not in render_answer(page_from_text(page_to_text(PAGE)))


def test_facts_are_the_page_of_an_answer():
    page = as_answer(
        FactsPage("Who", ("So many.",), (Sheet("S", ("a",), (("1",),), ("Lead.",)),), mock=True)
    )
    assert page.title == "Who"
    assert page.sentences[1] == "So many."
    assert "Mock users" in page.sentences[0]
    assert page.sections[0].meaning == "Lead."
    assert page.sections[0].table.rows == (("1",),)
    assert as_answer(FactsPage("Who", (), (Sheet("S"),))).sections[0].table is None

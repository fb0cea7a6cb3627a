from openkitchen.experiments.ledger import Assumption, Decision, Entry, Ledger
from openkitchen.reporting import render_answer
from openkitchen.reporting.ledger_page import ledger_page

FIGURES = {"users.diet": {"difference": 0.01, "low": 0.0, "high": 0.02, "verdict": "worth it"}}
LEDGER = Ledger(
    (
        Entry("Diet?", "ask", "users.diet: yes", ("It is.",), FIGURES, at="2026-01-02T00:00:00",
              rests_on={"slots": "6"}, id="Q1"),
        Entry("Seasons?", "season", "cannot tell", figures={"k": 10}, at="2026-02-03T00:00:00",
              id="Q2"),
    ),
    (Decision("Q1", "We <keep> it", at="2026-01-03T00:00:00"),),
    (Assumption("slots", "6"), Assumption("slots", "8", "a wider page")),
)  # fmt: skip


def test_the_newest_question_first_with_what_to_look_at_again():
    page = ledger_page(LEDGER)
    assert page.basis == "2026-01-02 to 2026-02-03."
    assert page.sentences[0] == "2 questions were asked; 1 led to a decision."
    assert "Q1 (slots)" in page.sentences[1]
    titles = [section.title for section in page.sections]
    assert titles == ["At a glance", "Q2: Seasons?", "Q1: Diet?", "Assumptions"]
    text = render_answer(page)
    assert "We &lt;keep&gt; it" in text
    assert "<svg" in text
    assert "a wider page" in text


def test_an_empty_ledger():
    page = ledger_page(Ledger())
    assert page.sections == ()
    assert "Nothing was asked yet." in render_answer(page)

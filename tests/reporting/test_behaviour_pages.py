from tests.experiments.behaviour.test_outcome import ALL

from openkitchen.experiments.behaviour import Behaviour, Outcome
from openkitchen.reporting import behaviour_page, render_answer


def test_all_are_listed_failures_have_examples_and_shares_a_picture():
    share = Outcome("full_lists", "lists are full", False, 0.5, 0.99, 9, "Half of them.")
    page = behaviour_page(Behaviour("m", (*ALL.outcomes, share), 9, 10))
    titles = [section.title for section in page.sections]
    assert titles[:2] == ["Shares and their limits", "Everything that is expected"]
    assert titles[2] == "Fails: a vegan never sees meat"
    (bar,) = page.sections[0].bars
    assert (bar.number, bar.small, bar.ours) == ("50%", "limit 99%", True)
    assert len(page.sections[1].table.rows) == 4
    assert "u1" in render_answer(page)

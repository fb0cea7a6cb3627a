from tests.experiments.conftest import asked, planted  # noqa: F401

from openkitchen.reporting import render_answer
from openkitchen.reporting.asked_page import asked_page


def test_a_section_for_each_part_of_each_arm(asked):  # noqa: F811
    page = asked_page(asked, ["The verdict.", "More."])
    titles = [section.title for section in page.sections]
    for part in ("Is it worth it?", "Does it carry information?", "Who is affected?"):
        assert f"users.diet: {part}" in titles
    assert "order × 3: Is it worth it?" in titles
    assert "order × 3: Does it carry information?" not in titles
    assert page.sentences == ("The verdict.", "More.")
    text = render_answer(page)
    assert text.count("<svg") > 20
    assert "What helps?" in text
    assert "159" not in asked_page(asked).sections[1].meaning
    assert "119" in asked_page(asked).sections[1].meaning

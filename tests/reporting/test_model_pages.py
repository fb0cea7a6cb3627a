from tests.experiments.test_model_verdict import choice, row

from openkitchen.reporting import models_page, render_answer


def test_models_are_drawn_with_differences_explanations_and_costs():
    page = models_page(choice([row("a", 0.5), row("b", 0.45, 1.0)]))
    assert [section.title for section in page.sections] == [
        "Ranking quality",
        "Differences",
        "Catalogue shown",
        "What each explains",
        "What each costs",
    ]
    assert [bar.ours for bar in page.sections[0].bars] == [False, True]
    assert page.sections[1].bars[0].label == "a less b"
    text = render_answer(page)
    assert "Which model?" in text
    assert "<svg" in text

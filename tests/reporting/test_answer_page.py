from openkitchen.reporting.answer_page import AnswerPage, Dot, Section, Table, dots, render_answer


def test_dots_share_one_scale_that_holds_zero():
    low, high = dots([Dot("a", "", -0.1, -0.2, 0.0), Dot("b", "n = 3", 0.3)])
    assert low.number == "−0.100"
    assert low.small == "−0.200 to 0.000"
    assert "a: −0.100, interval" in low.picture
    assert high.small == ""


def test_words_are_escaped_and_the_page_is_whole():
    table = Table(("item",), (("<b>",),))
    page = AnswerPage("Q & A", "3 people.", ("Yes <i>.",), (Section("S", "m", dots([]), table),))
    text = render_answer(page)
    assert "Q &amp; A" in text
    assert "&lt;b&gt;" in text
    assert '<link rel="icon" href="data:,">' in text
    assert "src=" not in text

from openkitchen.reporting.facts import FactsPage, Sheet, render_facts


def test_sheets_are_tables_with_their_heads_and_words_are_escaped():
    sheet = Sheet("Columns & rows", ("name", "n"), (("<b>", "3"),), ("One sentence.",))
    text = render_facts(FactsPage("Facts", ("Above all.",), (sheet,)))
    assert "Columns &amp; rows" in text
    assert "&lt;b&gt;" in text
    assert "One sentence." in text
    assert "Above all." in text
    assert "Mock users" not in text


def test_a_page_of_mock_users_says_so():
    assert "nobody on this page is a person" in render_facts(FactsPage("Facts", mock=True))

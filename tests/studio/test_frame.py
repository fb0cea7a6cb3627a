"""What every page stands in."""

import pytest

from openkitchen.errors import ModelError, WorkspaceError
from openkitchen.studio.frame import Frame
from openkitchen.studio.navigation import Place


def test_what_a_page_cannot_do_without_is_asked_for_by_name():
    nothing = Frame(None, None, ())
    assert nothing.name == "Open Kitchen"
    with pytest.raises(ModelError, match="no model yet"):
        _ = nothing.kitchen
    with pytest.raises(WorkspaceError, match="a bundle alone"):
        _ = nothing.at_desk


def test_a_page_names_what_is_shown_and_where_one_is(kitchen):
    frame = Frame(kitchen, None, (Place("item", "Items", "/items"), Place("user", "People", "/u")))
    page = frame.draw("waiting.html", "item", 202, title="A <b>bold</b> claim")
    text = bytes(page.body).decode()
    assert page.status_code == 202
    assert frame.name == kitchen.name
    assert 'href="/items" aria-current="true"' in text
    assert text.count("aria-current") == 1
    assert "A &lt;b&gt;bold&lt;/b&gt; claim" in text
    assert "/static/kitchen.css?v=" in text

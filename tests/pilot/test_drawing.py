"""Templates escape what they should, and what pages ask for has an address that changes with it."""

import pytest
from jinja2 import UndefinedError

from openkitchen.pilot import drawing
from openkitchen.pilot.drawing import ASSETS, asset, asset_url, template
from openkitchen.pilot.wording import Wording


def test_html_is_escaped_and_text_is_not():
    words = Wording(title="<i>Tea & cake</i>")
    page = template("notice.html").render(words=words, text="<b>", token="", style="x")
    assert "&lt;i&gt;Tea &amp; cake" in page
    assert "&lt;b&gt;" in page


def test_what_was_forgotten_is_an_error():
    with pytest.raises(UndefinedError):
        template("notice.html").render(words=Wording(), token="")


@pytest.mark.parametrize("name", ASSETS)
def test_addresses_change_with_what_they_lead_to(name, monkeypatch):
    before = asset_url(name)
    assert before.startswith(f"/p/static/{name}?v=")
    monkeypatch.setattr(drawing, "asset", lambda _: "other")
    asset_url.cache_clear()
    assert asset_url(name) != before
    asset_url.cache_clear()
    assert len(asset(name)) > 500

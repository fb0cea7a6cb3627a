from urllib.parse import unquote

import pytest

from openkitchen.studio.links import item_url, user_url


@pytest.mark.parametrize("name", ["a", "a/b", "a b", "ü", "a?b#c&d", "<script>", "100%", "..a"])
def test_an_id_is_one_segment(name):
    url = user_url(name)
    assert url.count("/") == 2
    assert unquote(url.rpartition("/")[2]) == name
    assert not set(url) & set(" ?#&<>\"'")


@pytest.mark.parametrize("name", [".", "..", ""])
def test_dots_alone_are_no_path(name):
    assert item_url(name) == f"/items?id={name}"

import dataclasses
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from tests.reporting.test_render import outline
from tests.serving.conftest import ODD_ITEM, ODD_USER
from tests.web import ask

from openkitchen.serving import tailored
from openkitchen.studio import create_app
from openkitchen.studio.links import item_url, user_url

PAGES = [
    "/",
    "/cold-start",
    "/users",
    "/items",
    "/items?id=dish",
    user_url("u003"),
    user_url(ODD_USER),
    user_url("stranger <script>"),
    user_url(ODD_USER) + "?item=i23",
    user_url(ODD_USER) + "?item=dish",
    user_url(ODD_USER) + "?item=nothing%22%3E%3Cscript%3E",
    item_url(ODD_ITEM),
    item_url("i23"),
]


class Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.words = []

    def handle_data(self, data):
        self.words.append(data)


def words(page: str) -> str:
    reader = Words()
    reader.feed(page)
    return re.sub(r"\s+", " ", " ".join(reader.words))


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_whole_and_need_no_script(app, path):
    response = ask(app, path)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    seen = outline(response.text)
    assert "script" not in seen.names
    assert seen.headings[0] == 1
    assert seen.headings.count(1) == 1
    assert len(seen.ids) == len(set(seen.ids))
    assert all(link.startswith(("/", "#", "data:,")) for link in seen.refers)
    assert "<script" not in response.text


def test_every_link_leads_somewhere(app):
    links = {link for path in PAGES for link in outline(ask(app, path).text).refers}
    inside = {link.partition("#")[0] for link in links if link.startswith("/")}
    inside = {link for link in inside if not re.search("k=(5|20)$", link)}
    assert len(inside) > 30
    broken = [link for link in inside if ask(app, link).status_code != 200]
    assert broken == []


def test_overview_counts_and_leads_on(app, kitchen):
    told = words(ask(app, "/").text)
    assert "80 people" in re.sub(r"people (80)", r"\1 people", told)
    assert f"{kitchen.facts.interactions:,}" in told
    assert "There is no report yet" in told
    assert ask(app, "/").text.count('href="/users/') >= 5


def test_the_search_field_leads_to_the_user(app):
    response = ask(app, "/users?id=+u003+", follow=False)
    assert (response.status_code, response.headers["location"]) == (303, "/users/u003")
    assert "Look at a list" in ask(app, "/users?id=").text
    assert "<h1>..</h1>" in ask(app, "/users?id=..").text


def test_a_user_page_shows_what_the_api_serves(app, kitchen):
    page = ask(app, user_url(ODD_USER) + "?k=5").text
    listed = tailored.recommend(kitchen, ODD_USER, 5).items
    shown = [unescape(link) for link in re.findall(r'<h3 class="name">.*?<a href="([^"]*)"', page)]
    assert shown == [item_url(item.item_id) for item in listed]
    told = words(page)
    assert ODD_USER in told
    assert all(item.title in told for item in listed)
    assert page.count("<details>") == 2 * 5


def test_every_term_is_there_on_demand(app, kitchen):
    page = ask(app, "/users/u003?k=1").text
    item = tailored.recommend(kitchen, "u003", 1, explain=True).items[0]
    assert page.count("<tr><td>") == len(item.reasons.terms)


def test_the_page_of_a_user_shows_history_and_attributes(app, kitchen):
    told = words(ask(app, "/users/u002").text)
    assert "salt, spice" in told
    assert "interactions known, the latest on" in told
    assert re.search(r"Dish i\d\d <script>alert\('i\d\d'\)</script> \d+ [JFM]\w+ 2026", told)


def test_a_stranger_sees_what_someone_new_sees(app, kitchen):
    stranger, new = ask(app, "/users/stranger").text, ask(app, "/cold-start").text
    assert "Nobody is known by this id" in stranger

    def listed(page):
        return re.findall(r'<h3 class="name">.*?href="([^"]*)"', page)

    api = ask(app, "/v1/recommendations/stranger").json()["items"]
    assert listed(stranger) == listed(new) == [item_url(item["item_id"]) for item in api]


def test_why_not_by_id_title_and_words(app, kitchen):
    title = kitchen.titles["i23"]
    for asked in ("i23", title):
        told = words(ask(app, user_url("u003") + f"?k=3&item={quoted(asked)}").text)
        assert "the list ends at 3" in told
        assert f"How “{title}” gets its score" in told
    assert "Which of these?" in words(ask(app, "/users/u003?item=Dish").text)
    assert "No item is called “xyz”" in words(ask(app, "/users/u003?item=xyz").text)


def test_an_item_page(app, kitchen):
    told = words(ask(app, item_url(ODD_ITEM)).text)
    assert ODD_ITEM in told
    assert re.search(r"Chosen \d+ times by \d+ people; number \d+ of 24", told)
    assert "Nobody has chosen it yet" in words(ask(app, "/items/i23").text)


def test_item_search(app):
    assert ask(app, "/items?id=i05", follow=False).headers["location"] == "/items/i05"
    assert "None has these words" in words(ask(app, "/items?id=xyz").text)
    assert "most popular" in words(ask(app, "/items").text)


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/items/nothing", 404, "no item 'nothing'"),
        ("/nothing", 404, "no such page"),
        ("/users/u003?k=0", 422, "greater than or equal to 1"),
        ("/users/u003?k=51", 422, "less than or equal to 50"),
        ("/report", 404, "openkitchen report"),
    ],
)
def test_people_get_a_page_when_something_is_wrong(app, path, status, told):
    response = ask(app, path)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    assert told in words(response.text)
    assert "Back to the overview" in response.text


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/explain/u003/nothing"])
def test_programs_still_get_json(app, path):
    assert list(ask(app, path).json()) == ["error"]


def test_the_report_is_shown_as_it_was_written(kitchen, tmp_path):
    file = tmp_path / "report.html"
    app = create_app(dataclasses.replace(kitchen, report=file))
    assert ask(app, "/report").status_code == 404
    file.write_text("<style>p{}</style><p>crème", "utf-8")
    response = ask(app, "/report")
    assert response.text == "<style>p{}</style><p>crème"
    assert "style-src 'unsafe-inline'" in response.headers["content-security-policy"]
    assert 'href="/report">Open the report' in ask(app, "/").text


def test_a_model_that_cannot_be_taken_apart_has_pages_too(plain_kitchen):
    app = create_app(plain_kitchen)
    assert ask(app, "/users/u003?item=i22").status_code == 200
    assert ask(app, "/").status_code == 200


def test_foreign_hosts_are_refused(app):
    assert ask(app, "/", headers={"host": "evil.example"}).status_code == 400


def test_the_stylesheet_may_be_kept(app):
    link = re.search(r'href="(/static/[^"]+)"', ask(app, "/").text)[1]
    response = ask(app, link)
    assert response.headers["content-type"].startswith("text/css")
    assert "immutable" in response.headers["cache-control"]


def quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


def test_every_page_names_the_command_that_gives_the_same(app):
    for path in PAGES:
        page = ask(app, path).text
        assert page.count('class="same"') == 1, path
        assert "<code>openkitchen " in page.partition('class="same"')[2], path

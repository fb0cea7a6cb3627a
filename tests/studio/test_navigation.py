from fastapi import FastAPI
from tests.web import ask

from openkitchen.studio import app as studio
from openkitchen.studio import create_app, navigation
from openkitchen.studio.frame import Framed
from openkitchen.studio.navigation import NAVIGATION, Place, places_among
from openkitchen.studio.pages.forms import page_router


def test_places_keep_their_order_and_need_a_page():
    keys = [place.key for place in places_among(["/report", "/items", "/", "/items/{item_id}"])]
    assert keys == ["overview", "item", "report"]
    assert places_among(["/nowhere"]) == ()


def test_no_two_places_are_alike():
    assert len({place.url for place in NAVIGATION}) == len(NAVIGATION)
    assert len({place.key for place in NAVIGATION}) == len(NAVIGATION)


def test_a_room_appears_when_it_has_a_page(kitchen, monkeypatch):
    rooms = (Place("overview", "Overview", "/"), Place("cellar", "Cellar", "/cellar"))
    monkeypatch.setattr(navigation, "NAVIGATION", rooms)
    assert 'href="/cellar"' not in ask(create_app(kitchen), "/").text
    router = page_router()

    @router.get("/cellar")
    def cellar(frame: Framed):
        return frame.draw("problem.html", "cellar", problem=_Problem())

    monkeypatch.setattr(studio, "ROUTERS", (*studio.ROUTERS, router))
    app: FastAPI = create_app(kitchen)
    assert 'href="/cellar"' in ask(app, "/").text
    assert 'href="/cellar" aria-current="true"' in ask(app, "/cellar").text


class _Problem:
    message = hint = "as it should be"

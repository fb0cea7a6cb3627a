"""What the addresses of all pages share."""

from fastapi import FastAPI
from tests.web import ask

from openkitchen.studio.pages.forms import Id, Length, page_router


def test_pages_are_no_part_of_the_apis_description_and_check_what_they_are_given():
    router = page_router()

    @router.get("/some")
    def some(item: Id, k: Length = 10) -> str:
        return f"{item} {k}"

    app = FastAPI()
    app.include_router(router)
    assert app.openapi()["paths"] == {}
    page = ask(app, "/some?item=i1&k=50")
    assert (page.text, page.headers["content-type"]) == ("i1 50", "text/html; charset=utf-8")
    for query in ("k=3", "item=i1&k=0", "item=i1&k=51", "item=" + "x" * 501):
        assert ask(app, f"/some?{query}").status_code == 422

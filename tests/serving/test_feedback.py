"""The feedback pages of a pilot: what a link opens, what a tap saves, who gets nothing."""

import asyncio
import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import httpx
import pytest
from tests.pilot.conftest import STATED, begin, show_week
from tests.serving.access.conftest import SCOPES
from tests.web import HOME, ask, in_a_loop

from openkitchen.pilot.desk import close_pilot
from openkitchen.pilot.links import new_id
from openkitchen.pilot.people import leave
from openkitchen.serving.access import Door, KeyRing, Limits, create_key
from openkitchen.serving.personalize import open_backend
from openkitchen.store import answers_of, deletions, keys, persons
from openkitchen.studio import create_app

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def backend(kitchen, tmp_path):
    opened = open_backend(tmp_path / "k.db", tmp_path / "personalize", kitchen=kitchen)
    yield opened
    opened.close()


@pytest.fixture
def app(kitchen, backend):
    """The whole app, which asks for keys everywhere else."""
    create_key(backend.store, "somebody", SCOPES)
    door = Door(KeyRing(keys(backend.store)))
    return create_app(kitchen, personalize=backend, door=door)


@pytest.fixture
def desk(backend, tmp_path):
    made = begin(backend.store, tmp_path)
    show_week(made)
    return made


@pytest.fixture
def token(desk):
    return desk.links.token(persons(desk.store, desk.name)[0].id, 1)


def post(app, path, **fields):
    return ask(app, path, method="POST", content=urlencode(fields), headers=FORM, follow=False)


def said(desk):
    return {(a.week, a.rank, a.question): a.value for a in answers_of(desk.store, desk.name)}


class Form(HTMLParser):
    """The controls of a page, as a browser without script sends them."""

    def __init__(self, text):
        super().__init__()
        self.buttons, self.texts, self.labels = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "button" and "name" in told:
            self.buttons.append(told)
        if tag == "textarea":
            self.texts.append(told["name"])
        if tag == "label":
            self.labels.add(told["for"])


def test_a_link_opens_the_list_without_a_key(app, token):
    page = ask(app, f"/p/{token}")
    assert page.status_code == 200
    assert "Old stew" in page.text
    assert "New stew" in page.text
    assert "40 min" in page.text
    assert "Is there anything that you missed" in page.text
    form = Form(page.text)
    assert sum(one["name"].startswith("feel-") for one in form.buttons) == 4 * 5
    assert form.texts == ["words-1", "words-2", "words-3", "words-4", "weekly-0"]
    assert set(form.texts) == form.labels


def test_a_page_is_small_with_all_that_it_asks_for(app, token):
    page = ask(app, f"/p/{token}")
    size = len(page.content)
    for path in re.findall(r'(?:href|src)="(/p/static/[^"]+)"', page.text):
        size += len(ask(app, path).content)
    assert 5_000 < size <= 50_000


def test_pages_are_kept_nowhere_and_run_our_script_alone(app, token):
    page = ask(app, f"/p/{token}")
    assert page.headers["cache-control"] == "no-store"
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'; connect-src 'self'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in page.text


def test_every_button_saves_without_script(app, desk, token):
    for one in Form(ask(app, f"/p/{token}").text).buttons:
        answer = post(app, f"/p/{token}", **{one["name"]: one["data-value"]})
        rank = one["name"].partition("-")[2]
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/p/{token}?saved=1#item-{rank}"
    told = said(desk)
    assert {key: told[1, 1, key] for key in ("feel", "act", "skip", "reason")} == {
        "feel": "5", "act": "yes", "skip": "yes", "reason": "boring",
    }  # fmt: skip
    assert len(told) == 4 * 4 + 3
    again = ask(app, f"/p/{token}?saved=1").text
    assert "Saved. Thank you." in again
    assert again.count('aria-pressed="true"') == 19


def test_a_second_tap_takes_back(app, desk, token):
    post(app, f"/p/{token}", **{"feel-2": "4"})
    pressed = [b for b in Form(ask(app, f"/p/{token}").text).buttons if b["aria-pressed"] == "true"]
    assert [(b["name"], b["value"], b["data-value"]) for b in pressed] == [("feel-2", "", "4")]
    post(app, f"/p/{token}", **{"feel-2": pressed[0]["value"]})
    assert said(desk) == {}


def test_words_travel_with_any_button_and_are_shown_as_text(app, desk, token):
    words = "</textarea><script>alert(1)</script> \u00fc"
    post(app, f"/p/{token}", **{"words-1": words, "weekly-0": "more", "feel-1": "1"})
    assert said(desk)[1, 1, "words"] == words
    page = ask(app, f"/p/{token}").text
    assert "<script>alert" not in page
    assert "&lt;/textarea&gt;" in page


def test_taps_of_the_script_are_saved(app, desk, token):
    taps = [["feel-1", "3"], ["feel-1", "4"], ["words-1", "ok"]]
    answer = ask(app, f"/p/{token}/tap", method="POST", json=taps)
    assert (answer.status_code, answer.json()) == (200, {"saved": True})
    assert said(desk) == {(1, 1, "feel"): "4", (1, 1, "words"): "ok"}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1]", b'[["feel-1", 3]]', b'[["a","b","c"]]', b'[["feel-9","3"]]']
)
def test_other_bodies_are_refused_whole(app, desk, token, body):
    answer = ask(app, f"/p/{token}/tap", method="POST", content=body)
    assert answer.status_code == 422
    assert answer.json()["saved"] is False
    assert said(desk) == {}


def test_a_wrong_form_is_told_in_words(app, desk, token):
    answer = post(app, f"/p/{token}", **{"feel-1": "4", "feel-9": "4"})
    assert answer.status_code == 422
    assert "Load the page again" in answer.text or "no field" in answer.text
    assert "bar-top" not in answer.text
    assert said(desk) == {}


def doors(app, token):
    yield ask(app, f"/p/{token}")
    yield ask(app, f"/p/{token}/leave")
    yield post(app, f"/p/{token}", **{"feel-1": "5"})
    yield ask(app, f"/p/{token}/tap", method="POST", json=[["feel-1", "5"]])


def test_a_link_that_was_not_signed_here_opens_nothing_whoever_it_names(app, desk, token):
    person, week, signature = token.split(".")
    forged = [f"{person}.1.{'A' * 32}", f"{person}.2.{signature}", f"{new_id()}.{week}.{signature}"]
    answers = [
        [(a.status_code, a.text) for a in doors(app, one)] for one in [*forged, "x", "%2e%2e"]
    ]
    assert all(one == answers[0] for one in answers)
    assert {status for status, _ in answers[0]} == {404}
    assert said(desk) == {}


def test_a_signed_link_of_nobody_is_answered_as_a_forged_one(app, desk):
    nobody = desk.links.token(new_id(), 1)
    for real, forged in zip(doors(app, nobody), doors(app, "x"), strict=True):
        assert (real.status_code, real.text) == (forged.status_code, forged.text)


def test_links_end_with_leaving(app, desk, token):
    row = persons(desk.store, desk.name)[0]
    other = desk.links.token(row.id, 2)
    post(app, f"/p/{token}", **{"feel-1": "5"})
    answer = post(app, f"/p/{token}/leave", all="no")
    assert (answer.status_code, "You have left" in answer.text) == (200, True)
    for old in (token, other):
        assert [one.status_code for one in doors(app, old)] == [410] * 4
    assert said(desk) == {(1, 1, "feel"): "5"}
    assert persons(desk.store, desk.name)[0].left_at is not None


def test_looking_at_the_way_out_changes_nothing(app, desk, token):
    page = ask(app, f"/p/{token}/leave")
    assert "Stop, and delete all my answers" in page.text
    assert persons(desk.store, desk.name)[0].left_at is None


def test_mail_programs_let_people_leave_by_themselves(app, desk, token):
    """RFC 8058: the program posts, with neither an origin nor a cookie."""
    answer = post(app, f"/p/{token}/leave", **{"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert persons(desk.store, desk.name)[0].left_at is not None


def test_people_can_delete_themselves(app, desk, token):
    post(app, f"/p/{token}", **{"words-1": "secret"})
    assert post(app, f"/p/{token}/leave", all="yes").status_code == 200
    assert said(desk) == {}
    assert len(persons(desk.store, desk.name)) == 5
    assert deletions(desk.store, desk.name)[0].removed["answers"] == 1
    assert ask(app, f"/p/{token}").status_code == 404


def test_a_page_elsewhere_cannot_answer(app, desk, token):
    headers = FORM | {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    answer = ask(app, f"/p/{token}", method="POST", content="feel-1=1", headers=headers)
    assert answer.status_code == 403
    assert said(desk) == {}


def test_the_end_says_thank_you(app, desk, token):
    close_pilot(desk)
    assert [one.status_code for one in doors(app, token)] == [410, 200, 410, 410]
    assert "Thank you for taking part" in ask(app, f"/p/{token}").text
    assert said(desk) == {}


def test_before_the_first_list_there_is_a_word(app, desk):
    row = persons(desk.store, desk.name)[0]
    page = ask(app, f"/p/{desk.links.token(row.id, 0)}")
    assert page.status_code == 200
    assert "Your first list comes" in page.text
    assert "<form" not in page.text


def test_words_and_links_are_as_stated(app, backend, tmp_path):
    stated = {"wording": {"act": "I’d drink it", "steps": list("abcde")},
              "item_url": "https://shop.example/{item_id}?x"}  # fmt: skip
    made = begin(backend.store, tmp_path, name="other", **stated)
    show_week(made)
    row = persons(made.store, "other")[0]
    page = ask(app, f"/p/{made.links.token(row.id, 1)}").text
    assert "I’d drink it" in page
    assert 'href="https://shop.example/o00?x"' in page
    assert STATED["name"] not in page


def test_only_what_is_signed_is_open(app):
    assert ask(app, "/").status_code == 401
    assert ask(app, "/p", follow=False).status_code == 401
    assert ask(app, "/p/x", method="DELETE").status_code == 401
    assert ask(app, "/p/static/nothing.js").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/p/x/y/z"), ("GET", "/p/x/tap"), ("HEAD", "/p/x"), ("GET", "/p/"), ("GET", "/p/x/")],
)
def test_whoever_strays_learns_nothing_of_the_studio(app, method, path):
    answer = ask(app, path, method=method)
    assert answer.status_code in {404, 405}
    assert "Small shop" not in answer.text
    assert "bar-top" not in answer.text


def test_a_body_that_is_no_form_is_told_in_words(app, desk, token):
    headers = {"content-type": "multipart/form-data; boundary=x"}
    body = b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nc\r\n--x--\r\n'
    for content in (body, b"nonsense"):
        answer = ask(app, f"/p/{token}", method="POST", content=content, headers=headers)
        assert answer.status_code in {303, 400, 422}
        assert "Small shop" not in answer.text
    assert said(desk) == {}


def test_links_too_have_their_rate(kitchen, backend, desk, token):
    door = Door(KeyRing(), Limits(rate=1.0))
    app = create_app(kitchen, personalize=backend, door=door)
    found = [ask(app, f"/p/{token}").status_code for _ in range(4)]
    assert found[:2] == [200, 200]
    assert 429 in found


def test_a_thousand_people_at_once_lose_no_answer(app, backend, tmp_path):
    """All at the same moment, on SQLite, against the app that serves everything else too."""
    desk = begin(backend.store, tmp_path, 1000, name="crowd")
    show_week(desk)
    rows = persons(desk.store, desk.name)
    taps = [["feel-1", "4"], ["act-1", "yes"], ["words-1", "yes!"]]

    async def all_of_them():
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=HOME, timeout=60) as client:

            async def one(row):
                url = f"/p/{desk.links.token(row.id, 1)}/tap"
                answer = await client.post(url, json=taps)
                while answer.status_code == 503:  # the page's script sends it again
                    answer = await client.post(url, json=taps)
                return answer.status_code

            return await asyncio.gather(*map(one, rows))

    assert in_a_loop(all_of_them()) == [200] * 1000
    found = answers_of(desk.store, "crowd")
    assert len(found) == 3000
    assert {(a.rank, a.question, a.value) for a in found} == {
        (1, "feel", "4"), (1, "act", "yes"), (1, "words", "yes!"),
    }  # fmt: skip


def test_somebody_who_left_a_moment_ago_is_gone_for_a_running_server(app, desk, token):
    assert ask(app, f"/p/{token}").status_code == 200
    leave(desk, persons(desk.store, desk.name)[0])
    assert ask(app, f"/p/{token}").status_code == 410

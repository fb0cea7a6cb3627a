"""A pilot is run from the studio: invited, sent, reminded, ended; commands do the same."""

import shutil

import pytest
from tests.pipelines.test_desk import done, post
from tests.stories.conftest import workspace  # noqa: F401
from tests.studio.test_pages import words
from tests.web import HOME, ask

from openkitchen.pilot.people import guests_in
from openkitchen.pipelines.desk import open_desk
from openkitchen.pipelines.pilot import MAILS, open_pilot
from openkitchen.pipelines.pilot_rounds import let_in, remind_silent, send_invitations, send_week
from openkitchen.pipelines.web import create_app
from openkitchen.store import persons

STATED = """
name: {name}
weeks: 2
items: 4
arms:
  now: {{bundle: data/06_models/bundle}}
  popularity: {{model: popularity}}
"""
PEOPLE = "p1@example.org,u001,Ada\n\np2@example.org,u002\np3@example.org\n"


def state(shop, text=None, name="spring"):
    (shop / "conf/base/pilot.yml").write_text(text or STATED.format(name=name))


@pytest.fixture
def shop(workspace, tmp_path):  # noqa: F811
    folder = shutil.copytree(workspace.root, tmp_path / "shop")
    state(folder)
    return folder


@pytest.fixture
def app(shop):
    made = create_app(shop)
    yield made
    made.state.personalize.close()


def mails(shop):
    return sorted(path.stem for path in (shop / MAILS).glob("*.eml"))


def test_rounds_send_what_is_due_once(shop):
    assert len(let_in(shop, guests_in(PEOPLE)).new) == 3
    assert not mails(shop)
    assert send_invitations(shop).sent == 3
    assert send_invitations(shop).earlier == 3
    first = send_week(shop)
    assert (first.number, first.made.new, first.sent.sent) == (1, 3, 3)
    assert send_week(shop).sent.sent == 0
    assert remind_silent(shop).sent.sent == 3
    assert remind_silent(shop).sent.complete
    assert len(mails(shop)) == 9


def test_a_whole_pilot_from_the_studio(app, shop):
    page = words(ask(app, "/pilot").text)
    assert "“now” against “popularity”, 2 weeks, 4 items in a mail" in page
    assert done(app, post(app, "/pilot/people", {"people": PEOPLE}, follow=False)) == "/pilot"
    page = words(ask(app, "/pilot").text)
    assert "3 people take part" in page
    assert "Make and send the lists of week 1" in page
    for kind in ("pilot-send", "pilot-send", "pilot-remind"):
        assert done(app, post(app, "/jobs", {"kind": kind}, follow=False)) == "/pilot"
    assert len(mails(shop)) == 9
    more = "address,name\np3@example.org,Eve\np4@example.org,Joy\n"
    done(app, post(app, "/pilot/people", {"people": more}, follow=False))
    assert len(mails(shop)) == 10
    answer = post(app, "/pilot/end", {}, follow=False)
    assert answer.headers["location"] == "/pilot"
    page = words(ask(app, "/pilot").text)
    assert "This pilot has ended" in page
    assert "Make and send" not in page
    state(shop, name="autumn")
    page = words(ask(app, "/pilot").text)
    assert "Whom to invite" in page
    done(app, post(app, "/pilot/people", {"people": PEOPLE}, follow=False))
    assert "Make and send" not in words(ask(app, "/pilot?name=spring").text)
    assert "Make and send" in words(ask(app, "/pilot?name=autumn").text)


def test_nobody_is_invited_by_a_list_with_a_mistake(app, shop):
    answer = post(app, "/pilot/people", {"people": PEOPLE + "nobody\n"})
    assert answer.status_code == 422
    assert "'nobody' is no mail address" in words(answer.text)
    assert post(app, "/pilot/people", {"people": " \n"}).status_code == 422
    assert "Whom to invite" in words(ask(app, "/pilot").text)


def test_addresses_stand_in_the_database_alone(app, shop):
    done(app, post(app, "/pilot/people", {"people": PEOPLE}, follow=False))
    kept = shop / ".openkitchen" / "work"
    assert not [p for p in kept.rglob("*") if p.is_file() and b"example.org" in p.read_bytes()]
    with open_pilot(shop) as desk:
        assert [row.name for row in persons(desk.store, desk.name)] == ["Ada", "", ""]


def test_what_is_stated_wrongly_is_told_beside_what_was_said(app, shop):
    done(app, post(app, "/pilot/people", {"people": PEOPLE}, follow=False))
    state(shop, "weekz: 2\n")
    page = ask(app, "/pilot")
    assert page.status_code == 200
    assert "weekz" in words(page.text)
    assert "3 people take part" in words(page.text)


def test_a_page_elsewhere_may_not_invite_or_end(app):
    for path in ("/pilot/people", "/pilot/end"):
        answer = ask(
            app, path, method="POST", content="people=p1%40example.org",
            headers={"origin": "https://elsewhere.example", "host": HOME.removeprefix("http://"),
                     "content-type": "application/x-www-form-urlencoded"},
        )  # fmt: skip
        assert answer.status_code == 403


def test_a_server_with_another_database_keeps_the_pilot_there(shop, tmp_path):
    url = f"sqlite:///{tmp_path / 'other.db'}"
    open_desk(shop, url).invite(PEOPLE)
    with open_pilot(shop, url) as desk:
        assert len(persons(desk.store, desk.name)) == 3

"""The studio of a workspace: every page, every form, work in the background."""

import re
import shutil
import time
from urllib.parse import urlencode

import pytest
from tests.stories.conftest import workspace  # noqa: F401
from tests.studio.commands import commands_in, fault_of
from tests.studio.test_pages import words
from tests.web import HOME, ask

from openkitchen.pipelines.desk import open_desk
from openkitchen.pipelines.web import create_app
from openkitchen.pipelines.workspace import create
from openkitchen.studio.standing import STANDING

FORM = {"content-type": "application/x-www-form-urlencoded"}
PAGES = [
    "/", "/data", "/data/calendar", "/data/findings", "/data/dictionary", "/data/identity",
    "/data/review", "/data/impact", "/users", "/items", "/cold-start", "/model",
    "/quality", "/monitor", "/model/weights?feature=diet", "/model/figures", "/model/behaviour",
    "/experiments", "/report",
    *(f"/model/{one.key}" for one in STANDING),
]  # fmt: skip


@pytest.fixture(scope="module")
def shop(workspace, tmp_path_factory):  # noqa: F811
    """A copy that may be written into."""
    folder = tmp_path_factory.mktemp("desk") / "shop"
    shutil.copytree(workspace.root, folder)
    return folder


@pytest.fixture(scope="module")
def app(shop):
    made = create_app(shop)
    yield made
    made.state.personalize.close()


def post(app, path, form, **how):
    return ask(app, path, method="POST", content=urlencode(form, doseq=True), headers=FORM, **how)


def done(app, answer):
    """Wait until the work that a form began is done; return the page that it leads to."""
    path = answer.headers["location"]
    assert path.startswith("/jobs/")
    end = time.monotonic() + 120
    while time.monotonic() < end:
        job = app.state.desk.work.find(path.rpartition("/")[2])
        if job.state != "running":
            assert job.state == "done", (job.problem, job.hint)
            return ask(app, path, follow=False).headers["location"]
        time.sleep(0.1)
    raise AssertionError("it took too long")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_and_its_commands_exist(app, path):
    page = ask(app, path)
    assert page.status_code == 200, path
    assert "<script" not in page.text
    assert [fault for one in commands_in(page.text) if (fault := fault_of(one))] == []


def test_the_overview_counts_the_way_and_says_what_needs_attention(app, shop):
    told = words(ask(app, "/").text)
    way = open_desk(shop).way()
    assert f"Prepared {way.n_interactions:,} interactions of" in told
    assert "What needs attention" in told
    for place in ("Data", "People", "Items", "Model", "Experiments", "Report"):
        assert place in told


def test_a_standing_question_is_asked_and_its_answer_found_again(app, shop):
    assert "Nobody has asked yet" in ask(app, "/model/how-many").text
    place = done(app, post(app, "/jobs", {"kind": "how-many"}, follow=False))
    assert place == "/experiments/Q1"
    page = ask(app, "/model/how-many").text
    assert 'href="/experiments/Q1"' in page
    assert "What each slot adds" in page
    assert "The model was made anew since" not in page
    assert page.count("<svg") > 10
    verdict = words(ask(app, "/experiments/Q1").text)
    assert "How many should we show?" in verdict
    other = open_desk(shop)  # another server, later
    assert other.latest("how-many").id == "Q1"
    assert other.page("Q1").page.sections


def test_a_question_about_a_column_gets_a_verdict_and_a_decision(app):
    form = {"kind": "drop", "column": "users.diet", "k": "5", "why": "columns cost money"}
    place = done(app, post(app, "/experiments", form, follow=False))
    told = words(ask(app, place).text)
    assert "What is the column users.diet worth?" in told
    assert "columns cost money" in told
    assert "Does it carry information?" in told
    answer = post(app, f"{place}/decision", {"decision": "We keep it", "follow_up": "ask in May"})
    assert "We keep it" in words(answer.text)
    assert "Decided: We keep it" in words(ask(app, "/experiments").text)


def test_a_question_that_makes_no_sense_begins_nothing(app):
    before = len(app.state.desk.work.jobs())
    answer = post(app, "/experiments", {"kind": "drop", "column": "users.nothing"})
    assert answer.status_code == 404
    assert "no column" in words(answer.text)
    assert post(app, "/jobs", {"kind": "rm -rf"}).status_code == 404
    assert len(app.state.desk.work.jobs()) == before


@pytest.mark.parametrize(
    ("kind", "place", "part"),
    [
        ("dictionary", "/data/dictionary", "What does each column mean"),
        ("identity", "/data/identity", "Versions"),
        ("quality", "/quality", "Collection"),
        ("monitor", "/monitor", "At a glance"),
    ],
)
def test_pages_are_made_when_asked_for(app, kind, place, part):
    assert done(app, post(app, "/jobs", {"kind": kind}, follow=False)) == place
    page = ask(app, place).text
    assert part in page
    assert "Ask again" in page


def test_a_page_elsewhere_may_not_begin_anything(app):
    for path in ("/jobs", "/experiments", "/data/review", "/experiments/Q1/decision"):
        answer = ask(app, path, method="POST", content="kind=run",
                     headers=FORM | {"origin": "http://evil.example"})  # fmt: skip
        assert answer.status_code == 403, path
    assert ask(app, "/jobs", method="POST", content="kind=nothing",
               headers=FORM | {"origin": HOME}).status_code == 404  # fmt: skip


def test_a_fresh_workspace_says_what_to_do_first(tmp_path):
    made = create(tmp_path / "empty")
    app = create_app(made.root)
    page = ask(app, "/")
    told = words(page.text)
    assert "Receive, run, look" in told
    assert "no source is declared" in told
    assert "Put the demo shop here" in told
    for path in ("/data", "/experiments", "/data/calendar"):
        assert ask(app, path).status_code == 200, path
    for path in ("/users", "/items", "/model"):
        answer = ask(app, path)
        assert answer.status_code == 409, path
        assert "no model yet" in words(answer.text)
    app.state.personalize.close()


def test_the_demo_is_one_click_away_and_served_when_it_is_there(tmp_path):
    made = create(tmp_path / "empty")
    app = create_app(made.root)
    asked = {"dir": app.state.desk.folder, "customers": 60, "days": 20}  # the button takes more
    job = app.state.desk.work.start("demo", "The demo", asked)
    assert app.state.desk.work.find(job.id).state == "running"
    end = time.monotonic() + 300
    while app.state.desk.work.find(job.id).state == "running" and time.monotonic() < end:
        time.sleep(0.2)
    job = app.state.desk.work.find(job.id)
    assert (job.state, job.leads_to) == ("done", "/"), (job.problem, job.hint, job.lines[-3:])
    app.state.watch.look()
    told = words(ask(app, "/").text)
    assert "What needs attention" in told
    assert "Questions that clients ask" in told
    asked = [one.command for one in app.state.desk.ledger().entries]
    assert asked[-2:] == ["levers", "quality"]
    assert len(asked) == len(STANDING) + 2
    assert "How the project stands" in app.state.desk.workspace.report.read_text("utf-8")
    again = post(app, "/jobs", {"kind": "demo"}, follow=False)
    name = again.headers["location"].rpartition("/")[2]
    while app.state.desk.work.find(name).state == "running" and time.monotonic() < end:
        time.sleep(0.2)
    page = ask(app, f"/jobs/{name}")
    assert "is in use: sources are declared in it" in words(page.text)
    app.state.personalize.close()


def test_a_bundle_alone_names_no_place_that_it_lacks(bundle_app):
    page = ask(bundle_app, "/").text
    places = re.findall(r'<li><a href="([^"]+)"', page.partition('id="main"')[0])
    assert places == ["/", "/users", "/items", "/model", "/pilot"]
    assert (
        ask(bundle_app, "/data").status_code == 409 or "workspace" in ask(bundle_app, "/data").text
    )


@pytest.fixture
def bundle_app(workspace):  # noqa: F811
    from openkitchen.serving import open_kitchen
    from openkitchen.studio import create_app as studio

    return studio(open_kitchen(workspace.bundle))

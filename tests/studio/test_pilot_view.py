"""The pages about pilots: none, one that runs, another size."""

import pytest
from tests.pilot.conftest import begin, show_week
from tests.pilot.test_readout import taste
from tests.web import ask

from openkitchen.pilot.desk import close_pilot
from openkitchen.pilot.people import delete_person
from openkitchen.serving.personalize import open_backend
from openkitchen.store import persons
from openkitchen.studio import create_app, pilot_view


@pytest.fixture
def backend(kitchen, tmp_path):
    opened = open_backend(tmp_path / "k.db", tmp_path / "personalize", kitchen=kitchen)
    yield opened
    opened.close()


@pytest.fixture
def app(kitchen, backend):
    return create_app(kitchen, personalize=backend)


@pytest.fixture
def desk(backend, tmp_path):
    made = begin(backend.store, tmp_path, 12)
    show_week(made)
    return made


def test_before_there_is_one_the_way_is_told(kitchen, app):
    for one in (app, create_app(kitchen)):
        page = ask(one, "/pilot")
        assert page.status_code == 200
        assert "There has been no pilot yet" in page.text
        assert "openkitchen pilot plan" in page.text
    assert 'href="/pilot"' in ask(app, "/").text


def test_a_pilot_is_read_out_without_addresses(app, desk):
    taste(desk.store, desk, 1.5)
    page = ask(app, "/pilot").text
    assert "People like new better than old" in page
    assert "The pilot tasting is in week 1 of 4" in page
    assert "Week by week" in page
    assert "week 1" in page
    assert "example.org" not in page
    assert "openkitchen pilot readout" in page


def test_what_is_read_out_follows_what_is_said(app, desk, monkeypatch):
    taste(desk.store, desk, 1.5, people=6)
    calls, real = [], pilot_view.read_out
    monkeypatch.setattr(pilot_view, "read_out", lambda desk: (calls.append(1), real(desk))[1])
    for _ in range(3):
        assert "6 of 12 people answered" in ask(app, "/pilot").text
    assert len(calls) == 1
    delete_person(desk, persons(desk.store, desk.name)[0])
    assert "5 of 11 people answered" in ask(app, "/pilot").text
    taste(desk.store, desk, 0.0)
    assert "11 of 11 people answered" in ask(app, "/pilot").text
    close_pilot(desk)
    assert "is closed" in ask(app, "/pilot").text
    assert len(calls) == 4


def test_a_changed_answer_is_seen(app, desk):
    taste(desk.store, desk, 3.0)
    assert "People like new better" in ask(app, "/pilot").text
    taste(desk.store, desk, -3.0)
    assert "People like old better" in ask(app, "/pilot").text


def test_all_pilots_are_there_by_name(app, desk, backend, tmp_path):
    begin(backend.store, tmp_path, 4, name="second")
    assert 'href="/pilot?name=tasting"' in ask(app, "/pilot").text
    assert "The pilot tasting" in ask(app, "/pilot?name=tasting").text
    answer = ask(app, "/pilot?name=third")
    assert answer.status_code == 404
    assert "no pilot" in answer.text


def test_another_size_is_planned(app, desk):
    page = ask(app, "/pilot/plan?people=30&weeks=8&items=5&design=split").text
    assert "30 people, of whom each sees one arm, 8 weeks" in page
    assert "openkitchen pilot plan --people 30 --weeks 8 --items 5 --design split" in page
    assert "6 people, who each see both arms, 4 weeks, 4 items" in ask(app, "/pilot/plan").text
    for wrong in ("people=x", "weeks=0", "design=both"):
        answer = ask(app, f"/pilot/plan?{wrong}")
        assert answer.status_code == 422, wrong
        assert "the form: " in answer.text

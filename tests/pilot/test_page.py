"""What a link opens is looked up in one place, whatever asks."""

import pytest
from tests.pilot.conftest import begin, show_week

from openkitchen.errors import InputError
from openkitchen.pilot.desk import close_pilot, now_utc
from openkitchen.pilot.links import Claim, new_id
from openkitchen.pilot.page import draw_notice, draw_page, leave_by_link, look_up, save
from openkitchen.pilot.wording import Wording
from openkitchen.store import answers_of, persons


@pytest.fixture
def claim(store, tmp_path):
    desk = begin(store, tmp_path)
    show_week(desk)
    return desk, Claim(persons(store, desk.name)[0].id, 1)


def do(desk, function, *given):
    with desk.store.writing() as connection:
        return function(connection, *given)


def test_taps_are_kept_and_shown(claim):
    desk, mine = claim
    do(desk, save, mine, [("feel-1", "4"), ("words-1", "hm")], now_utc())
    do(desk, save, mine, [("feel-1", "5")], now_utc())
    opened = do(desk, look_up, mine)
    assert {(a.question, a.value) for a in opened.said} == {("feel", "5"), ("words", "hm")}
    page = draw_page(opened, "token")
    assert 'value="" data-value="5" aria-pressed="true"' in page
    assert ">\nhm</textarea>" in page


def test_a_wrong_field_keeps_nothing(claim):
    desk, mine = claim
    with pytest.raises(InputError):
        do(desk, save, mine, [("feel-1", "4"), ("feel-2", "9")], now_utc())
    assert answers_of(desk.store, desk.name) == []


def test_a_week_without_a_list_has_nothing_to_answer(claim):
    desk, mine = claim
    empty = Claim(mine.person, 2)
    assert do(desk, look_up, empty).shown == ()
    with pytest.raises(InputError):
        do(desk, save, empty, [("feel-1", "4")], now_utc())


def test_states_follow_the_person_and_the_pilot(claim):
    desk, mine = claim
    assert do(desk, look_up, Claim(new_id(), 1)).state == "unknown"
    assert do(desk, leave_by_link, Claim(new_id(), 1), now_utc()) is None
    close_pilot(desk)
    assert do(desk, look_up, mine).state == "over"
    assert do(desk, leave_by_link, mine, now_utc()).id == mine.person
    assert do(desk, look_up, mine).state == "left"
    do(desk, save, mine, [("feel-1", "4")], now_utc())
    assert answers_of(desk.store, desk.name) == []


def test_a_notice_says_one_thing_and_escapes_it():
    page = draw_notice(Wording(), "<b>&", leave="")
    assert "&lt;b&gt;&amp;" in page
    assert "<form" not in page
    assert 'action="/p/tok/leave"' in draw_notice(Wording(), "x", leave="tok")

"""Everybody's list is made once, and shows nothing that the person has seen before."""

from collections import defaultdict

import pytest
from tests.pilot.conftest import BOOK, begin, guests, shelf, show_week

from openkitchen.errors import SettingsError
from openkitchen.pilot.lists import Cookbook, make_lists
from openkitchen.pilot.people import invite, leave
from openkitchen.store import persons, pilots, shown_of


def by_list(store, desk):
    lists = defaultdict(list)
    for row in shown_of(store, desk.name):
        lists[row.person, row.week].append(row)
    return lists


def test_lists_are_made_once(store, tmp_path):
    desk = begin(store, tmp_path)
    first = show_week(desk)
    assert (first.new, first.earlier, first.empty) == (6, 0, ())
    before = shown_of(store, desk.name)
    again = show_week(desk)
    assert (again.new, again.earlier) == (0, 6)
    assert shown_of(store, desk.name) == before
    assert again.people == first.people
    assert pilots(store)[0].started_at is not None


def test_what_was_shown_is_not_shown_again(desk):
    for week in range(1, 5):
        show_week(desk, week)
    for row in persons(desk.store, desk.name):
        mine = [s.item_id for s in shown_of(desk.store, desk.name) if s.person == row.id]
        assert len(mine) == len(set(mine)) == 16


def test_who_saw_what_at_which_rank_is_kept(desk):
    show_week(desk)
    for rows in by_list(desk.store, desk).values():
        assert [row.rank for row in rows] == [1, 2, 3, 4]
        assert sorted(row.arm for row in rows) == ["new", "new", "old", "old"]
        assert all(row.propensity == row.credit / 2 or row.propensity == 0.5 for row in rows)
    titles = {s.item_id: (s.title, s.detail) for s in shown_of(desk.store, desk.name)}
    assert titles["o00"] == ("Old stew", "40 min")
    assert titles["o01"] == ("o01", "")


def test_arms_take_turns_week_by_week(local, tmp_path):
    desk = begin(local, tmp_path, design="alternating")
    for week in (1, 2):
        show_week(desk, week)
    lists = by_list(local, desk)
    for row in persons(local, desk.name):
        arms = [{s.arm for s in lists[row.id, week]} for week in (1, 2)]
        assert len(arms[0]) == len(arms[1]) == 1
        assert arms[0] != arms[1]
    assert sum(rows[0].arm == "old" for (_, week), rows in lists.items() if week == 1) == 3


def test_each_person_keeps_an_arm_in_a_split(local, tmp_path):
    desk = begin(local, tmp_path, design="split")
    for week in (1, 2):
        show_week(desk, week)
    arms = defaultdict(set)
    for row in shown_of(local, desk.name):
        arms[row.person].add(row.arm)
    assert sorted(map(sorted, arms.values())) == [["new"]] * 3 + [["old"]] * 3


def test_people_who_left_get_none_and_late_ones_do(desk, people):
    leave(desk, people[0])
    assert show_week(desk).new == 5
    invite(desk, guests(7))
    late = show_week(desk)
    assert (late.new, late.earlier) == (1, 5)


def test_somebody_for_whom_there_is_nothing_is_told(desk):
    nothing = Cookbook((lambda users, k: {}, lambda users, k: {}))
    found = make_lists(desk, 1, nothing)
    assert found.empty == (1, 2, 3, 4, 5, 6)
    assert found.people == ()


def test_people_without_a_user_id_are_strangers(local, tmp_path):
    asked = []

    def nosy(users, k):
        asked.extend(users)
        return shelf("o")(users, k)

    desk = begin(local, tmp_path, 0)
    invite(desk, [guests(1)[0], type(guests(1)[0])("x@example.org")])
    make_lists(desk, 1, Cookbook((nosy, shelf("n"))))
    (stranger,) = [user for user in asked if user != "u001"]
    assert stranger.startswith("pilot:")


def test_a_week_beyond_the_plan_is_refused(desk):
    with pytest.raises(SettingsError, match="week 5 of a pilot of 4 weeks"):
        make_lists(desk, 5, BOOK)

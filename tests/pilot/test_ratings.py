"""Answers become ratings of the arm that was credited, person by person."""

from datetime import datetime

import numpy as np
import pytest
from tests.pilot.conftest import show_week

from openkitchen.pilot.ratings import Ratings, ratings_of
from openkitchen.pilot.record import record_of
from openkitchen.store import AnswerRow, put_answers, shown_of

NAMES = ("old", "new")


def say(desk, *rows):
    """Each row: place of a person, rank, question, value."""
    people = record_of(desk).people
    with desk.store.writing() as connection:
        put_answers(
            connection,
            [AnswerRow(people[n].id, 1, r, q, v, datetime(2026, 1, 1)) for n, r, q, v in rows],
        )


def test_a_rating_counts_for_the_arm_of_its_item(desk):
    show_week(desk)
    say(desk, (0, 1, "feel", "5"), (0, 2, "feel", "2"), (1, 3, "words", "hm"))
    arms = {(s.person, s.rank): s.arm for s in shown_of(desk.store, desk.name)}
    found = ratings_of(record_of(desk), NAMES)
    person = record_of(desk).people[0].id
    told = {
        (int(r), NAMES[a], v) for r, a, v in zip(found.rank, found.arm, found.value, strict=True)
    }
    assert told == {(1, arms[person, 1], 5.0), (2, arms[person, 2], 2.0)}
    assert set(found.person) == {1}
    assert set(found.place) == {1}


def test_not_ticked_counts_as_no_where_something_was_said(desk):
    show_week(desk)
    say(
        desk, (0, 1, "act", "yes"), (0, 2, "feel", "2"), (1, 3, "skip", "yes"), (1, 0, "trust", "2")
    )
    found = ratings_of(record_of(desk), NAMES, "act")
    assert sorted(found.value) == [0.0, 1.0]


def test_nothing_said_is_no_rating(desk):
    found = ratings_of(record_of(desk), NAMES)
    assert len(found) == 0
    assert found.differences()[1].shape == (0,)


def test_each_person_counts_once_however_much_they_say():
    person = np.array([1, 1, 1, 1, 2, 2, 3])
    arm = np.array([0, 0, 0, 1, 0, 1, 0])
    value = np.array([5.0, 5, 5, 1, 2, 3, 4])
    ones = np.ones(7, dtype=np.int64)
    found = Ratings(person, ones, arm, value, ones, ones)
    people, gaps = found.differences()
    assert people.tolist() == [1, 2]
    assert gaps.tolist() == pytest.approx([4.0, -1.0])
    assert np.isnan(found.means()[1][2, 1])

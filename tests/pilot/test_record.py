"""A record holds what one pilot has gathered, and nothing of another."""

from tests.pilot.conftest import begin, show_week
from tests.pilot.test_ratings import say

from openkitchen.pilot.record import record_of


def test_pilots_are_kept_apart(local, tmp_path):
    one, other = begin(local, tmp_path, 3), begin(local, tmp_path, 2, name="other")
    show_week(one)
    show_week(other)
    say(one, (0, 1, "feel", "3"))
    mine, theirs = record_of(one), record_of(other)
    assert (len(mine.people), len(mine.shown), len(mine.answers)) == (3, 12, 1)
    assert (len(theirs.people), len(theirs.shown), theirs.answers) == (2, 8, ())

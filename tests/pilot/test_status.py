"""The status counts what there is, week by week."""

from tests.pilot.conftest import begin, show_week
from tests.pilot.test_ratings import say

from openkitchen.pilot.desk import close_pilot, open_desk
from openkitchen.pilot.letters import DIGEST
from openkitchen.pilot.mailing import send_due
from openkitchen.pilot.people import delete_person, leave
from openkitchen.pilot.post import EmlFolder
from openkitchen.pilot.status import WeekRow, status_of
from openkitchen.store import persons


def test_it_follows_a_pilot(local, tmp_path):
    desk = begin(local, tmp_path)
    assert status_of(desk).state == "invited"
    assert "has not begun" in status_of(desk).sentences()[0]
    show_week(desk)
    send_due(desk, DIGEST, 1, EmlFolder(tmp_path / "mails"))
    say(desk, (0, 1, "feel", "3"), (0, 2, "words", "x"), (1, 1, "feel", "4"))
    rows = persons(local, desk.name)
    leave(desk, rows[4])
    delete_person(desk, rows[5])
    desk = open_desk(local, tmp_path, desk.settings)
    found = status_of(desk)
    assert (found.state, found.people, found.left, found.deleted) == ("running", 5, 1, 1)
    assert found.answered == 2
    assert found.rows == (WeekRow(1, 5, 5, 0, 0, 0, 2, 2),)
    assert found.numbers[0] == (1, "p1@example.org", "takes part", 2)
    assert "is in week 1 of 4" in found.sentences()[0]
    assert "1 were deleted" in found.sentences()[1]
    close_pilot(desk)
    assert status_of(open_desk(local, tmp_path, desk.settings)).state == "closed"


def test_mails_are_files_with_names_that_tell(desk, tmp_path):
    show_week(desk)
    send_due(desk, DIGEST, 1, EmlFolder(tmp_path / "mails"))
    names = sorted(path.name for path in (tmp_path / "mails").iterdir())
    assert names[0] == "tasting-week1-digest-0001.eml"
    assert len(names) == 6

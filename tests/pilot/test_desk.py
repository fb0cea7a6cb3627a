"""A pilot's design stays as it began; its words may change."""

from datetime import timedelta

import pytest
from tests.pilot.conftest import STATED, begin, show_week

from openkitchen.errors import SettingsError, StoreBusy, UnknownName
from openkitchen.pilot.desk import alone, begin_pilot, close_pilot, now_utc, open_desk
from openkitchen.pilot.settings import settings_of
from openkitchen.store import pilots


def test_a_changed_design_is_refused_while_it_runs(local, tmp_path):
    desk = begin(local, tmp_path)
    other = settings_of(STATED | {"weeks": 5, "items": 3})
    with pytest.raises(SettingsError, match=r"weeks, items in pilot\.yml changed since"):
        open_desk(local, tmp_path, other)
    close_pilot(desk)
    assert open_desk(local, tmp_path, other).settings.weeks == 4


def test_words_may_change(local, tmp_path):
    begin(local, tmp_path)
    again = begin_pilot(local, tmp_path, settings_of(STATED | {"wording": {"title": "And now?"}}))
    assert again.settings.wording.title == "And now?"
    assert pilots(local)[0].settings["wording"]["title"] == "And now?"


def test_pilots_are_named(local, tmp_path):
    begin(local, tmp_path)
    begin(local, tmp_path, name="second")
    assert [row.name for row in pilots(local)] == ["tasting", "second"]
    stated = settings_of(STATED)
    assert open_desk(local, tmp_path, stated, "second").name == "second"
    with pytest.raises(UnknownName, match="no pilot 'third'; there are 2: tasting, second"):
        open_desk(local, tmp_path, stated, "third")


def test_weeks_count_from_the_first_list(local, tmp_path):
    desk = begin(local, tmp_path)
    assert desk.week_at(now_utc() + timedelta(days=100)) == 1
    show_week(desk)
    desk = open_desk(local, tmp_path, desk.settings)
    start = desk.row.started_at
    told = [desk.week_at(start + timedelta(days=days)) for days in (0, 6.9, 7, 20.9, 21)]
    assert told == [1, 1, 2, 3, 4]


def test_one_sends_at_a_time(tmp_path):
    busy = pytest.raises(StoreBusy, match="another process sends")
    with alone(tmp_path), busy, alone(tmp_path):
        pass
    with alone(tmp_path):
        pass

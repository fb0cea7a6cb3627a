"""Live figures beside offline ones."""

from datetime import datetime, timedelta

from openkitchen.monitor import ShownList, online_figures
from openkitchen.monitor.online import Chosen

AT = datetime(2026, 5, 1)
ITEMS = ("a", "b", "c")


def told(hits, people=40, offline=None, days=1):
    lists = [ShownList(f"u{n}", AT, ITEMS) for n in range(people)]
    events = [
        Chosen(f"u{n}", "a" if n < hits else "z", AT + timedelta(days=days)) for n in range(people)
    ]
    return online_figures(lists, events, offline or {}, k=3)


def test_shares_of_people_who_acted():
    found = told(10)
    hit, precision = found.figures
    assert hit.value == 0.25
    assert hit.low < 0.25 < hit.high
    assert precision.value == 0.25 / 3
    assert (found.people, found.lists, found.silent) == (40, 40, 0)


def test_what_comes_too_late_does_not_count():
    found = told(10, days=8)
    assert found.silent == 40
    assert not found.figures
    assert "a figure needs 20" in found.sentence()


def test_clearly_below_offline():
    offline = {"hit_rate": (0.5, 0.45, 0.55), "precision": (0.2, 0.18, 0.22)}
    assert told(4, offline=offline).below
    assert not told(20, offline=offline).below
    assert told(4, offline=offline).figures[0].gap == 0.1 - 0.5


def test_lists_that_follow_each_other_count_once():
    lists = [ShownList("u", AT + timedelta(hours=n), ITEMS) for n in range(5)]
    events = [Chosen("u", "a", AT + timedelta(days=1))]
    assert online_figures(lists, events, {}).lists == 1

"""Deliveries that are missing."""

from datetime import date, timedelta

from openkitchen.monitor import DeliveryLimits, overdue
from openkitchen.sources import Calendar
from openkitchen.sources.calendar import SourceCalendar
from openkitchen.sources.contract import Promise

START = date(2026, 6, 1)


def source(days, cadence="daily", name="web", **promise):
    states = {START + timedelta(n): state for n, state in days.items()}
    told = Promise(START, cadence=cadence, **promise) if cadence else None
    return SourceCalendar(name, "events", told, states, 1, 1, 0, None, None, ())


def missing(one, day, **limits):
    return overdue(Calendar((one,)), START + timedelta(day), DeliveryLimits(**limits))


def test_on_time_is_nothing():
    assert not missing(source(dict.fromkeys(range(10), "received")), 12)
    assert not missing(source({0: "received", 7: "received"}, "weekly"), 16)
    assert not missing(source({}, cadence=""), 50)


def test_too_late():
    (found,) = missing(source(dict.fromkeys(range(10), "received")), 20)
    assert (found.late_by, found.gaps) == (8, ())
    assert found.sentence() == "web (daily) is 8 days overdue; the last that came is 2026-06-10"
    (found,) = missing(source({0: "received"}, "weekly"), 11)
    assert found.late_by == 1


def test_gaps_of_late():
    (found,) = missing(source({0: "received", 3: "received", 4: "empty", 5: "late"}), 6)
    assert found.gaps == (date(2026, 6, 2), date(2026, 6, 3), date(2026, 6, 5))
    assert not found.late_by
    assert not missing(source({0: "received", 3: "received"}), 5, back=1)
    (found,) = missing(source({0: "received", 21: "received"}, "weekly"), 22)
    assert found.gaps == (date(2026, 6, 8), date(2026, 6, 15))


def test_never_came():
    (found,) = missing(source({}), 10)
    assert found.sentence() == "web (daily) never came"
    assert not missing(source({}), 1)


def test_a_promise_that_has_ended_owes_nothing():
    ended = source(dict.fromkeys(range(10), "received"), end=START + timedelta(9))
    assert not missing(ended, 60)

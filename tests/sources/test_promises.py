from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.sources.desk import web_source

from openkitchen.sources import ColumnRule, DayRule, Promise, calendar
from openkitchen.sources.promises import months_promised, months_received

START = date(2026, 1, 15)


@pytest.mark.parametrize(
    ("promise", "last", "months"),
    [
        (Promise(START), date(2026, 1, 15), 1),
        (Promise(START), date(2026, 3, 1), 2),  # 46 days: as many count as months received
        (Promise(START, cadence="weekly"), date(2026, 3, 1), 3),
        (Promise(START, retention_months=2), date(2026, 3, 1), 2),
        (Promise(START, end=date(2026, 2, 1)), date(2027, 3, 1), 1),
        (Promise(START), date(2025, 3, 1), 0),
    ],
)
def test_months_promised(promise, last, months):
    assert months_promised(promise, last) == months


@pytest.mark.parametrize(("days", "months"), [(0, 0), (1, 1), (30, 1), (59, 2), (62, 2), (80, 3)])
def test_months_received_are_told_by_days(days, months):
    here = [START + timedelta(n) for n in range(days)]
    assert months_received(Promise(START), here) == months


@pytest.mark.parametrize("days", [1, 14, 61, 75, 366, 1096])
def test_whoever_sends_all_days_has_sent_all_months(days):
    here = [START + timedelta(n) for n in range(days)]
    assert months_promised(Promise(START), here[-1]) == months_received(Promise(START), here)


def test_of_other_cadences_the_months_are_counted_in_which_something_came():
    here = [date(2026, 1, 31), date(2026, 2, 7)]
    assert months_received(Promise(START, cadence="weekly"), here) == 2


def test_what_was_promised_once_is_there_or_not(make_desk):
    once = web_source(
        role="people",
        files="people*",
        columns=(ColumnRule("who", "customer_id"),),
        constants={},
        day=DayRule("none"),
        promised=Promise(date(2026, 8, 1), cadence="once"),
    )
    desk = make_desk(once)
    before = calendar(desk.sources, desk.ledger()).sources[0].sentences
    assert before == ("promised since 2026-08-01, nothing received",)
    desk.one("people.csv", "who\na\n")
    after = calendar(desk.sources, desk.ledger()).sources[0].sentences
    assert after == ("promised once from 2026-08-01: people.csv, received 2026-09-30",)

"""Default days, fillers, testers and constants; people born on 1 January 1970 are no default."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from tests.sources.findings.columns import track

from openkitchen.sources import ColumnRule, Source
from openkitchen.sources.findings.odd_values import value_findings

CRM = Source("crm", "people", "crm*", (ColumnRule("no", "customer_id"),))
rng = np.random.default_rng(10)


def births(n=4000):
    days = rng.integers(0, 20_000, n)
    return [(date(1950, 1, 1) + timedelta(days=int(day))).isoformat() for day in days]


def told(column, values):
    return [
        (f.finding.kind, f.finding.severity) for f in value_findings(track([{column: values}], CRM))
    ]


def test_births_that_happen_to_fall_on_a_default_day_are_none():
    for _ in range(5):
        assert told("born", [*births(), "1970-01-01", "2000-01-01", "1980-01-01"]) == []


def test_a_day_far_more_frequent_than_those_around_it():
    assert told("born", [*births(), *["1970-01-01"] * 12]) == [("default_dates", "problem")]


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d"])
@pytest.mark.parametrize("day", ["1900-01-01", "1999-12-31"])
def test_a_default_day_is_found_however_dates_are_written(form, day):
    def write(one):
        return date.fromisoformat(one).strftime(form)

    values = [write(one) for one in [*births(), *[day] * 40]]
    (found,) = value_findings(track([{"born": values}], CRM))
    assert found.finding.kind == "default_dates"
    assert found.finding.figures["rows"] >= 40
    (want,) = found.wants
    assert want.test(pa.array([write("1988-02-03"), write(day)])).to_pylist() == [False, True]


def test_a_day_that_nobody_lives_through():
    assert told("born", [*births(100), "9999-12-31"]) == [("default_dates", "problem")]


def test_a_filler_is_one_very_busy_id():
    ids = [f"C{n}" for n in range(300)]
    assert told("no", [*ids, *["unknown"] * 40]) == [("filler_ids", "problem")]
    assert told("no", ids) == []


def test_testers_by_words_that_stand_alone():
    names = [f"Name {n}" for n in range(200)]
    assert told("name", [*names, "TEST ACCOUNT"]) == [("test_accounts", "problem")]
    assert told("name", [*names, "Testa Rossa", "Lea Protest"]) == []
    assert told("colour", [*names, "test"]) == []


def test_dates_in_two_formats():
    dates = births(100)
    mixed = dates + [f"{d[8:]}.{d[5:7]}.{d[:4]}" for d in births(9)]
    assert ("mixed_date_formats", "problem") in told("born", mixed)


def test_mixed_formats_are_counted_in_rows():
    columns = {
        "born": ["2026-01-02", "2026-01-03", "2026-01-04", "3.4.2026", "4.4.26", "5.4.26"] * 20
    }
    found = [f.finding for f in value_findings(track([columns], CRM))]
    mixed = next(one for one in found if one.kind == "mixed_date_formats")
    assert mixed.figures == {"date year-month-day": 60, "date with dots": 60}
    assert "60 rows as date year-month-day, 60 rows as date with dots" in mixed.message


def test_one_value_alone_is_a_note():
    assert told("kind", ["a"] * 80) == [("constant_column", "note")]
    assert told("kind", ["a"] * 20) == []

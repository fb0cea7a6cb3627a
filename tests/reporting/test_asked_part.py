"""What a ledger adds to a report: each kind of entry in its own part, every number traced."""

from datetime import datetime

import pytest
from tests.reporting.traced import untraced

from openkitchen.experiments.ledger import Entry, open_ledger, record
from openkitchen.reporting import build_report, render_report
from openkitchen.reporting.asked_part import asked_lines, levers_of, register_of, time_of
from openkitchen.reporting.origins import QUALITY

STANDS = ("51 issues: 2 broken, 1 watch, 48 fine.", "Broken: <b>Gaps</b>. 7 of 61 days came.")


@pytest.fixture
def ledger(tmp_path):
    file = tmp_path / "ledger.jsonl"
    record(file, Entry("Is the diet worth it?", "ask", "Yes.", ("Yes: +0.013.",), seconds=2.5))
    record(file, Entry("Levers of R1?", "levers", "Two.", ("R1 gains 31 lists.",), seconds=1.0))
    record(file, Entry("Issues?", QUALITY, "50 issues.", ("50 issues.",)))
    record(file, Entry("Issues?", QUALITY, STANDS[0], STANDS, {"broken": 2, "watch": 1}))
    return open_ledger(file)


def test_each_kind_of_entry_has_its_part(ledger):
    assert [one.question for one in asked_lines(ledger)] == ["Is the diet worth it?"]
    assert [one.text for one in levers_of(ledger)] == ["R1 gains 31 lists."]
    assert [one.text for one in register_of(ledger)] == list(STANDS)  # the latest alone
    assert {one.origin for one in register_of(ledger)} == {"Q4"}
    assert time_of(ledger).questions == 2


def test_how_the_project_stands_is_told_with_an_entry(ledger):
    report = build_report("All", made_at=datetime(2026, 9, 1), ledger=ledger, folder="shop")
    page = render_report(report)
    assert "How the project stands" in page
    assert "Broken: &lt;b&gt;Gaps" in page
    assert untraced(page, report) == []
    assert report.entry("Q4").command == "openkitchen quality check --dir shop"


def test_where_nobody_looked_there_is_no_such_part():
    page = render_report(build_report("All", made_at=datetime(2026, 9, 1)))
    assert "How the project stands" not in page

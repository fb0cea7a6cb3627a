"""Every number of a report has an entry that really holds it; one without fails."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.reporting.conftest import way
from tests.reporting.traced import numbers_of, untraced

from openkitchen.experiments.ledger import Assumption, Decision, Entry, Ledger
from openkitchen.reporting import build_report, render_report
from openkitchen.reporting.origins import Origin, Said, again, figures_in, numbers_in
from openkitchen.reporting.report import Report

LEDGER = Ledger(
    (
        Entry("What is diet worth?", "ask", "worth it: +0.031",
              ("It adds 0.031 (0.012 to 0.05).",),
              {"diet": {"difference": 0.031}}, why="it costs 40 a month", seconds=12.34,
              at="2026-08-31T10:00:00Z", id="Q1"),
        Entry("What does the season do?", "season", "Two months of 12 are there.",
              ("Two months of 12 are there.",), {}, seconds=1.2, at="2026-08-31", id="Q2"),
        Entry("What would bring “Goulash” into more lists?", "levers", "kind: red",
              ("“kind: red” gains most: 34 lists instead of 20.",), {"before": 20, "after": 34},
              seconds=3.0, at="2026-08-31", id="Q3"),
    ),
    (Decision("Q1", "We keep it for 12 months", "ask again in 6 weeks", "2026-09-01"),),
    (Assumption("slots", "6", "", "2026-08-31"),),
)  # fmt: skip


@pytest.fixture(scope="module")
def full(report) -> Report:
    return build_report(
        report.title,
        client=report.client,
        made_at=report.made_at,
        way=way(),
        results=report.results,
        explanation=report.taken_apart.parts,
        cold_start=[(one.item_id, one.score) for one in report.cold_start],
        behaviour=report.behaviour,
        next_steps=["Ask the provider for the missing 22 months."],
        ledger=LEDGER,
        folder="shop",
    )


def test_every_number_has_an_entry_that_holds_it(full):
    page = render_report(full)
    assert len(numbers_of(page)) > 200
    assert untraced(page, full) == []


def test_the_report_of_old_is_traced_too(report):
    assert untraced(render_report(report), report) == []


def test_a_number_without_an_entry_is_found(full):
    page = render_report(full)
    astray = page.replace("</main>", "<p>It saves 17% a year.</p></main>")
    assert [token for token, _, _ in untraced(astray, full)] == ["17%"]
    wrong = page.replace("88,412", "88,413", 1)
    assert any(token == "88,413" for token, _, _ in untraced(wrong, full))
    bare = replace(full, entries=tuple(one for one in full.entries if one.id != "R5"))
    assert len(untraced(render_report(bare), bare)) > 20


def test_what_the_ledger_says_is_in_the_report(full):
    page = render_report(full)
    for part in ("asked", "levers", "time", "unknown", "next", "sources"):
        assert f'id="{part}"' in page
    assert "What is diet worth?" in page
    assert "34 lists instead of 20" in page
    assert "It is assumed that slots is 6." in page
    assert "ask again in 6 weeks" in page
    assert "3 questions took 16.5 seconds" in page
    assert "openkitchen experiment again Q1 --dir shop" in page


def test_only_the_latest_answer_to_a_question_counts(report):
    again = replace(LEDGER.entries[0], id="Q4", verdict="not worth it")
    made = build_report(
        "T", made_at=report.made_at, ledger=replace(LEDGER, entries=(*LEDGER.entries, again))
    )
    assert [one.origin for one in made.asked] == ["Q4", "Q2"]


@pytest.mark.parametrize(
    ("token", "held"),
    [
        ("0.1235", True), ("0.123", True), ("0.12", True), ("0.124", False), ("12.3%", True),
        ("12%", True), ("13%", False), ("−0.500", True), ("1,750", True), ("1,751", False),
        ("3 August 2026", True), ("4 August 2026", False), ("2026-08-03", True), ("42", True),
    ],
)  # fmt: skip
def test_an_entry_holds_what_rounds_to_it(token, held):
    figures = {"a": 0.12346, "b": -0.5, "c": 1750, "d": "3 August 2026", "e": "2026-08-03"}
    assert Origin("R1", "?", "c", figures=figures, sentences=("It is 42.",)).holds(token) is held


def test_numbers_are_told_from_names():
    told = "i05, C1000089 and visitor:25a got 1,234 lists, +0.5 or −3.4% (3 August 2026), ndcg@10."
    assert numbers_in(told) == ["1,234", "0.5", "−3.4%", "3 August 2026"]


def test_figures_are_found_at_any_depth():
    found = figures_in({"a": [Said("1 of 2"), 3], "b": {"c": np.float64(0.5)},
                        "d": date(2026, 8, 3), "e": True, "f": None, "g": "words"})  # fmt: skip
    assert found == {"a, 1, text": "1 of 2", "a, 2": 3, "b, c": 0.5, "d": "3 August 2026"}


def test_a_question_can_be_asked_again_by_command():
    assert again(Entry("?", "ask", "", id="Q3"), "shop") == "experiment again Q3 --dir shop"
    assert again(Entry("?", "season", "", id="Q3"), "shop") == "experiment season --dir shop"
    assert again(Entry("?", "levers", "", asked={"item": "a b"}), "s") == "levers s 'a b'"

"""A year at the client, as the page of that name tells it: what was planted is seen each month."""

import csv
import json

import pytest
from tests.docs.pages import ROOT, Reader
from tests.terminal import fine

PAGE = ROOT / "docs" / "how-to" / "a-year.md"


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """The folder in which everything on the page was typed."""
    folder = tmp_path_factory.mktemp("year")

    def no_demo():
        raise AssertionError("the page makes a client of its own")

    Reader(folder, no_demo).follow(PAGE)
    return folder


def test_four_reports_one_for_each_quarter(year):
    reports = sorted((year / "reports").glob("*.html"))
    assert [one.stem for one in reports] == [
        "2026-autumn", "2027-spring", "2027-summer", "2027-winter",
    ]  # fmt: skip
    pages = [one.read_text("utf-8") for one in reports]
    assert len(set(pages)) == 4
    assert all("<main" in page for page in pages)


def test_the_monitor_said_why_to_train_again(year):
    said = " ".join((year / "monitor.html").read_text("utf-8").split())
    assert "Train again" in said
    assert "Has the model gone stale?" in said


def test_two_models_were_published(year):
    shown = fine("bundles", year / "client", "--json").json
    notes = [one["note"] for one in shown["publications"]] if isinstance(shown, dict) else [
        one["note"] for one in shown
    ]  # fmt: skip
    assert set(notes) == {"launch", "knows the winter"}


def test_the_forgotten_are_nowhere(year):
    receipt = (year / "receipt.txt").read_text("utf-8")
    assert "Removed" in receipt
    lists = year / "client/data/07_model_output/recommendations.csv"
    with lists.open(encoding="utf-8", newline="") as opened:
        users = {row["user_id"] for row in csv.DictReader(opened)}
    assert users
    shown = fine("quality", "check", "--dir", year / "client", "--only", "forgotten-people",
                 "--json").json  # fmt: skip
    assert shown["counts"]["fine"] == 1


def test_questions_and_decisions_are_in_the_ledger(year):
    lines = [json.loads(line) for line in (year / "client/ledger.jsonl").read_text().splitlines()]
    assert [one["id"] for one in lines if one["kind"] == "question"] == ["Q1", "Q2"]
    assert sum(one["kind"] == "decision" for one in lines) == 2
    assert [one["value"] for one in lines if one["kind"] == "assumption"] == ["6", "10"]


def test_the_register_knows_the_year(year):
    said = fine("quality", "show", "untold-client", "--dir", year / "client").out
    assert "Not knowing what to tell the client." in said
    told = (year / "register.txt").read_text("utf-8")
    assert "Broken: Less history came than was promised." in told
    assert "Broken: Figures rest on invented people." not in told

"""A year at the client, as the page of that name tells it: what was planted is seen each month."""

import csv
import json
import re
from collections import Counter

import pyarrow.parquet as pq
import pytest
from tests.docs.pages import ROOT, Reader
from tests.terminal import fine

PAGE = ROOT / "docs" / "how-to" / "a-year.md"


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """The folder in which everything on the page was typed; its outputs were compared."""
    folder = tmp_path_factory.mktemp("year")
    Reader(folder, demo=lambda: pytest.fail("the page makes a client of its own")).follow(PAGE)
    return folder


@pytest.fixture(scope="module")
def truth(year):
    return json.loads((year / "provider/truth/shop.json").read_text("utf-8"))


def ledger(year, kind):
    lines = (year / "client/ledger.jsonl").read_text("utf-8").splitlines()
    return [one for one in map(json.loads, lines) if one["kind"] == kind]


def test_the_calendar_shows_the_planted_gaps_and_no_others(year, truth):
    web = next(
        one
        for one in fine("sources", "calendar", "--dir", year / "client", "--json").json["sources"]
        if one["source"] == "web"
    )
    days = [day for day in web["days"] if truth["first_day"] <= day <= truth["last_day"]]
    here = {day for day in days if web["days"][day] in ("received", "late", "replaced")}
    gaps = {day for day in days if day not in here}
    assert gaps == {*truth["defects"]["missing_days"], *truth["defects"]["empty_days"]}
    assert len(days) == 364


def test_the_new_name_is_read_from_the_planted_day_on(year, truth):
    renamed = truth["defects"]["renamed_from"]
    assert renamed == "2025-03-11"
    rows = pq.read_table(year / "client/data/03_primary/interactions.parquet")
    later = [
        device
        for device, time in zip(
            rows["device"].to_pylist(), rows["timestamp"].to_pylist(), strict=True
        )
        if str(time) >= renamed
    ]
    assert len(later) > 10_000
    assert None not in later


def test_four_reports_one_for_each_quarter(year):
    reports = sorted((year / "reports").glob("*.html"))
    assert [one.stem for one in reports] == [
        "2024-autumn", "2025-spring", "2025-summer", "2025-winter",
    ]  # fmt: skip
    pages = [one.read_text("utf-8") for one in reports]
    assert len(set(pages)) == 4
    asked = "Do diet and shoe size help?"
    assert asked not in pages[0]
    assert all(asked in page for page in pages[1:])


def test_three_models_were_published_by_the_team_and_one_by_forgetting(year):
    notes = [one["note"] for one in fine("bundles", year / "client", "--json").json]
    assert notes == ["knows the summer", "somebody was forgotten", "knows the winter", "launch"]


def test_the_monitor_wrote_why_to_train_again(year):
    said = " ".join(re.sub("<[^>]+>", " ", (year / "monitor.html").read_text("utf-8")).split())
    assert "Train again" in said
    assert "Has the model gone stale?" in said


def test_the_forgotten_customer_is_nowhere_under_either_number(year):
    customers = pq.read_table(year / "provider/truth/customers.parquet").to_pylist()
    (twin,) = [one["customer_id"] for one in customers if one["same_as"] == "C1000042"]
    primary = year / "client/data/03_primary"
    for table in ("interactions", "users", "identity_map"):
        held = pq.read_table(primary / f"{table}.parquet")
        ids = {one for name in ("user_id", "customer_id") if name in held.column_names
               for one in held[name].to_pylist()}  # fmt: skip
        assert not ids & {"C1000042", twin}
        assert "C1000041" in ids
    with (year / "client/data/07_model_output/recommendations.csv").open(newline="") as opened:
        assert not {row["user_id"] for row in csv.DictReader(opened)} & {"C1000042", twin}


def test_questions_and_decisions_are_in_the_ledger(year):
    kept = {one["id"]: one["command"] for one in ledger(year, "question")}
    assert list(kept) == ["Q1", "Q2", "Q3", "Q4"]
    assert kept["Q4"] == "quality"  # how the issues stood in the end, for the report
    assert len(ledger(year, "decision")) == 2
    assert [one["value"] for one in ledger(year, "assumption")] == ["6", "10"]


def test_nobody_saw_what_they_do_not_eat(year):
    users = pq.read_table(year / "client/data/03_primary/users.parquet").to_pylist()
    items = pq.read_table(year / "client/data/03_primary/items.parquet").to_pylist()
    vegan = {one["item_id"] for one in items if "vegan" in one["diet_tags"]}
    eaters = {one["user_id"] for one in users if one["diet"] == "vegan"}
    with (year / "client/data/07_model_output/recommendations.csv").open(newline="") as opened:
        shown = [row["item_id"] for row in csv.DictReader(opened) if row["user_id"] in eaters]
    assert len(shown) > 50
    assert set(shown) <= vegan


def test_the_two_short_lists_are_of_vegans_who_know_all_else(year):
    data = year / "client/data"
    with (data / "07_model_output/recommendations.csv").open(newline="") as opened:
        listed = Counter(row["user_id"] for row in csv.DictReader(opened))
    short = {user: n for user, n in listed.items() if n < 10}
    assert len(short) == 2
    rows = pq.read_table(data / "03_primary/interactions.parquet").to_pylist()
    items = pq.read_table(data / "03_primary/items.parquet").to_pylist()
    users = pq.read_table(data / "03_primary/users.parquet").to_pylist()
    vegan = {one["item_id"] for one in items if "vegan" in one["diet_tags"]}
    assert {one["diet"] for one in users if one["user_id"] in short} == {"vegan"}
    for user, n in short.items():
        known = {row["item_id"] for row in rows if row["user_id"] == user}
        assert len(vegan - known) == n


def test_the_register_joins_what_was_said_with_what_was_found(year):
    said = fine("quality", "show", "untold-client", "--dir", year / "client").out
    assert "Not knowing what to tell the client." in said

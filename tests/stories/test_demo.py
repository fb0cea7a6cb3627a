"""The demo as a newcomer meets it: what was planted in the shop is seen through the doors."""

import csv
import json
import random
import re
import shutil
from html import unescape

import pyarrow.parquet as pq
import pytest
from tests.terminal import alone, fine, refused
from tests.web import ask
from tests.workspaces import bytes_below

from openkitchen.pipelines.web import create_app

SIZE = ("--customers", 200, "--days", 30, "--seed", 3)
UNSEEN = ("*.sqlite*", ".*", "local.json")  # the last: what a run notes of its environment


def made(folder):
    said = alone("demo", "--dir", folder, "--no-serve", *SIZE)
    assert said.code == 0, said.err
    return said


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The folder of a demo, and what it said; no test may write into it."""
    folder = tmp_path_factory.mktemp("demo") / "shop"
    return folder, made(folder)


@pytest.fixture(scope="module")
def shop(told):
    return told[0]


@pytest.fixture(scope="module")
def truth(shop):
    return json.loads((shop / "shop/truth/shop.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def calendar(shop):
    shown = fine("sources", "calendar", "--dir", shop, "--json").json
    return {source["source"]: source for source in shown["sources"]}


@pytest.fixture(scope="module")
def lists(shop):
    path = shop / "data/07_model_output/recommendations.csv"
    with path.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    lists = {}
    for row in rows:
        lists.setdefault(row["user_id"], []).append(row)
    return lists


def test_it_says_where_everything_is_and_how_good_it_is(told):
    folder, said = told
    assert f"The report: {folder}/data/08_reporting/report.html" in said.out
    assert re.search(r"nDCG@10 over \d+ people, .*Glass box 0\.\d+, Popularity 0\.\d+", said.out)
    assert "rows rejected" in said.out


def test_a_demo_is_not_made_over_another(shop):
    assert "is not empty" in refused("demo", "--dir", shop, "--no-serve")


def test_the_calendar_finds_what_was_planted(calendar, truth):
    days = calendar["web"]["days"]
    defects = truth["defects"]
    first, last = truth["first_day"], truth["last_day"]
    gone = [day for day, what in days.items() if what == "missing" and first <= day <= last]
    assert gone == defects["missing_days"]
    assert [day for day, what in days.items() if what == "empty"] == defects["empty_days"]
    for what, files in (("late", "late_files"), ("replaced", "replacements")):
        found = [day for day, is_ in days.items() if is_ == what]
        assert found == [re.search(r"\d{4}-\d\d-\d\d", name)[0] for name in defects[files]]
    assert min(days) == defects["promised_from"]
    assert sum(day < first for day in days) > 365


def test_a_missing_customer_dump_is_found(shop, truth):
    week = re.search(r"\d{4}-\d\d-\d\d", truth["defects"]["missing_customer_dumps"][0])[0]
    said = fine("sources", "calendar", "--dir", shop).out
    assert f"none in the week from {week}" in said


def test_rows_are_counted_as_planted(calendar, truth):
    counts = truth["counts"]
    assert calendar["web"]["rows"] + calendar["web"]["rejected"] == counts["web_rows"]
    planted = sum(counts["broken_rows"].values()) + counts["rows_of_clocks_ahead"]
    assert calendar["web"]["rejected"] == planted


def test_receiving_it_all_again_changes_nothing(shop, tmp_path):
    again = tmp_path / "shop"
    shutil.copytree(shop, again)
    before = bytes_below(again / "data", but=UNSEEN)
    calendar = fine("sources", "calendar", "--dir", again).out
    said = fine("sources", "receive", again / "shop/deliveries", "--dir", again, "--json").json
    assert {one["status"] for one in said["receipts"]} <= {"resend", "empty"}
    assert bytes_below(again / "data", but=UNSEEN) == before
    assert fine("sources", "calendar", "--dir", again).out == calendar


def test_running_it_again_gives_the_same_bytes(shop, tmp_path):
    again = tmp_path / "shop"
    shutil.copytree(shop, again)
    for folder in ("03_primary", "05_model_input", "06_models", "07_model_output", "08_reporting"):
        shutil.rmtree(again / "data" / folder)
    fine("run", "--dir", again)
    assert bytes_below(again / "data", but=UNSEEN) == bytes_below(shop / "data", but=UNSEEN)


def test_the_same_seed_gives_the_same_bytes(shop, tmp_path):
    made(tmp_path / "shop")
    for part in ("shop", "data", "conf", "src"):
        assert bytes_below(tmp_path / "shop" / part, but=UNSEEN) == bytes_below(
            shop / part, but=UNSEEN
        )


def test_everybody_gets_a_list_of_ten_different_items(lists, shop):
    assert len(lists) > 200
    for rows in lists.values():
        assert [int(row["rank"]) for row in rows] == list(range(1, 11))
        assert len({row["item_id"] for row in rows}) == 10
        scores = [float(row["score"]) for row in rows]
        assert scores == sorted(scores, reverse=True)


def rows_of_primary(shop, name, key):
    table = pq.read_table(shop / f"data/03_primary/{name}.parquet")
    return {row[key]: row for row in table.to_pylist()}


def test_a_vegan_never_sees_meat_and_nobody_what_they_must_not_eat(lists, shop):
    users, items = (
        rows_of_primary(shop, "users", "user_id"),
        rows_of_primary(shop, "items", "item_id"),
    )
    forbidden = {"halal": {"pork", "alcohol"}, "kosher": {"pork", "shellfish"}, "hindu": {"beef"}}
    met = {"diet": 0, "allergies": 0, "culture": 0}
    for user, rows in lists.items():
        person = users.get(user, {"diet": None, "allergies": None, "culture": None})
        for row in rows:
            dish = items[row["item_id"]]
            if person["diet"] in ("vegan", "vegetarian", "pescatarian"):
                met["diet"] += 1
                assert person["diet"] in dish["diet_tags"]
            avoided = set(person["allergies"] or ()) - {"none"}
            met["allergies"] += bool(avoided)
            assert not avoided & set(dish["allergens"])
            never = forbidden.get(person["culture"], set())
            met["culture"] += bool(never)
            assert not never & {*dish["allergens"], *dish["contains"]}
    assert min(met.values()) > 50


def test_the_absence_of_meat_is_explained_to_a_vegan_at_every_door(lists, shop):
    users, items = (
        rows_of_primary(shop, "users", "user_id"),
        rows_of_primary(shop, "items", "item_id"),
    )
    vegan = next(u for u in sorted(lists) if users.get(u, {}).get("diet") == "vegan")
    meat = next(
        i for i, dish in sorted(items.items()) if any("bacon" in p for p in dish["ingredients"])
    )
    reason = "the user's diet is vegan, and the item's diet_tags"
    assert reason in fine("why-not", shop, vegan, meat).out
    said = fine("explain", shop, vegan, meat, "--json").json
    rule = next(one for one in said["rules"] if one["name"] == "require")
    assert rule["user_values"] == ["vegan"]
    assert "vegan" not in rule["item_values"]
    assert said["rank"] is None
    app = create_app(shop)
    answer = ask(app, f"/v1/why-not/{vegan}/{meat}").json()
    assert any(reason in one for one in answer["sentences"])
    listed = ask(app, f"/v1/recommendations/{vegan}?k=100").json()["items"]
    assert listed
    assert all("vegan" in items[one["item_id"]]["diet_tags"] for one in listed)


def test_terms_sum_to_the_score_in_the_list(lists, shop):
    users = random.Random(0).sample(sorted(lists), 8)  # noqa: S311
    for user in users:
        row = lists[user][random.Random(user).randrange(10)]  # noqa: S311
        said = fine("explain", shop, user, row["item_id"], "--json").json
        assert list(said)[:4] == ["user_id", "item_id", "score", "rank"]
        total = sum(term["contribution"] for term in said["terms"])
        assert total == pytest.approx(float(row["score"]), rel=1e-9)
        assert said["score"] == pytest.approx(float(row["score"]), rel=1e-12)
        assert said["rank"] == int(row["rank"])
        assert said["sentences"]


def test_why_not_agrees_with_the_list(lists, shop):
    user, rows = next(iter(lists.items()))
    assert "at place 3" in fine("why-not", shop, user, rows[2]["item_id"]).out
    shown = {row["item_id"] for row in rows}
    other = next(r["item_id"] for one in lists.values() for r in one if r["item_id"] not in shown)
    said = fine("why-not", shop, user, other, "--json").json
    assert said["rank"] is None or said["rank"] > 10 or said["rules"]


def test_somebody_new_gets_what_the_cold_start_page_says(shop, tmp_path):
    users = tmp_path / "users.csv"
    users.write_text("user_id\nnever seen before\n", "utf-8")
    fine("recommend", shop, "--users", users, "--out", tmp_path / "lists.csv")
    with (tmp_path / "lists.csv").open(encoding="utf-8", newline="") as opened:
        own = [row["item_id"] for row in csv.DictReader(opened)]
    assert len(own) == 10
    app = create_app(shop)
    answer = ask(app, "/v1/cold-start").json()
    assert [item["item_id"] for item in answer["items"]] == own
    page = unescape(ask(app, "/cold-start").text)
    places = [page.find(item) for item in own]
    assert -1 not in places
    assert places == sorted(places)


def test_the_report_stands_alone_and_tells_the_data(shop, truth):
    page = (shop / "data/08_reporting/report.html").read_text("utf-8")
    assert not re.findall(r"""(?:src|href)=["']?(?!#|data:)[^"' >]+""", page)
    assert "<script" not in page
    assert "url(" not in page.replace("url(data:", "").replace("url(#", "")
    text = unescape(re.sub(r"<[^>]+>", " ", page))
    assert "nDCG" in text
    assert "popularity" in text.lower()


def test_the_weights_show_what_drives_the_clicks(shop, truth):
    said = fine("weights", shop, "--json").json
    assert {feature["block"].partition(":")[0] for feature in said["features"]} >= {"bias"}
    assert "strongest" in fine("weights", shop).out


def test_a_copy_elsewhere_works_as_well(shop, tmp_path):
    moved = tmp_path / "elsewhere"
    shutil.copytree(shop, moved)
    fine("run", "--dir", moved, "--only", "recommend")
    file = "data/07_model_output/recommendations.csv"
    assert (moved / file).read_bytes() == (shop / file).read_bytes()

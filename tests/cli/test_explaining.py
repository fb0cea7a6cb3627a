"""A score taken apart on the screen and as JSON."""

import csv

import pytest
from tests.terminal import fine


@pytest.fixture(scope="module")
def lists(bundle, tmp_path_factory):
    out = tmp_path_factory.mktemp("lists") / "lists.csv"
    fine("recommend", bundle, "--out", out)
    with out.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_the_terms_sum_to_the_score_and_rank_of_the_list(bundle, lists):
    for row in lists[::67]:
        said = fine("explain", bundle, row["user_id"], row["item_id"], "--json").json
        total = sum(term["contribution"] for term in said["terms"])
        assert total == pytest.approx(float(row["score"]), rel=1e-9)
        assert said["rank"] == int(row["rank"])
        for term in said["terms"]:
            assert set(term) >= {"block", "feature", "value", "weight", "contribution"}
            product = term["value"] * term["weight"]
            assert term["contribution"] == pytest.approx(product, rel=1e-9, abs=1e-15)


def test_a_person_gets_sentences_and_a_table(bundle):
    said = fine("explain", bundle, "u001", "i01")
    assert "Score " in said.out
    assert "popularity" in said.out
    assert "contribution" in said.out


def test_a_moment_in_the_past_knows_less(bundle):
    now = fine("explain", bundle, "u001", "i01", "--json").json
    then = fine("explain", bundle, "u001", "i01", "--at", "2026-01-02", "--json").json
    assert len(then["terms"]) < len(now["terms"])
    total = sum(term["contribution"] for term in then["terms"])
    assert total == pytest.approx(then["score"], rel=1e-9)


def test_why_not_tells_the_place_in_the_list_and_what_stands_in_the_way(bundle, lists):
    first = lists[0]
    assert "at place 1" in fine("why-not", bundle, first["user_id"], first["item_id"]).out
    own = {row["item_id"] for row in lists if row["user_id"] == first["user_id"]}
    missing = next(f"i{n:02d}" for n in range(24) if f"i{n:02d}" not in own)
    said = fine("why-not", bundle, first["user_id"], missing, "--json").json
    assert said["item_id"] == missing
    assert said["rules"] or said["rank"] > 10


def test_weights_come_strongest_first_and_by_feature(bundle):
    said = fine("weights", bundle, "--json").json
    strengths = [feature["strength"] for feature in said["features"]]
    assert strengths == sorted(strengths, reverse=True)
    assert "The strongest of" in fine("weights", bundle, "--most", 3).out
    one = fine("weights", bundle, "--feature", "diet=vegan", "--json").json
    assert len(one["rows"]) >= 10
    assert {row["feature"] for row in one["rows"]} == {"diet=vegan"}
    assert (
        "The 5 largest weights"
        in fine("weights", bundle, "--feature", "diet=vegan", "--most", 5).out
    )


def test_a_workspace_stands_for_its_bundle(workspace):
    user = fine("recommend", workspace.root, "--out", workspace.root.parent / "l.csv")
    assert "users are in" in user.err
    assert fine("explain", workspace.root, "u001", "i01", "--json").json["item_id"] == "i01"

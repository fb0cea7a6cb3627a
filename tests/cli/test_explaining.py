"""A score taken apart on the screen and as JSON."""

import csv

import pytest
from tests.terminal import fine
from tests.workspaces import SET


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


def test_only_the_largest_terms_are_shown_and_the_sum_is_still_exact(bundle, lists):
    row = lists[0]
    short = fine("explain", bundle, row["user_id"], row["item_id"])
    full = fine("explain", bundle, row["user_id"], row["item_id"], "--all")
    assert "other terms" in short.out
    assert "other terms" not in full.out
    assert len(full.out.splitlines()) > len(short.out.splitlines())
    numbers = [line.split("│")[-2] for line in short.out.splitlines() if line.startswith("│")]
    assert sum(map(float, numbers)) == pytest.approx(float(row["score"]), rel=5e-3)


def test_why_one_item_stands_above_another(bundle, lists):
    first, second = lists[0], lists[3]
    user, items = first["user_id"], (first["item_id"], second["item_id"])
    said = fine("explain", bundle, user, items[0], "--above", items[1])
    assert f"{items[0]} ({float(first['score']):.4g}) is above {items[1]}" in said.out
    assert "Difference " in said.out
    facts = fine("explain", bundle, user, items[0], "--above", items[1], "--json").json
    total = sum(term["contribution"] for term in facts["above"]["terms"])
    assert total == pytest.approx(float(first["score"]) - float(second["score"]), rel=1e-9)


def test_inputs_that_share_credit_are_named(bundle, lists):
    row = lists[0]
    facts = fine("explain", bundle, row["user_id"], row["item_id"], "--json").json
    assert facts["shared"]
    assert all(abs(c["correlation"]) >= 0.5 for one in facts["shared"] for c in one["correlates"])
    assert "shares its credit with" in fine("explain", bundle, row["user_id"], row["item_id"]).out
    assert "shared" in fine("weights", bundle, "--feature", "diet=vegan", "--json").json


def test_similar_items_come_with_reasons(bundle):
    said = fine("similar", bundle, "i01", "-k", 2)
    assert len(said.out.splitlines()) == 2
    assert "both go with" in said.out
    facts = fine("similar", bundle, "i01", "--json").json
    assert len(facts["items"]) == 10
    for one in facts["items"]:
        listed = sum(term["contribution"] for term in one["terms"])
        assert listed + one["others"] == pytest.approx(one["similarity"])


def test_weights_show_shares_of_blocks_and_as_many_rows_as_asked(bundle):
    facts = fine("weights", bundle, "--json").json
    assert sum(block["between_users"] for block in facts["blocks"]) == pytest.approx(1)
    assert "Shares of the variance" in fine("weights", bundle).out
    one = fine("weights", bundle, "--feature", "diet=vegan", "--most", 14)
    assert "The 14 largest weights" in one.out
    assert "told from zero" in one.out


@pytest.fixture(scope="module")
def titled(tables, tmp_path_factory):
    """A bundle whose items have titles."""
    folder = tmp_path_factory.mktemp("titled")
    text = (tables / "items.csv").read_text("utf-8").splitlines()
    named = [f"{text[0]},title", *(f"{line},Dish of {line[:3]}" for line in text[1:])]
    (folder / "items.csv").write_text("\n".join(named) + "\n", "utf-8")
    files = ("--interactions", tables / "interactions.csv", "--items", folder / "items.csv")
    fine("fit", *files, "--out", folder / "m", *SET)
    return folder / "m"


def test_titles_stand_for_ids_on_the_screen_alone(titled):
    said = fine("explain", titled, "u001", "i03").out
    assert "Dish of i03" in said.splitlines()[0]
    assert "Dish of i0" in said.partition("Score")[2]
    assert "Dish of" in fine("similar", titled, "i03").out
    facts = fine("explain", titled, "u001", "i03", "--json").json
    assert facts["item_id"] == "i03"
    assert "Dish" not in str(facts["terms"])

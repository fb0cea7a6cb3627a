"""What-ifs and levers at the command line: words, JSON, bundles, refusals."""

import csv

import pytest
from tests.terminal import fine, refused


def lists_of(bundle, out):
    fine("recommend", bundle, "-k", 5, "--out", out)
    with out.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_both_answers_are_given_and_labelled(bundle):
    said = fine("whatif", bundle, "forget-user", "u001")
    assert "What if user u001 had never been there?" in said.out
    assert "Frozen (the weights stay" in said.out
    assert "Refit (weights as if fitted on the changed data)" in said.out
    told = fine("whatif", bundle, "forget-user", "u001", "--json").json
    assert told["frozen"]["n_affected"] <= 1
    assert told["refit"]["how"] in said.out or told["refit"]["method"] != "algebra"


def test_one_mode_alone_and_a_bundle_of_it(bundle, tmp_path):
    saved = tmp_path / "without"
    told = fine(
        "whatif", bundle, "drop", "diet", "--mode", "refit", "--save", saved, "-k", 5, "--json"
    ).json
    assert "frozen" not in told
    before, after = lists_of(bundle, tmp_path / "a.csv"), lists_of(saved, tmp_path / "b.csv")
    by_user = [{}, {}]
    for lists, rows in zip(by_user, (before, after), strict=True):
        for row in rows:
            lists.setdefault(row["user_id"], []).append(row["item_id"])
    changed = sum(by_user[0][user] != by_user[1][user] for user in by_user[0])
    assert told["refit"]["n_affected"] == changed
    assert not any(
        "diet" in f["feature"] for f in fine("weights", saved, "--json").json["features"]
    )


def test_each_column_in_one_table(bundle):
    assert "users.diet" in fine("whatif", bundle, "drop", "--each", "-k", 3).out
    told = fine("whatif", bundle, "drop", "--each", "--json").json
    assert {"frozen", "refit"} <= set(told["users.diet"])


def test_a_column_and_a_day_from_files(bundle, tmp_path):
    column = tmp_path / "tier.csv"
    rows = [f"u{n:03d},{'gold' if n % 3 else 'plain'}" for n in range(40)]
    column.write_text("\n".join(["user_id,tier", *rows]) + "\n", "utf-8")
    assert "What if users.tier were known?" in fine("whatif", bundle, "add", column, "tier").out
    day = tmp_path / "day.csv"
    day.write_text("user_id,item_id,timestamp\nu001,i02,2026-03-01T10:00:00\n", "utf-8")
    assert "1 more events" in fine("whatif", bundle, "append", day, "--mode", "refit").out


def test_history_item_and_window(bundle, tmp_path):
    lists_of(bundle, tmp_path / "l.csv")
    told = fine("explain", bundle, "u001", "i01", "--json").json
    had = next(t["feature"] for t in told["terms"] if t["block"].startswith("history"))
    assert (
        had
        in fine("whatif", bundle, "history", "u001", "--without", had, "--json").json["question"]
    )
    assert "lists of 10 change" in fine("whatif", bundle, "window", "--since", "2026-01-05").out


def test_smallest_sets_and_levers(bundle, tmp_path):
    first = lists_of(bundle, tmp_path / "l.csv")[0]
    found = fine(
        "whatif",
        bundle,
        "smallest-set",
        first["user_id"],
        first["item_id"],
        "-k",
        5,
        "--most",
        30,
        "--json",
    ).json
    assert found["item_id"] == first["item_id"]
    assert found["tried"] <= 62
    levers = fine("levers", bundle, "i01", "--json").json["levers"]
    assert levers == sorted(
        levers, key=lambda row: (-row["gained"], row["attribute"], row["value"])
    )
    if levers:
        assert "Make only changes that are true" in fine("levers", bundle, "i01").err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["forget-user", "nobody"], "no user 'nobody'"),
        (["drop", "dieet"], "no feature 'dieet'"),
        (["history", "u001", "--without", "i99"], "no item 'i99'"),
        (["item", "i01", "--set", "colour=red"], "no item attribute 'colour'"),
        (["window", "--until", "soon"], "'soon' is no time"),
    ],
)
def test_refusals_name_the_offender(bundle, words, said):
    assert said in refused("whatif", bundle, *words)

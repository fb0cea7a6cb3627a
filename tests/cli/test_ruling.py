"""Rules as typed: at the fit, over lists made later, and in what is said about them."""

import csv

import pytest
from tests.terminal import fine, refused
from tests.workspaces import SET, files_of, write_csv

RULES = """
require:
  - {user: diet, item: for_diet, except: [meat]}
avoid: {user: likes, item: parts}
deny: gone.csv
"""


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ruled")
    files_of("interactions", "users", folder=folder)
    items = [
        (f"i{n:02d}", "vegan|other" if n % 2 else "other", f"p{n % 3}", str(n % 5 > 0).lower())
        for n in range(24)
    ]
    write_csv(folder / "items.csv", ("item_id", "for_diet", "parts", "in_stock"), items)
    write_csv(folder / "gone.csv", ("item_id",), [("i01",), ("i99",)])
    (folder / "rules.yml").write_text(RULES, "utf-8")
    return folder


def fit(folder, out, *more):
    return fine(
        *("fit", "--interactions", folder / "interactions.csv", "--items", folder / "items.csv"),
        *("--users", folder / "users.csv", "--out", out, *SET, *more),
    )


@pytest.fixture(scope="module")
def ruled(folder):
    said = fit(folder, folder / "ruled", "--rules", folder / "rules.yml")
    return folder / "ruled", said


def test_a_fit_tells_its_rules_and_what_does_not_meet(ruled):
    _, said = ruled
    assert "A user's diet must be among an item's for_diet." in said.err
    assert "avoid likes/parts: no item's parts is" in said.err
    assert "deny: 1 of 2 rows name items that are not in the bundle." in said.err


def test_rules_are_suggested_and_never_applied(folder):
    said = fit(folder, folder / "plain")
    assert "items.in_stock looks like a rule: available: {column: in_stock}" in said.err
    assert "No rule applies unless you state it" in said.err
    fine("recommend", folder / "plain", "--out", folder / "plain.csv")
    assert "i01" in {row["item_id"] for row in rows_of(folder / "plain.csv")}


def test_lists_obey_and_say_why(ruled, folder):
    bundle, _ = ruled
    fine("recommend", bundle, "--out", folder / "lists.csv")
    diets = {row["user_id"]: row["diet"] for row in rows_of(folder / "users.csv")}
    rows = rows_of(folder / "lists.csv")
    assert "i01" not in {row["item_id"] for row in rows}
    vegans = [row for row in rows if diets[row["user_id"]] == "vegan"]
    assert vegans
    assert all(int(row["item_id"][1:]) % 2 for row in vegans)
    user = vegans[0]["user_id"]
    said = fine("why-not", bundle, user, "i00").out
    assert "i00 is left out by a rule: the user's diet is vegan, and the item's for_diet" in said
    facts = fine("explain", bundle, user, "i00", "--json").json
    rule = next(one for one in facts["rules"] if one["name"] == "require")
    assert (rule["user_values"], rule["item_values"]) == (["vegan"], ["other"])
    assert facts["rank"] is None


def test_lists_of_ids_add_to_the_rules_and_a_file_replaces_them(ruled, folder):
    bundle, _ = ruled
    write_csv(folder / "more.csv", ("item_id",), [("i03",)])
    write_csv(folder / "only.csv", ("item_id",), [("i03",), ("i05",), ("i01",)])
    out = folder / "out.csv"
    fine(
        "recommend",
        bundle,
        "--deny",
        folder / "more.csv",
        "--allow",
        folder / "only.csv",
        "--out",
        out,
    )
    assert {row["item_id"] for row in rows_of(out)} == {"i05"}
    (folder / "stock.yml").write_text("available: in_stock\n", "utf-8")
    fine("recommend", bundle, "--rules", folder / "stock.yml", "--out", out)
    items = {row["item_id"] for row in rows_of(out)}
    assert "i01" in items
    assert not {"i00", "i05", "i10"} & items


def test_like_takes_the_rules_along(ruled, folder):
    bundle, _ = ruled
    files = [folder / f"{name}.csv" for name in ("interactions", "items", "users")]
    fine(
        *("fit", "--interactions", files[0], "--items", files[1], "--users", files[2]),
        *("--like", bundle, "--out", folder / "again"),
    )
    for name in ("ruled", "again"):
        fine("recommend", folder / name, "--out", folder / f"{name}.csv")
    assert rows_of(folder / "again.csv") == rows_of(folder / "ruled.csv")


def test_reasons_of_a_whole_table(ruled, folder):
    bundle, _ = ruled
    lists, why = folder / "l.csv", folder / "why.csv"
    fine("recommend", bundle, "--diversity", 0.5, "--out", lists, "--reasons", why)
    sums = {}
    for row in rows_of(why):
        key = (row["user_id"], row["item_id"])
        sums[key] = sums.get(key, 0.0) + float(row["contribution"])
    scores = {(row["user_id"], row["item_id"]): float(row["score"]) for row in rows_of(lists)}
    assert sums == pytest.approx(scores, rel=1e-9)
    row = rows_of(lists)[3]
    asked = (bundle, row["user_id"], row["item_id"], "--diversity", 0.5, "--json")
    facts = fine("explain", *asked).json
    assert (facts["rank"], facts["score"]) == (4, pytest.approx(float(row["score"])))
    first = next(r for r in rows_of(why) if (r["user_id"], r["item_id"]) == (asked[1], asked[2]))
    largest = max(
        (t for t in facts["terms"] if t["block"] != "bias"), key=lambda t: abs(t["contribution"])
    )
    assert first["feature"] == largest["feature"]
    assert float(first["contribution"]) == pytest.approx(largest["contribution"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("avoid: [{user: alergies, item: parts}]", "no column 'alergies'"),
        ("available: sold", "no column 'sold'"),
        ("requires: []", "no rule 'requires'"),
    ],
)
def test_rules_that_do_not_fit_are_refused(ruled, folder, text, told):
    (folder / "wrong.yml").write_text(text, "utf-8")
    out = ("--out", folder / "never.csv")
    assert told in refused("recommend", ruled[0], "--rules", folder / "wrong.yml", *out)
    assert not (folder / "never.csv").exists()


def test_wrong_use_is_refused(ruled, folder):
    bundle, out = ruled[0], folder / "x.csv"
    assert "diversity = 3" in refused("recommend", bundle, "--out", out, "--diversity", 3)
    assert "Name two files" in refused("recommend", bundle, "--out", out, "--reasons", out)
    (folder / "empty.csv").write_text("item_id\n", "utf-8")
    asked = ("recommend", bundle, "--out", out, "--allow", folder / "empty.csv")
    assert "allows nothing" in refused(*asked)


def test_like_tells_rules_that_the_tables_cannot_keep(ruled, folder):
    files = ("--interactions", folder / "interactions.csv", "--like", ruled[0])
    said = fine("fit", *files, "--out", folder / "bare")
    assert "are NOT in force: no column 'likes'" in said.err.replace("diet", "likes")
    fine("recommend", folder / "bare", "--out", folder / "bare.csv")

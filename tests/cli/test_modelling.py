"""From tables to a bundle, to lists, to figures, as typed."""

import csv
import gzip
import shutil

import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from tests.terminal import fine, refused
from tests.workspaces import SET, bytes_below, write_csv


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def fit(tables, out, *more, interactions="interactions.csv"):
    return fine(
        *("fit", "--interactions", tables / interactions, "--items", tables / "items.csv"),
        *("--users", tables / "users.csv", "--out", out, *more),
    )


def test_fit_tells_settings_and_counts(tables, tmp_path):
    said = fit(tables, tmp_path / "m", *SET)
    assert "ridge_items" in said.out
    assert "60 users with 24 items" in said.err
    told = fit(tables, tmp_path / "m2", *SET, "--json")
    assert told.json["settings"]["scales"] == ["all", "5d"]
    assert told.json["items"] == 24
    assert told.err == ""
    assert bytes_below(tmp_path / "m") == bytes_below(tmp_path / "m2")


def test_settings_that_are_not_given_are_searched(tables, tmp_path):
    out = tmp_path / "m"
    said = fine("fit", "--interactions", tables / "interactions.csv", "--out", out, "--json")
    assert all(value is not None for value in said.json["settings"].values())


def test_parquet_gzip_and_other_names_give_the_same_bundle(tables, bundle, tmp_path):
    for name in ("interactions", "items", "users"):
        table = pyarrow.csv.read_csv(tables / f"{name}.csv")
        pq.write_table(table, tmp_path / f"{name}.parquet")
    fine(
        *("fit", "--interactions", tmp_path / "interactions.parquet", "--out", tmp_path / "m"),
        *("--items", tmp_path / "items.parquet", "--users", tmp_path / "users.parquet", *SET),
    )
    assert bytes_below(tmp_path / "m") == bytes_below(bundle)
    text = (tables / "interactions.csv").read_text("utf-8").splitlines(keepends=True)
    renamed = gzip.compress("".join(["Who,What,When\n", *text[1:]]).encode())
    (tmp_path / "x.csv.gz").write_bytes(renamed)
    columns = ("Who=user_id", "What=item_id", "When=timestamp")
    fine(
        *("fit", "--interactions", tmp_path / "x.csv.gz", "--items", tables / "items.csv"),
        *("--users", tables / "users.csv", "--out", tmp_path / "m2", *SET),
        *(word for column in columns for word in ("--columns", column)),
    )
    assert bytes_below(tmp_path / "m2") == bytes_below(bundle)


def test_like_takes_every_setting_of_another_bundle(tables, bundle, tmp_path):
    lines = (tables / "interactions.csv").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "half.csv").write_text("".join(lines[: len(lines) // 2]), "utf-8")
    half = ("fit", "--interactions", tmp_path / "half.csv", "--like", bundle, "--out")
    said = fine(*half, tmp_path / "m", "--json").json
    assert said["settings"] == fit(tables, tmp_path / "n", *SET, "--json").json["settings"]
    other = fine(*half, tmp_path / "m", "--set", "power=0.75", "--json").json
    assert other["settings"] == said["settings"] | {"power": 0.75}


def test_recommend_writes_csv_and_parquet_alike(bundle, tmp_path):
    said = fine("recommend", bundle, "-k", 5, "--out", tmp_path / "l.csv")
    assert "users are in" in said.err
    assert said.out == ""
    fine("recommend", bundle, "-k", 5, "--out", tmp_path / "l.parquet")
    assert (tmp_path / "l.csv").read_text("utf-8").startswith("user_id,item_id,rank,score\n")
    own = [
        (r["user_id"], r["item_id"], int(r["rank"]), float(r["score"]))
        for r in rows_of(tmp_path / "l.csv")
    ]
    assert own == [tuple(r.values()) for r in pq.read_table(tmp_path / "l.parquet").to_pylist()]


def test_some_users_come_in_their_order_each_once(bundle, tmp_path):
    users = write_csv(tmp_path / "u.csv", ("n", "user_id"), [(1, "u009"), (2, "new"), (3, "u009")])
    fine("recommend", bundle, "--users", users, "-k", 3, "--out", tmp_path / "l.csv")
    got = [row["user_id"] for row in rows_of(tmp_path / "l.csv")]
    assert list(dict.fromkeys(got)) == ["u009", "new"]
    assert len(got) == 6


def test_lists_leave_out_what_was_had_unless_asked(bundle, tables, tmp_path):
    had = {(r["user_id"], r["item_id"]) for r in rows_of(tables / "interactions.csv")}
    fine("recommend", bundle, "-k", 24, "--out", tmp_path / "l.csv")
    new = {(r["user_id"], r["item_id"]) for r in rows_of(tmp_path / "l.csv")}
    assert not new & had
    fine("recommend", bundle, "-k", 24, "--include-seen", "--out", tmp_path / "l.csv")
    assert len(rows_of(tmp_path / "l.csv")) == 60 * 24


def test_the_trained_histories_given_as_a_file_give_the_trained_lists(bundle, tables, tmp_path):
    end = max(row["timestamp"] for row in rows_of(tables / "interactions.csv"))
    at = end.replace(" ", "T")
    fine("recommend", bundle, "--out", tmp_path / "a.csv")
    fine(
        *("recommend", bundle, "--history", tables / "interactions.csv", "--at", at),
        *("--out", tmp_path / "b.csv"),
    )
    assert rows_of(tmp_path / "a.csv") == rows_of(tmp_path / "b.csv")


def test_a_moment_in_the_past_gives_lists_of_that_time(bundle, tmp_path):
    fine("recommend", bundle, "--at", "2025-12-31", "--out", tmp_path / "l.csv")
    rows = rows_of(tmp_path / "l.csv")
    plain = {r["item_id"] for r in rows if r["rank"] == "1"}
    assert len(plain) < 24
    assert len(rows) == 600


def test_a_bundle_and_its_lists_get_the_same_figures(bundle, tables, tmp_path):
    lines = (tables / "interactions.csv").read_text("utf-8").splitlines(keepends=True)
    cut = len(lines) * 4 // 5
    train, truth = tmp_path / "train.csv", tmp_path / "truth.csv"
    train.write_text("".join(lines[:cut]), "utf-8")
    truth.write_text("".join([lines[0], *lines[cut:]]), "utf-8")
    out = tmp_path / "m"
    fine("fit", "--interactions", train, "--out", out, *SET)
    users = write_csv(
        tmp_path / "u.csv", ("user_id",), sorted({(r["user_id"],) for r in rows_of(truth)})
    )
    fine("recommend", out, "--users", users, "--out", tmp_path / "l.csv")
    own = fine("evaluate", out, "--truth", truth, "--json").json
    lists = fine(
        *("evaluate", "--recommendations", tmp_path / "l.csv", "--truth", truth),
        *("--train", train, "--json"),
    ).json
    for metric in ("precision", "recall", "ndcg", "mrr", "hit_rate"):
        assert figure(own, metric) == pytest.approx(figure(lists, metric), rel=1e-12)
        assert figure(own["baseline"], metric) == figure(lists["baseline"], metric)
    told = fine("evaluate", out, "--truth", truth, "-k", 5, "-k", 10)
    assert "ndcg@5" in told.out
    assert "popularity" in told.out


def figure(said, metric):
    return next(row["value"] for row in said["figures"] if row["metric"] == metric)


def test_nothing_to_evaluate_is_told(tables):
    answer = refused("evaluate", "--truth", tables / "interactions.csv")
    assert "nothing to evaluate" in answer


def test_an_older_bundle_is_replaced_as_a_whole(tables, tmp_path):
    out = tmp_path / "m"
    fit(tables, out, *SET)
    (out / "arrays" / "stray.npy").write_bytes(b"x")
    fit(tables, out, *SET)
    assert not (out / "arrays" / "stray.npy").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["m"]
    shutil.rmtree(out)

"""Single jobs from files to files."""

import pyarrow.parquet as pq
import pytest
from tests.workspaces import SETTINGS, write_csv

from openkitchen.errors import ModelError, SettingsError
from openkitchen.models import Popularity
from openkitchen.pipelines import files
from openkitchen.pipelines.files import fit_files, recommend_files
from openkitchen.sources import read_files

GIVEN = dict(setting.split("=") for setting in SETTINGS)


def test_fit_counts_and_keeps_what_it_could_not_use(tables, tmp_path):
    lines = (tables / "interactions.csv").read_text("utf-8")
    (tmp_path / "i.csv").write_text(lines + ",i01,2026-01-01\n", "utf-8")
    done = fit_files(tmp_path / "i.csv", None, None, tmp_path / "m", settings=GIVEN)
    assert (done.users, done.items, done.rejected) == (60, 23, 1)
    assert "m.rejected.csv" in done.warnings[-1]
    assert done.to_dict()["settings"]["power"] == 0.5
    fit_files(tables / "interactions.csv", None, None, tmp_path / "m", settings=GIVEN)
    assert [path.name for path in tmp_path.iterdir() if "rejected" in path.name] == []


def test_items_without_events_and_users_without_events_count(tables, bundle, tmp_path):
    """The last item has no event; a user whose diet alone is known gets a list of her own."""
    items = write_csv(tmp_path / "u.csv", ("user_id",), [("u000",)])
    recommend_files(bundle, tmp_path / "l.parquet", users=items, k=24)
    shown = pq.read_table(tmp_path / "l.parquet")["item_id"].to_pylist()
    assert "i23" in shown
    people = (tables / "users.csv").read_text("utf-8") + "nova,vegan,30,salt\nnomeat,meat,30,salt\n"
    (tmp_path / "users.csv").write_text(people, "utf-8")
    paths = (tables / "interactions.csv", tables / "items.csv", tmp_path / "users.csv")
    fit_files(*paths, tmp_path / "m", settings=GIVEN)
    asked = write_csv(tmp_path / "q.csv", ("user_id",), [("nova",), ("nomeat",), ("nobody",)])
    recommend_files(tmp_path / "m", tmp_path / "l2.parquet", users=asked, k=24)
    lists = pq.read_table(tmp_path / "l2.parquet").to_pylist()
    per_user = [
        tuple(row["item_id"] for row in lists if row["user_id"] == user)
        for user in ("nova", "nomeat", "nobody")
    ]
    assert len(set(per_user)) == 3


def test_users_are_scored_in_parts_that_do_not_show(bundle, tmp_path, monkeypatch):
    recommend_files(bundle, tmp_path / "a.csv")
    monkeypatch.setattr(files, "_USERS_AT_ONCE", 7)
    told = []
    done = recommend_files(bundle, tmp_path / "b.csv", progress=lambda *what: told.append(what))
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert done.users == 60
    assert told[-1] == ("recommending", 60, 60)


def test_like_asks_for_a_glass_box(tables, tmp_path):
    rows, _ = read_files(tables / "interactions.csv")
    Popularity().fit(rows).save(tmp_path / "p")
    with pytest.raises(ModelError, match="of kind 'popularity'"):
        fit_files(tables / "interactions.csv", None, None, tmp_path / "m", like=tmp_path / "p")


def test_lists_are_not_written_over_a_folder(bundle, tmp_path):
    with pytest.raises(SettingsError, match="is a folder"):
        recommend_files(bundle, tmp_path)

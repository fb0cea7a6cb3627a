"""Workspaces made and run from the command line. The demo has a story of its own."""

import shutil
import time

from tests.terminal import fine, typed

from openkitchen.cli import serving
from openkitchen.pipelines.desk import open_desk
from openkitchen.sources import read_sources

STEPS = [
    *("identity edges", "identity map", "interactions", "users", "items", "split", "fit"),
    *("evaluate", "publish", "recommend", "behaviour", "identity page", "review page", "figures"),
    "report",
]


def test_a_new_workspace_says_what_comes_next(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = fine("new", "my shop")
    assert f"{tmp_path}/my shop/conf/base/sources.yml" in said.out
    assert (tmp_path / "my shop/src/my_shop_workspace/steps.py").is_file()


def test_a_draft_can_be_appended_to_the_sources_of_a_new_workspace(tmp_path):
    fine("new", tmp_path / "shop")
    sources = tmp_path / "shop/conf/base/sources.yml"
    assert read_sources(sources) == {}
    (tmp_path / "web.csv").write_text("user_id,item_id,timestamp\nu,i,2026-08-01\nv,j,2026-08-02\n")
    draft = fine("sources", "infer", tmp_path / "web.csv").out
    with sources.open("a", encoding="utf-8") as opened:
        opened.write(draft)
    assert list(read_sources(sources)) == ["web"]


def test_run_tells_each_step(workspace, tmp_path):
    root = tmp_path / "shop"
    shutil.copytree(workspace.root, root)
    said = fine("run", "--dir", root)
    assert "08_reporting" not in said.out
    assert "identity map" in said.out
    assert "Done." in said.err
    done = fine("run", "--dir", root, "--json")
    assert [step["name"] for step in done.json] == STEPS
    assert done.err == ""
    only = fine("run", "--dir", root, "--only", "users", "--only", "items", "--json").json
    assert [step["name"] for step in only] == ["users", "items"]


def test_run_works_in_the_folder_itself(workspace, tmp_path, monkeypatch):
    shutil.copytree(workspace.root, tmp_path / "shop")
    monkeypatch.chdir(tmp_path / "shop")
    assert "split" in fine("run", "--only", "split").out


def test_a_demo_that_is_too_small_is_wrong_use(tmp_path):
    for words in (("--customers", 5), ("--days", 2)):
        said = typed("demo", "--dir", tmp_path / "d", "--no-serve", *words)
        assert said.code == 2
        assert words[0] in said.err
        assert not (tmp_path / "d").exists()


def test_files_alone_are_made_for_whom_receives_them_by_hand(tmp_path):
    words = ("--customers", 20, "--days", 7, "--opened", "2024-08-05", "--only-files")
    said = fine("demo", "--dir", tmp_path / "provider", *words)
    assert f"cp {tmp_path / 'provider/sources.yml'} client/conf/base/sources.yml" in said.out
    assert sorted(path.name for path in (tmp_path / "provider").iterdir()) == [
        "deliveries", "sources.yml", "truth",
    ]  # fmt: skip
    fine("new", tmp_path / "client")
    shutil.copy(tmp_path / "provider/sources.yml", tmp_path / "client/conf/base/sources.yml")
    sent = tmp_path / "provider/deliveries"
    told = fine("sources", "receive", sent, "--dir", tmp_path / "client", "--json").json
    assert {one["status"] for one in told["receipts"]} >= {"new"}
    assert not any(one["status"] == "rejected" for one in told["receipts"])


def test_a_demo_opens_on_a_monday(tmp_path):
    said = typed("demo", "--dir", tmp_path / "d", "--opened", "2024-08-06", "--only-files")
    assert said.code == 2
    assert "2024-08-05" in said.error
    assert not (tmp_path / "d").exists()


def test_the_demo_serves_at_once_and_answers_what_clients_ask_meanwhile(tmp_path, monkeypatch):
    served = []
    monkeypatch.setattr(serving, "serve_workspace", lambda path, *_: served.append(path))
    said = fine("demo", "--dir", tmp_path / "d", "--customers", 60, "--days", 20)
    assert served == [tmp_path / "d"]
    assert "/experiments" in said.err + said.out
    work = open_desk(tmp_path / "d").work
    end = time.monotonic() + 300
    while work.jobs()[0].state == "running" and time.monotonic() < end:
        time.sleep(0.2)
    (job,) = work.jobs()
    assert (job.told.kind, job.state) == ("standing", "done"), (job.problem, job.lines[-3:])

"""Receipts on the screen, and the exit code that tells of problems."""

import shutil

from tests.terminal import fine, typed
from tests.workspaces import make_workspace, write_csv

HIT = ("ID visitor", "dish", "ts")


def test_receiving_is_told_file_by_file_and_again_changes_nothing(tmp_path):
    root = make_workspace(tmp_path / "shop", received=False).root
    said = fine("sources", "receive", root / "mail", "--dir", root)
    assert "people.csv" in said.out
    assert "rows taken in" in said.err
    again = fine("sources", "receive", root / "mail", "--dir", root, "--json")
    assert {receipt["status"] for receipt in again.json["receipts"]} == {"resend"}
    assert again.err == ""


def test_a_rejected_file_is_a_problem_found(workspace, tmp_path):
    root = tmp_path / "shop"
    shutil.copytree(workspace.root, root)
    write_csv(tmp_path / "web_2026-05-01.csv", HIT, [("v", "i1", "never")] * 3)
    said = typed("sources", "receive", tmp_path / "web_2026-05-01.csv", "--dir", root)
    assert said.code == 1
    assert "rejected" in said.out


def test_a_named_source_takes_a_file_of_any_name(workspace, tmp_path):
    root = tmp_path / "shop"
    shutil.copytree(workspace.root, root)
    dump = write_csv(tmp_path / "dump_of_may.csv", ("ID customer", "diet", "age"), [("x", "v", 3)])
    said = fine("sources", "receive", dump, "--source", "people", "--dir", root, "--json")
    assert said.json["receipts"][0]["source"] == "people"


def test_the_calendar_shows_days_and_promise(workspace):
    said = fine("sources", "calendar", "--dir", workspace.root)
    assert "web · events" in said.out
    assert "■" in said.out
    web = fine("sources", "calendar", "--dir", workspace.root, "--json").json["sources"][0]
    assert web["days"]["2026-01-01"] == "received"

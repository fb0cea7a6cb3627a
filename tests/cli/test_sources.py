"""Receipts on the screen, and the exit code that tells of problems."""

import shutil

from tests.sources.books import book
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


def test_the_calendar_as_a_page(workspace, tmp_path):
    said = fine("sources", "calendar", "--dir", workspace.root, "--page", tmp_path / "c.html")
    assert "web · events" in said.out
    assert 'title="2026-01-01: received"' in (tmp_path / "c.html").read_text("utf-8")


def test_a_draft_is_yaml_on_the_one_side_and_doubts_on_the_other(tmp_path):
    file = write_csv(tmp_path / "hits.csv", HIT, [("v1", "i1", "2026-05-01 10:00:00")] * 3)
    said = fine("sources", "infer", file, "--name", "web")
    assert said.out.startswith("web:\n  role: events\n")
    assert "3 rows are received" in said.err
    assert "Check: 'ts': its times state no zone" in said.err
    found = fine("sources", "infer", file, "--json").json
    assert [column["ours"] for column in found["columns"]] == ["visitor_id", "item_id", "timestamp"]


def test_a_draft_of_a_sheet(tmp_path):
    sheets = {"People": [["customer_id", "city"], ["a", "Ulm"]], "Wines": [["sku", "x"], ["w", 1]]}
    (tmp_path / "shop.xlsx").write_bytes(book(**sheets))
    said = fine("sources", "infer", tmp_path / "shop.xlsx")
    assert '  sheet: "People"\n' in said.out
    assert "read from its sheet 'People', not from 'Wines'" in said.err
    said = fine("sources", "infer", tmp_path / "shop.xlsx", "--sheet", "wines", "--json").json
    assert [column["theirs"] for column in said["columns"]] == ["sku", "x"]


def test_a_folder_is_watched_once(workspace, tmp_path):
    root, inbox = tmp_path / "shop", tmp_path / "inbox"
    shutil.copytree(workspace.root, root)
    inbox.mkdir()
    write_csv(inbox / "people_2.csv", ("ID customer", "diet", "age"), [("x", "vegan", 3)])
    words = ("sources", "watch", inbox, "--dir", root, "--once", "--settled", 0)
    assert "people_2.csv" in fine(*words).out
    assert fine(*words, "--json").json["receipts"][0]["status"] == "resend"
    (inbox / "people_3.csv").write_text("nothing of it\n1\n")
    assert typed(*words).code == 1


def test_a_table_that_cannot_be_read_is_wrong_use(workspace):
    said = typed("sources", "receive", "sqlite:///none.db#people", "--dir", workspace.root)
    assert said.code == 2
    assert "there is no file none.db" in said.err

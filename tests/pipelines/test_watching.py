from __future__ import annotations

import os
import time

import pytest
from tests.workspaces import make_workspace

from openkitchen.errors import FileUnreadable
from openkitchen.pipelines.watching import watch_folder

DISH = "dish,kind\nd1,soup\n"


@pytest.fixture
def root(tmp_path):
    return make_workspace(tmp_path / "shop", received=False).root


@pytest.fixture
def inbox(tmp_path):
    (tmp_path / "inbox" / "deep").mkdir(parents=True)
    return tmp_path / "inbox"


def old(path, text):
    path.write_text(text)
    os.utime(path, (time.time() - 60,) * 2)
    return path


def watch(root, inbox, **options):
    told = []
    options = {"every": 0, "rounds": 1} | options
    refused = watch_folder(root, inbox, told=told.append, **options)
    return refused, [(row.file, row.status) for one in told for row in one.receipts]


def test_what_has_arrived_is_received_once(root, inbox):
    old(inbox / "dishes.csv", DISH)
    old(inbox / "deep" / "people.csv", "ID customer,diet,age\nc1,vegan,30\n")
    refused, found = watch(root, inbox, rounds=3)
    assert refused == 0
    assert sorted(found) == [("dishes.csv", "new"), ("people.csv", "new")]
    assert watch(root, inbox)[1] == [("people.csv", "resend"), ("dishes.csv", "resend")]


def test_what_is_still_being_written_waits(root, inbox):
    (inbox / "dishes.csv").write_text(DISH)
    for name in (".hidden.csv", "dishes.csv.part", "~$dishes.csv", "dishes.tmp"):
        old(inbox / name, DISH)
    assert watch(root, inbox) == (0, [])
    assert watch(root, inbox, rounds=2) == (0, [("dishes.csv", "new")])


def test_nothing_settles_at_zero_seconds(root, inbox):
    (inbox / "dishes.csv").write_text(DISH)
    assert watch(root, inbox, settled=0) == (0, [("dishes.csv", "new")])


def test_a_file_that_changes_is_received_again(root, inbox):
    path = old(inbox / "dishes.csv", DISH)
    seen = []

    def told(receipts):
        seen.extend(row.status for row in receipts.receipts)
        if len(seen) == 1:
            old(path, f"{DISH}d2,stew\n")

    watch_folder(root, inbox, every=0, settled=0, rounds=4, told=told)
    assert seen == ["new", "replaced"]


def test_a_file_of_no_source_stops_nothing(root, inbox):
    old(inbox / "letter.txt", "x")
    refused, found = watch(root, inbox, rounds=2)
    assert (refused, found) == (1, [("letter.txt", "rejected")])


def test_a_folder_that_is_not_there(root, tmp_path):
    with pytest.raises(FileUnreadable, match="no such folder"):
        watch_folder(root, tmp_path / "none", rounds=1)

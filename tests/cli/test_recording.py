"""Other questions leave entries in the workspace too."""

import shutil

import pytest
from tests.terminal import fine

from openkitchen.experiments.ledger import open_ledger


@pytest.fixture(scope="module")
def copied(workspace, tmp_path_factory):
    folder = tmp_path_factory.mktemp("kept") / "shop"
    shutil.copytree(workspace.root, folder)
    return folder


def test_an_entry_unless_it_is_not_wanted(copied):
    said = fine("experiment", "how-many", "--dir", copied, "--longest", 6)
    assert "Kept in the ledger as Q1." in said.err
    fine("experiment", "catalogue", "--dir", copied, "--no-record", "-k", 3)
    fine("experiment", "cold-start", "--dir", copied, "-k", 3)
    entries = open_ledger(copied / "ledger.jsonl").entries
    assert [one.command for one in entries] == ["how-many", "cold-start"]
    assert entries[0].verdict == said.out.splitlines()[0]
    assert entries[0].map_version
    assert all(one.seconds > 0 for one in entries)
    fine("experiment", "ask", "Diet?", "--dir", copied, "--drop", "users.diet", "-k", 5)
    (last,) = open_ledger(copied / "ledger.jsonl").entries[2:]
    assert last.data
    assert last.map_version == entries[0].map_version

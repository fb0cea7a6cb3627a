"""What the checks of the register see of a workspace."""

import shutil

import pytest

from openkitchen.experiments.ledger import Entry, record
from openkitchen.pipelines.ledgers import FILE
from openkitchen.pipelines.quality_scene import open_scene
from openkitchen.quality.checks.preparation import outdated_outputs
from openkitchen.reporting.origins import QUALITY


@pytest.fixture
def copied(workspace, tmp_path):
    return shutil.copytree(workspace.root, tmp_path / "shop")


def test_what_is_asked_makes_a_page_wait_and_no_step(copied):
    before = open_scene(copied)
    assert (before.waiting_steps, before.waiting_pages) == ([], [])
    record(copied / FILE, Entry("Is the diet worth it?", "ask", "Yes."))
    scene = open_scene(copied)
    assert scene.waiting_steps == []
    assert [one.partition(" ")[0] for one in scene.waiting_pages] == ["report"]
    told = outdated_outputs(scene)
    assert told.state == "fine"
    assert "does not tell yet" in told.found


def test_other_settings_make_steps_wait(copied):
    parameters = copied / "conf/base/parameters.yml"
    text = parameters.read_text("utf-8")
    assert "list_length" in text
    parameters.write_text(text.replace("list_length: ", "list_length: 1"), "utf-8")
    scene = open_scene(copied)
    assert scene.waiting_steps
    assert outdated_outputs(scene).state == "broken"


def test_what_the_register_noted_is_no_question(copied):
    record(copied / FILE, Entry("Is the diet worth it?", "ask", "Yes."))
    record(copied / FILE, Entry("How do the issues stand?", QUALITY, "Well."))
    assert [one.command for one in open_scene(copied).ledger.entries] == ["ask"]

"""Expectations of a workspace, a bundle, a file of lists, and a model of another library."""

import json

import pytest
from tests.workspaces import write_csv

from openkitchen.errors import FileUnreadable, SettingsError
from openkitchen.experiments.behaviour import stated_of
from openkitchen.pipelines.behaviour import (
    Watched,
    answer_behaviour,
    expected_by_default,
    read_expectations,
)
from openkitchen.pipelines.shelf import open_shelf

RULES = {row["expect"] if isinstance(row, dict) else row for row in
         expected_by_default()["expectations"]}  # fmt: skip


def test_every_run_checks_the_published_bundle(workspace):
    kept = open_shelf(workspace.root, "local").load("behaviour_checks")
    assert kept == answer_behaviour(Watched(workspace.root))
    assert {one.kind for one in kept.outcomes} == RULES
    text = (workspace.root / "data/08_reporting/behaviour.json").read_text("utf-8")
    assert json.loads(text)["model"] == "glass-box"


def test_what_the_template_expects_can_be_read():
    assert len(stated_of(expected_by_default()).expectations) == len(RULES)


def test_a_bundle_has_its_own_tables(bundle):
    found = answer_behaviour(Watched(bundle), people=20, k=3)
    assert (found.n_people, found.k) == (20, 3)
    assert found.outcomes[0].passed


def test_lists_of_a_file_obey_the_rules_of_the_bundle(bundle, tables, tmp_path):
    rows = [("u000", "i00", 1), ("u000", "i00", 2), ("u001", "i02", 1)]
    lists = write_csv(tmp_path / "l.csv", ("user_id", "item_id", "rank"), rows)
    found = answer_behaviour(Watched(bundle, lists), k=2)
    states = {one.kind: one.passed for one in found.outcomes}
    assert found.model == "lists"
    assert states["no_repeats"] is False
    assert states["one_event"] is None
    alone = Watched(None, lists, tables / "interactions.csv", tables / "items.csv")
    assert {o.kind: o.passed for o in answer_behaviour(alone).outcomes}["rules_hold"] is None


def test_a_model_of_another_library_is_asked_the_same(workspace, tmp_path):
    stated = tmp_path / "b.yml"
    stated.write_text("expectations: [rules_hold, {expect: one_event, history: 3}]", "utf-8")
    watched = Watched(workspace.root, outside="tests.outside:Neighbours")
    found = answer_behaviour(watched, stated)
    assert found.model == "neighbours"
    assert [one.passed for one in found.outcomes] == [True, True]


def test_nothing_to_look_at_and_files_that_are_none(tables, tmp_path):
    with pytest.raises(SettingsError, match="what was learned from"):
        answer_behaviour(Watched())
    with pytest.raises(SettingsError, match="no lists"):
        answer_behaviour(Watched(interactions=tables / "interactions.csv"))
    with pytest.raises(FileUnreadable, match="no such file"):
        read_expectations(tmp_path / "none.yml")
    (tmp_path / "bad.yml").write_text("a: [", "utf-8")
    with pytest.raises(FileUnreadable, match="no YAML"):
        read_expectations(tmp_path / "bad.yml")

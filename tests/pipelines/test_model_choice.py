"""Where the data of a comparison come from: a workspace, or files."""

import pytest
from tests.shop import small_tables

from openkitchen.errors import ModelError, SettingsError
from openkitchen.models import Popularity, Rules, save
from openkitchen.pipelines.model_choice import Ground, answer_models, open_ground
from openkitchen.pipelines.shelf import open_shelf


def test_a_workspace_gives_its_split_its_rules_and_its_settings(workspace):
    tables, truth, rules, settings = open_ground(Ground(workspace.root))
    shelf = open_shelf(workspace.root, "local")
    assert tables.interactions.equals(shelf.load("train"))
    assert truth.equals(shelf.load("test"))
    assert rules == Rules()
    assert settings.power == 0.5


def test_files_are_cut_by_time_and_a_bundle_may_give_the_settings(tables, bundle):
    ground = Ground(
        interactions=tables / "interactions.csv", items=tables / "items.csv", like=bundle,
        test_share=0.25,
    )  # fmt: skip
    train, truth, rules, settings = open_ground(ground)
    every = small_tables().interactions.num_rows
    assert train.interactions.num_rows + truth.num_rows == every
    assert truth.num_rows == pytest.approx(every / 4, abs=2)
    assert (rules, settings.power) == (None, 0.5)
    answer = answer_models(ground, ["popularity", "glass-box"], k=3)
    assert {row.name for row in answer.rows} == {"popularity", "glass-box"}


def test_nothing_to_compare_on_and_settings_of_no_glass_box(tmp_path):
    with pytest.raises(SettingsError, match="nothing to compare models on"):
        open_ground(Ground())
    save(Popularity().fit(small_tables()), tmp_path / "popular")
    with pytest.raises(ModelError, match="'popularity'"):
        open_ground(Ground(interactions=tmp_path / "x.csv", like=tmp_path / "popular"))

"""What a question is asked of: files, a bundle, or a workspace."""

import pytest
from tests.workspaces import write_csv

from openkitchen.errors import SettingsError
from openkitchen.models import load
from openkitchen.pipelines.material import Given, learned, open_material


def test_nothing_named_is_told():
    with pytest.raises(SettingsError, match="nothing to evaluate"):
        open_material(Given())


def test_a_bundle_brings_its_training_data_and_tables(bundle):
    found = open_material(Given(bundle=bundle))
    assert found.train.num_rows == learned(load(bundle)).num_rows > 0
    assert found.items is not None
    assert found.eligible == 24
    with pytest.raises(SettingsError, match="what users chose"):
        found.need_truth()


def test_lists_in_a_file_need_no_model(tmp_path):
    lists = write_csv(tmp_path / "l.csv", ("uid", "iid", "rank"), [("u", "a", 1)])
    names = {"uid": "user_id", "iid": "item_id"}
    found = open_material(Given(recommendations=lists, columns=names))
    assert found.recommend(5).to_pylist() == [{"user_id": "u", "item_id": "a", "rank": "1"}]
    with pytest.raises(SettingsError, match="new users need one"):
        found.need_model("new users")
    with pytest.raises(SettingsError, match="no training data"):
        found.need_train()

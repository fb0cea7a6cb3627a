"""A bundle whose files are not of one fit is told from a whole one."""

import json
import os
import shutil

import pytest
from tests.contracts.test_every_model import FIXED
from tests.shop import small_tables

from openkitchen.errors import BundleError
from openkitchen.models import GlassBox, load


@pytest.fixture
def bundle(tmp_path):
    return GlassBox(FIXED).fit(small_tables()).save(tmp_path / "model")


def test_a_bundle_states_the_shape_of_every_array(bundle):
    shapes = json.loads((bundle / "bundle.json").read_text("utf-8"))["shapes"]
    assert set(shapes) == {path.stem for path in (bundle / "arrays").glob("*.npy")}


@pytest.mark.parametrize(
    ("file", "other"),
    [("arrays/weights.npy", "arrays/trend.npy"), ("tables/items_index.parquet", "events.parquet")],
)
def test_another_array_or_table_in_place_of_one_is_told(bundle, file, other):
    shutil.copy(bundle / other, bundle / file)
    with pytest.raises(BundleError, match="is damaged"):
        load(bundle)


def test_events_of_another_fit_are_told(bundle, tmp_path):
    GlassBox(FIXED).fit(small_tables(seed=1)).save(tmp_path / "other")
    shutil.copy(tmp_path / "other/events.parquet", bundle / "events.parquet")
    with pytest.raises(BundleError, match=r"is damaged: .*interactions"):
        load(bundle)


@pytest.mark.parametrize("text", ["[]", "1", '"x"', "null"])
def test_facts_that_are_none_are_told(bundle, text):
    (bundle / "bundle.json").write_text(text, "utf-8")
    with pytest.raises(BundleError, match="holds no facts"):
        load(bundle)


def test_what_a_killed_process_left_is_removed_after_an_hour(bundle, tmp_path):
    old, new, other = (tmp_path / name for name in (".model-old-1", ".model-x1", ".model-data"))
    for left in (old, new):
        shutil.copytree(bundle, left)
    other.mkdir()
    for path in (old, other):
        os.utime(path, (0, 0))
    load(bundle).save(bundle)
    assert (old.exists(), new.exists(), other.exists()) == (False, True, True)


def test_an_empty_array_is_told(bundle):
    (bundle / "arrays/weights.npy").write_bytes(b"")
    with pytest.raises(BundleError, match="is damaged"):
        load(bundle)

"""A bundle is whole or absent, says what it holds, and never runs what it reads."""

import json
import pickle
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from tests.models.brute import SETTINGS, tiny_tables

from openkitchen.errors import BundleError, NotFitted
from openkitchen.models import Ease, GlassBox, Popularity, RecentPopularity, load, parts, save

KINDS = {
    "glass-box": lambda: GlassBox(SETTINGS),
    "ease": Ease,
    "popularity": Popularity,
    "recent-popularity": lambda: RecentPopularity(3.0),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """One bundle of each kind; tests work on copies."""
    folder = tmp_path_factory.mktemp("bundles")
    for name, make in KINDS.items():
        save(make().fit(tiny_tables()), folder / name)
    return folder


@pytest.fixture
def bundle(written, tmp_path):
    return Path(shutil.copytree(written / "glass-box", tmp_path / "model"))


def files_of(folder):
    return sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_loaded_is_what_was_saved_bit_for_bit(written, kind):
    model, loaded = KINDS[kind]().fit(tiny_tables()), load(written / kind)
    assert type(loaded) is type(model)
    users = [*model.users, "stranger"]
    assert_array_equal(loaded.score(users), model.score(users))
    assert_array_equal(loaded.score(users, at=1772600000.0), model.score(users, at=1772600000.0))
    ours, theirs = model.parts(), loaded.parts()
    assert ours.arrays.keys() == theirs.arrays.keys()
    for name, array in ours.arrays.items():
        assert_array_equal(theirs.arrays[name], array, strict=True)
    for field in ("user", "item", "time", "weight", "start"):
        assert_array_equal(getattr(loaded.known.events, field), getattr(model.known.events, field))


def test_the_glass_box_keeps_settings_names_and_tables(written):
    model, loaded = GlassBox(SETTINGS).fit(tiny_tables()).fitted, load(written / "glass-box").fitted
    assert loaded.settings == model.settings
    assert loaded.design.features == model.design.features
    assert loaded.tables.items.schema == model.tables.items.schema
    assert str(loaded.tables.items.to_pylist()) == str(model.tables.items.to_pylist())  # with NaN
    assert loaded.tables.users.equals(model.tables.users)
    assert loaded.tables.item_attributes == model.tables.item_attributes


@pytest.mark.parametrize("kind", KINDS)
def test_saved_again_it_is_the_same_bytes(written, kind, tmp_path):
    save(load(written / kind), tmp_path / "again")
    assert files_of(tmp_path / "again") == files_of(written / kind)
    for file in files_of(written / kind):
        assert (tmp_path / "again" / file).read_bytes() == (written / kind / file).read_bytes(), (
            file
        )


def test_arrays_stay_on_disk_until_they_are_needed(bundle):
    arrays = parts.read_parts(bundle).arrays
    assert all(
        isinstance(array, np.memmap) and not array.flags.writeable for array in arrays.values()
    )
    assert isinstance(load(bundle).fitted.weights.own, np.memmap)


def test_a_bundle_holds_json_npy_and_parquet_alone(written):
    for kind in KINDS:
        for file in files_of(written / kind):
            start = (written / kind / file).read_bytes()[:6]
            assert start[:1] == b"{" or start[:4] == b"PAR1" or start == b"\x93NUMPY", file


class Trap:
    """Unpickled, it leaves a file behind."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return (open, (self.path, "w"))


@pytest.mark.parametrize("bare", [True, False], ids=["a pickle", "an array of objects"])
def test_a_pickle_is_refused_and_not_run(bundle, tmp_path, bare):
    trap, file = tmp_path / "sprung", bundle / "arrays/trend.npy"
    if bare:
        file.write_bytes(pickle.dumps(Trap(trap)))
    else:
        np.save(file, np.array([Trap(trap)], dtype=object), allow_pickle=True)
    with pytest.raises(BundleError, match="is damaged"):
        load(bundle)
    assert not trap.exists()


GLASS_BOX_FILES = [
    "bundle.json",
    "events.parquet",
    *(f"tables/{name}.parquet" for name in ("items", "items_index", "users", "users_index")),
    *(f"arrays/{name}.npy" for name in ("weights", "lent_weights", "trend", "variance")),
    *(f"arrays/{name}.npy" for name in ("residual", "user_attributes")),
    *(f"arrays/tags_{name}.npy" for name in ("data", "indices", "indptr")),
]


def test_the_list_of_files_is_complete(bundle):
    assert {str(file) for file in files_of(bundle)} == set(GLASS_BOX_FILES)


DAMAGES = {
    "missing": lambda file: file.unlink(),
    "empty": lambda file: file.write_bytes(b""),
    "cut in half": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "cut at the end": lambda file: file.write_bytes(file.read_bytes()[:-1]),
    "noise": lambda file: file.write_bytes(b"\x00\xff\x93" * 40),
    "a zip": lambda file: file.write_bytes(b"PK\x03\x04" + b"x" * 60),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("file", GLASS_BOX_FILES)
def test_whatever_is_damaged_is_told_as_such(bundle, file, damage):
    DAMAGES[damage](bundle / file)
    with pytest.raises(BundleError, match=r"damaged|no bundle|no JSON"):
        load(bundle)


def edit(bundle, **changes):
    facts = json.loads((bundle / "bundle.json").read_text("utf-8"))
    for name, value in changes.items():
        facts[name] = facts[name] | value if isinstance(value, dict) else value
    (bundle / "bundle.json").write_text(json.dumps(facts), "utf-8")


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "oracle"},
        {"model": "ease"},
        {"settings": {"power": -1}},
        {"settings": {"power": None}},
        {"settings": {"powers": 1}},
        {"settings": {"scales": ["1y"]}},
        {"n_own": 3},
        {"n_inputs": 2},
        {"n_inputs": "many"},
        {"user_columns": []},
        {"item_columns": [{"level": "a"}]},
        {"attributes": {"items": 3}},
        {"counts": {"users": 999}},
        {"format": "1"},
        {"format": None},
    ],
    ids=str,
)
def test_facts_that_do_not_belong_to_the_arrays_are_told(bundle, changes):
    edit(bundle, **changes)
    with pytest.raises(BundleError):
        load(bundle)


def test_a_newer_format_asks_for_a_newer_version(bundle):
    edit(bundle, format=99)
    with pytest.raises(BundleError, match="format 99, newer than 3") as caught:
        load(bundle)
    assert "later one" in caught.value.hint


def test_no_bundle_at_all(tmp_path):
    with pytest.raises(BundleError, match="no bundle at") as caught:
        load(tmp_path / "nowhere")
    assert "openkitchen fit" in caught.value.hint


def test_a_second_save_replaces_the_first_as_a_whole(bundle):
    (bundle / "leftover.txt").write_text("old")
    save(Popularity().fit(tiny_tables()), bundle)
    assert load(bundle).name == "popularity"
    assert not (bundle / "leftover.txt").exists()
    assert not (bundle / "arrays/weights.npy").exists()
    assert [p.name for p in bundle.parent.iterdir()] == [bundle.name]


def test_a_loaded_model_can_be_saved_over_itself(bundle):
    model = load(bundle)
    before = model.score(["u0"])
    save(model, bundle)
    assert_array_equal(load(bundle).score(["u0"]), before)
    assert_array_equal(model.score(["u0"]), before)  # its arrays are mapped from what was removed


@pytest.mark.parametrize("step", ["_write", "staged", "swap"])
def test_a_save_that_fails_midway_leaves_the_old_bundle_and_no_debris(bundle, monkeypatch, step):
    before = {file: (bundle / file).read_bytes() for file in files_of(bundle)}

    class Interrupted(BaseException):
        pass

    def interrupt(*_, **__):
        raise Interrupted

    if step == "_write":
        monkeypatch.setattr(np, "save", interrupt)
    elif step == "staged":
        monkeypatch.setattr(parts, "_replace", interrupt)
    else:  # the old one is out of the way, the new one is not yet in place
        rename = Path.rename
        monkeypatch.setattr(
            Path,
            "rename",
            lambda self, to: (
                interrupt() if to == bundle and "-old-" not in self.name else rename(self, to)
            ),
        )
    with pytest.raises(Interrupted):
        save(Popularity().fit(tiny_tables()), bundle)
    assert {file: (bundle / file).read_bytes() for file in files_of(bundle)} == before
    assert [p.name for p in bundle.parent.iterdir()] == [bundle.name]


def test_another_folder_or_file_is_never_replaced(tmp_path):
    model = Popularity().fit(tiny_tables())
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/cat.jpg").write_bytes(b"meow")
    (tmp_path / "file").write_text("mine")
    for place in ("photos", "file"):
        with pytest.raises(BundleError, match="is no bundle"):
            save(model, tmp_path / place)
    assert (tmp_path / "photos/cat.jpg").read_bytes() == b"meow"
    assert (tmp_path / "file").read_text() == "mine"


def test_folders_on_the_way_are_made(tmp_path):
    save(Popularity().fit(tiny_tables()), tmp_path / "a/b/model")
    assert load(tmp_path / "a/b/model").name == "popularity"


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_must_be_fitted_to_be_saved(kind, tmp_path):
    with pytest.raises(NotFitted):
        save(KINDS[kind](), tmp_path / "model")
    assert not list(tmp_path.iterdir())


def test_a_model_of_another_kind_is_refused(tmp_path):
    class Other:
        name = "oracle"

        def parts(self):
            raise AssertionError

    with pytest.raises(BundleError, match="'oracle' cannot be saved"):
        save(Other(), tmp_path / "model")


def test_undated_and_bare_data_come_back_too(tmp_path):
    tables = tiny_tables(dated=False)
    bare = replace(tables, items=None, users=None, item_attributes=(), user_attributes=())
    for name, given in (("undated", tables), ("bare", bare)):
        model = GlassBox(SETTINGS).fit(given)
        save(model, tmp_path / name)
        assert_array_equal(load(tmp_path / name).score(["u0"]), model.score(["u0"]))
        assert not load(tmp_path / name).known.events.dated

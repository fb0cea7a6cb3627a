"""What is kept is read again as it was, and made anew whenever it may not be of this fit."""

import json

import numpy as np
import pytest

from openkitchen.models import kept

ARRAYS = {"inverse": np.eye(3), "codes": np.array([[1, -1]]), "none": np.zeros((0, 4))}


@pytest.fixture
def bundle(tmp_path):
    (tmp_path / "arrays").mkdir()
    (tmp_path / "bundle.json").write_text('{"model": "glass-box"}')
    np.save(tmp_path / "arrays" / "weights.npy", np.ones(5))
    np.save(tmp_path / "arrays" / "variance.npy", np.ones(5))
    return tmp_path


def test_it_comes_back_as_it_was(bundle):
    assert kept.read_kept(bundle) is None
    before = kept.fingerprint(bundle)
    assert kept.write_kept(ARRAYS, bundle)
    assert kept.fingerprint(bundle) == before
    found = kept.read_kept(bundle)
    assert sorted(found) == sorted(ARRAYS)
    for name, array in ARRAYS.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)
    assert kept.size_of(found) == sum(array.nbytes for array in ARRAYS.values())


def test_writing_again_replaces_it_and_leaves_nothing_behind(bundle):
    for arrays in (ARRAYS, {"inverse": np.zeros(2)}):
        assert kept.write_kept(arrays, bundle)
    assert sorted(kept.read_kept(bundle)) == ["inverse"]
    assert sorted(path.name for path in bundle.iterdir()) == ["arrays", "bundle.json", "prepared"]


def another_fit(bundle):
    np.save(bundle / "arrays" / "variance.npy", np.zeros(5))


def other_settings(bundle):
    (bundle / "bundle.json").write_text('{"model": "other"}')


def cut_short(bundle):
    file = bundle / "prepared" / "inverse.npy"
    file.write_bytes(file.read_bytes()[:90])


def array_gone(bundle):
    (bundle / "prepared" / "codes.npy").unlink()


def no_json(bundle):
    (bundle / "prepared" / "kept.json").write_text("{")


def other_shape(bundle):
    np.save(bundle / "prepared" / "codes.npy", np.zeros((2, 2), np.int64))


def pickled(bundle):
    np.save(bundle / "prepared" / "codes.npy", np.array([[{}, {}]], object), allow_pickle=True)


def no_object(bundle):
    (bundle / "prepared" / "kept.json").write_text(json.dumps([1]))


SPOILED = [
    *(another_fit, other_settings, cut_short, array_gone),
    *(no_json, other_shape, pickled, no_object),
]


@pytest.mark.parametrize("spoil", SPOILED)
def test_what_is_of_no_use_is_passed_over(bundle, spoil):
    kept.write_kept(ARRAYS, bundle)
    spoil(bundle)
    assert kept.read_kept(bundle) is None


def test_where_it_cannot_be_written_nothing_is_lost(bundle, monkeypatch):
    kept.write_kept(ARRAYS, bundle)

    def full(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(kept.np, "save", full)
    assert not kept.write_kept({"inverse": np.zeros(2)}, bundle)
    assert sorted(kept.read_kept(bundle)) == sorted(ARRAYS)
    assert not list(bundle.glob(".prepared-*"))


def test_it_needs_room(bundle, monkeypatch):
    assert kept.room_for(ARRAYS, bundle)
    assert not kept.room_for(ARRAYS, bundle / "not there")
    usage = type("Usage", (), {"free": kept.size_of(ARRAYS)})
    monkeypatch.setattr(kept.shutil, "disk_usage", lambda _: usage)
    assert not kept.room_for(ARRAYS, bundle)

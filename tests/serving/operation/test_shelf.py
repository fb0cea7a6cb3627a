"""Bundles lie on the shelf as they were, whatever happens to the original."""

import shutil
from datetime import datetime

import pytest

from openkitchen.errors import BundleError
from openkitchen.models import load
from openkitchen.models.kept import FOLDER
from openkitchen.serving.operation.shelf import digest_of

WHEN = datetime(2026, 1, 2, 3, 4, 5)


def test_a_bundle_is_copied_once(shelf, bundles, tmp_path):
    own = tmp_path / "own"
    shutil.copytree(bundles[0], own)
    name, told = shelf.put(own, WHEN)
    assert name.startswith("20260102T030405-")
    assert shelf.put(bundles[0], datetime(2027, 1, 1)) == (name, told)
    assert shelf.names() == [name]
    shutil.rmtree(own)
    assert digest_of(shelf.path(name)) == told
    load(shelf.path(name))
    assert [path.name for path in shelf.folder.iterdir()] == [name]


def test_what_was_prepared_for_what_ifs_is_no_part_of_it(shelf, bundles, tmp_path):
    own = tmp_path / "own"
    shutil.copytree(bundles[0], own)
    (own / FOLDER).mkdir()
    (own / FOLDER / "totals.npy").write_bytes(b"much")
    assert digest_of(own) == digest_of(bundles[0])
    name, _ = shelf.put(own, WHEN)
    assert not (shelf.path(name) / FOLDER).exists()


def test_every_byte_counts(bundles, tmp_path):
    own = tmp_path / "own"
    shutil.copytree(bundles[0], own)
    file = next((own / "arrays").glob("*.npy"))
    told = bytearray(file.read_bytes())
    told[-1] ^= 1
    file.write_bytes(told)
    assert digest_of(own) != digest_of(bundles[0])


def test_a_dropped_bundle_is_gone_but_mapped_arrays_go_on(shelf, bundles):
    name, _ = shelf.put(bundles[0], WHEN)
    model = load(shelf.path(name))
    before = model.recommend(["u001"], 5).table
    shelf.drop(name)
    assert shelf.names() == []
    assert model.recommend(["u001"], 5).table.equals(before)
    with pytest.raises(BundleError, match="is not in"):
        shelf.path(name)


@pytest.mark.parametrize("name", ["", "..", "../first", "/etc", "nothing"])
def test_names_do_not_lead_out_of_the_shelf(shelf, bundles, name):
    shelf.put(bundles[0], WHEN)
    with pytest.raises(BundleError):
        shelf.path(name)


def test_a_half_copied_bundle_is_not_on_the_shelf(shelf, bundles, monkeypatch):
    def breaks(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copytree", breaks)
    with pytest.raises(OSError, match="No space"):
        shelf.put(bundles[0], WHEN)
    assert list(shelf.folder.iterdir()) == []


def test_what_killed_processes_left_is_swept_away(shelf, bundles):
    name, _ = shelf.put(bundles[0], datetime(2026, 1, 1))
    going, draft = shelf.folder / ".going-old", shelf.folder / ".making-now"
    going.mkdir()
    draft.mkdir()
    shelf.sweep()
    assert not going.exists()
    assert draft.is_dir()  # somebody may be making it
    assert shelf.names() == [name]

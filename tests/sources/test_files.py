from __future__ import annotations

import os
import time

import pytest

from openkitchen.sources.files import (
    clear_leftovers,
    sha256_of,
    whole_file,
    whole_folder,
    write_whole,
)


def test_a_file_is_there_as_a_whole_or_not_at_all(tmp_path):
    path = tmp_path / "new" / "a"
    write_whole(path, b"old")
    with pytest.raises(IsADirectoryError), whole_file(path) as part:
        (part.write_bytes(b"half"), tmp_path.read_bytes())
    assert path.read_bytes() == b"old"
    write_whole(path, b"new")
    assert [p.name for p in path.parent.iterdir()] == ["a"]
    assert sha256_of(path)[1] == 3


@pytest.mark.parametrize("before", ["nothing", "a file", "a folder"])
def test_a_folder_is_there_as_a_whole_or_not_at_all(before, tmp_path):
    path = tmp_path / "a"
    if before == "a file":
        path.write_bytes(b"old")
    elif before == "a folder":
        path.mkdir()
        (path / "old").write_bytes(b"old")
    there = sorted(tmp_path.rglob("*"))
    with pytest.raises(IsADirectoryError), whole_folder(path) as part:
        ((part / "half").write_bytes(b"half"), tmp_path.read_bytes())
    assert sorted(tmp_path.rglob("*")) == there
    with whole_folder(path) as part:
        (part / "new").write_bytes(b"new")
    assert sorted(tmp_path.rglob("*")) == [path, path / "new"]


def test_old_leftovers_are_removed_and_new_ones_stay(tmp_path):
    old, new, other = (tmp_path / n for n in (".a.1.part", ".b.2.part", "c.part"))
    for path in (old, new, other):
        path.write_text("x")
    past = time.time() - 7200
    os.utime(old, (past, past))
    folder = tmp_path / ".d.3.part"
    (folder / "inside").mkdir(parents=True)
    os.utime(folder, (past, past))
    os.utime(other, (past, past))
    clear_leftovers(tmp_path)
    clear_leftovers(tmp_path / "none")
    assert sorted(p.name for p in tmp_path.iterdir()) == [".b.2.part", "c.part"]

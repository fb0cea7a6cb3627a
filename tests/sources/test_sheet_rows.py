from __future__ import annotations

import gc
import json

from openkitchen.sources import sheet_rows
from openkitchen.sources.sheet_rows import SheetRows
from openkitchen.sources.sheets import SheetRow

ROWS = [SheetRow(3, ("a", "x", None)), SheetRow(7, ("b",)), SheetRow(9, (None, "y", "z", "q"))]


def test_rows_are_read_again_and_again_under_their_numbers(monkeypatch):
    monkeypatch.setattr(sheet_rows, "_CELLS", 8)
    held = SheetRows(("id", "", "note"), ROWS)
    for _ in range(2):
        blocks = list(held.blocks(["note", "id"]))
        assert [len(block.lines) for block in blocks] == [2, 1]
        found = [row for block in blocks for row in block.rows.to_pylist()]
        assert found == [
            {"note": None, "id": "a"},
            {"note": None, "id": "b"},
            {"note": "z", "id": None},
        ]
        assert [int(line) for block in blocks for line in block.lines] == [3, 7, 9]
    assert json.loads(blocks[1].raw(0)) == {"id": None, "note": "z"}


def test_without_rows_there_is_no_block():
    assert list(SheetRows(("id",), []).blocks(["id"])) == []


def test_the_file_goes_with_its_last_reader():
    held = SheetRows(("id",), ROWS)
    path = held._path
    assert path.is_file()
    del held
    gc.collect()
    assert not path.exists()

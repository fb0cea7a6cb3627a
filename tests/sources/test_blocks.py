from __future__ import annotations

import pytest

from openkitchen.sources.opening import open_file


@pytest.mark.parametrize("content", ["a,b\n1,2\n3,4\n", '{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n'])
def test_an_extract_can_be_read_again_by_other_columns(tmp_path, content):
    path = tmp_path / "f"
    path.write_text(content)
    extract = open_file(path)
    for _ in range(2):
        for name in extract.header:
            (block,) = extract.read([name])
            assert block.rows.column_names == [name]
            assert len(block.lines) == block.rows.num_rows == 2
            assert block.rejected == ()

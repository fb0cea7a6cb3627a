from __future__ import annotations

import random

import pytest

from openkitchen.sources import delimited, packing
from openkitchen.sources.opening import open_file


def cells(path):
    blocks = list(open_file(path).read(["a", "c"]))
    rows = [row for block in blocks for row in block.rows.to_pylist()]
    lines = [int(line) for block in blocks for line in block.lines]
    raws = [block.raw(row) for block in blocks for row in range(block.rows.num_rows)]
    rejected = [(r.line, r.reason, r.raw) for block in blocks for r in block.rejected]
    return rows, lines, raws, rejected


def messy(seed: int, *, broken: bool) -> str:
    rng = random.Random(seed)  # noqa: S311
    rows = ["a,b,c"]
    for n in range(400):
        quoted = rng.choice(['"x, y"', '"two\nlines"', '"a ""b"""', '""', "é", " ", "1"])
        rows.append(f"{n},{quoted},{rng.choice(['', 'z', quoted])}")
        if rng.random() < 0.1:
            rows.append("")
        if broken and rng.random() < 0.05:
            rows.append(rng.choice(["1", "1,2,3,4", 'x,"y"z,1', "a,b\0,c", 'x,y"z,5']))
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("broken", [False, True])
@pytest.mark.parametrize("size", [7, 64, 1000, 1 << 20])
def test_arrow_and_the_careful_way_give_the_same(tmp_path, monkeypatch, broken, size):
    path = tmp_path / "f.csv"
    path.write_text(messy(size, broken=broken), "utf-8", newline="\n")
    whole = cells(path)
    monkeypatch.setattr(packing.chunks, "__defaults__", (size,))
    in_pieces = cells(path)
    monkeypatch.setattr(delimited._Reader, "_fast", lambda *_: None)
    carefully = cells(path)
    assert whole == in_pieces == carefully
    assert len(whole[0]) >= 400
    assert bool(whole[3]) == broken


def test_lines_count_from_the_header_with_all_before_it(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("\nsep=;\na;b;c\n\n1;2;3\n4;5\n")
    assert cells(path) == (
        [{"a": "1", "c": "3"}],
        [5],
        ["1;2;3"],
        [(6, "2 fields; expected 3, as in the header", "4;5")],
    )


def test_a_quote_that_never_closes_costs_one_line_even_in_a_long_file(tmp_path):
    path = tmp_path / "f.csv"
    text = "a,b,c\n" + '1,"2,3\n' + "4,5,6\n" * 3_000_000
    path.write_text(text)
    extract = open_file(path)
    rows, rejected = 0, []
    for block in extract.read(["a"]):
        rows += block.rows.num_rows
        rejected += block.rejected
    assert rows == 3_000_000
    assert [(r.line, r.raw) for r in rejected] == [(2, '1,"2,3')]

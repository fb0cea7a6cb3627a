from __future__ import annotations

import pytest

from openkitchen.errors import TooManyRejected
from openkitchen.sources import Rejected, Rejections
from openkitchen.sources.rejected import SHOWN_RAW, cut_raw, refuse_too_many, write_rejected

ROWS = tuple(Rejected("f.csv", line, "ts", f"'{line}' is no time", "a,b") for line in (3, 4))


def test_a_limit_that_is_passed_names_the_first_offenders():
    refuse_too_many(ROWS, 20, 0.1)
    refuse_too_many((), 0, 0.1)
    with pytest.raises(TooManyRejected, match=r"2 of 19 rows.*more than 10%") as caught:
        refuse_too_many(ROWS, 19, 0.1)
    assert "f.csv:3:ts: '3' is no time" in str(caught.value)
    assert (caught.value.file, caught.value.line, caught.value.column) == ("f.csv", 3, "ts")


def test_a_sentence_counts_like_reasons_together():
    assert Rejections((), 5).sentence() == "All 5 rows were read."
    assert Rejections(ROWS, 5).sentence() == "2 of 5 rows were rejected. ts: no time (2)"
    assert Rejections(ROWS, 5, ("n",)).to_dict()["first"][1]["line"] == 4


def test_they_are_written_even_if_they_are_no_text(tmp_path):
    path = tmp_path / "r.csv"
    write_rejected([Rejected("f", 2, "", "broken", 'x,"\udcff')], path)
    assert path.read_text("utf-8") == 'file,line,column,reason,raw\nf,2,,broken,"x,""\\udcff"\n'


def test_a_long_row_is_cut():
    assert cut_raw("x" * SHOWN_RAW) == "x" * SHOWN_RAW
    assert cut_raw("x" * 20_000).endswith("x … (20,000 characters)")

from __future__ import annotations

import numpy as np
import pyarrow as pa

from openkitchen.sources import ColumnRule
from openkitchen.sources.blocks import Block
from openkitchen.sources.faults import Faults


def block(**columns):
    rows = pa.table(columns)
    return Block(rows, np.arange(2, 2 + rows.num_rows), lambda row: f"row {row}")


def test_the_first_fault_stands():
    faults = Faults(block(a=["1", "2", "3"]), "f.csv")
    faults.add(np.array([True, False, False]), "a", "one")
    faults.add_values(np.array([True, True, False]), "a", pa.array(["x", "y" * 99, "z"]), "two")
    assert [(r.line, r.reason[:12], r.raw) for r in faults.rejected()] == [
        (2, "one", "row 0"),
        (3, "'yyyyyyyyyyy", "row 1"),
    ]
    assert faults.rejected()[1].reason.endswith("y… is two")
    assert faults.at_all.tolist() == [True, True, False]


def test_what_was_expected_depends_on_the_type():
    faults = Faults(block(a=["1"]), "f.csv")
    faults.add_unread(np.array([True]), ColumnRule("a", "a", "boolean"), pa.array(["x"]))
    assert faults.rejected()[0].reason == (
        "'x' is no boolean; expected true or false, yes or no, 1 or 0"
    )


def test_the_header_again_is_told_only_if_all_its_names_are_there():
    faults = Faults(block(a=["a", "a", None], b=["b", "x", "b"]), "f.csv")
    faults.add_header_again()
    assert faults.at_all.tolist() == [True, False, False]
    numbers = Faults(block(a=[1]), "f.csv")
    numbers.add_header_again()
    assert not numbers.at_all.any()


def test_words_that_stand_for_a_fault_are_none_where_they_mean_no_value():
    came = pa.array(["#N/A", "x", None, "#REF!", "#REF! x"])
    faults = Faults(block(a=came), "f.xlsx")
    words = {"#N/A": "nothing found", "#REF!": "a broken reference"}
    faults.add_words(words, "a", came, ["#N/A"])
    faults.add_words(words, "a", pa.array([1, 2, 3, 4, 5]))
    assert [(r.line, r.column, r.reason) for r in faults.rejected()] == [
        (5, "a", "'#REF!' is a broken reference; expected a value")
    ]

"""Mark the rows of a block that cannot be taken, with the first fault of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.sources.blocks import Block
from openkitchen.sources.contract import ColumnRule
from openkitchen.sources.rejected import Rejected, cut_raw
from openkitchen.sources.values import expected_of

__all__ = ["Bools", "Faults", "as_plain", "flags", "one_array"]

Bools = npt.NDArray[np.bool_]

_SHOWN_VALUE = 60
_NOT = {"number": "no number", "integer": "no whole number", "timestamp": "no time"}


class Faults:
    """The first fault of each row of a block.

    Parameters
    ----------
    block
        The rows.
    file
        What the file is called.
    """

    def __init__(self, block: Block, file: str) -> None:
        self.block, self.file = block, file
        self.at_all: Bools = np.zeros(block.rows.num_rows, bool)
        self._first: dict[int, tuple[str, str]] = {}

    def add(self, where: Bools, column: str, reason: str) -> None:
        """Note a fault for the rows that have none yet."""
        for row in np.flatnonzero(where & ~self.at_all):
            self._first[int(row)] = (column, reason)
        self.at_all |= where

    def add_values(self, where: Bools, column: str, came: pa.Array, reason: str) -> None:
        """Note a fault that the value itself shows: ``'x' is <reason>``."""
        for row in np.flatnonzero(where & ~self.at_all):
            self._first[int(row)] = (column, f"{_shown(came[int(row)])} is {reason}")
        self.at_all |= where

    def add_unread(
        self, where: Bools, rule: ColumnRule, came: pa.Array, decimal: str = "."
    ) -> None:
        """Note values that are not of the declared type."""
        said = _NOT.get(rule.type, f"no {rule.type}")
        if rule.format and rule.type == "string":
            said, expected = "no id of this form", f"the form of {rule.format}"
        elif rule.format:
            expected = f"a time such as {rule.format}"
        else:
            expected = expected_of(rule.type, decimal)
        self.add_values(where, rule.theirs, came, f"{said}; expected {expected}")

    def add_words(
        self, words: Mapping[str, str], column: str, came: pa.Array, but: Collection[str] = ()
    ) -> None:
        """Note text that stands for a fault, such as ``#N/A`` in a workbook.

        Parameters
        ----------
        words
            The text → what it is.
        column, came
            Their column and its values.
        but
            Words that are no fault, for they mean no value.
        """
        if not words or not pa.types.is_string(came.type):
            return
        for word in pc.unique(came.filter(pc.is_in(came, pa.array(list(words))))).to_pylist():
            if word not in but:
                hit = flags(pc.fill_null(pc.equal(came, word), False))
                self.add_values(hit, column, came, f"{words[word]}; expected a value")

    def add_header_again(self) -> None:
        """Note rows that repeat the header, as files do that were put together."""
        same = np.ones(self.block.rows.num_rows, bool)
        for name in self.block.rows.column_names:
            column = self.block.rows[name]
            if not pa.types.is_string(column.type):
                return
            same &= flags(one_array(pc.fill_null(pc.equal(column, name), False)))
            if not same.any():
                return
        for row in np.flatnonzero(same):
            self._first[int(row)] = ("", "the header again; expected a row of data")
        self.at_all |= same

    def rejected(self) -> list[Rejected]:
        """Return the faulty rows in order."""
        lines, raw = self.block.lines, self.block.raw
        return [
            Rejected(self.file, int(lines[row]), column, reason, cut_raw(raw(row)))
            for row, (column, reason) in sorted(self._first.items())
        ]


def one_array(column: pa.ChunkedArray) -> pa.Array:
    """Return a column as one array."""
    combined = column.combine_chunks()
    return pa.concat_arrays(combined.chunks) if isinstance(combined, pa.ChunkedArray) else combined


def flags(mask: pa.Array) -> Bools:
    """Return a boolean column (without nulls) as a mask."""
    found: Bools = mask.to_numpy(zero_copy_only=False)
    return found


def as_plain(value: pa.Scalar) -> object:
    """Return a value for Python; as text where Python has no such value."""
    try:
        return value.as_py()
    except (OverflowError, ValueError):  # a time before the year 1 or after 9999; no text
        return repr(getattr(value, "value", value))


def _shown(value: pa.Scalar) -> str:
    text = repr(as_plain(value))
    return text if len(text) <= _SHOWN_VALUE else f"{text[:_SHOWN_VALUE]}…"

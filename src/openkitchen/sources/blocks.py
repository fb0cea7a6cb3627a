"""An opened file: its header, and its rows block by block, each with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.sources.rejected import Rejected

__all__ = ["Block", "Extract"]

Lines = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a file.

    Parameters
    ----------
    rows
        The asked-for columns under their names: strings from text, any type otherwise.
    lines
        The line of each row; see `Rejected.line`.
    raw
        Gives back a row as it came, by its position in the block.
    rejected
        Rows of this stretch of the file that could not even be split into fields.
    """

    rows: pa.Table
    lines: Lines
    raw: Callable[[int], str]
    rejected: tuple[Rejected, ...] = ()


class ReadBlocks(Protocol):
    """Reads the columns asked for; may be called more than once."""

    def __call__(self, columns: Sequence[str]) -> Iterator[Block]:
        """Yield the rows in order; an empty file yields nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Extract:
    """A file (or table) that has been opened.

    Parameters
    ----------
    name
        What to call it in messages.
    header
        The names of its columns.
    read
        Reads rows.
    notes
        What was found out about how it is written, where that is not the usual.
    faulty
        Text that stands for no value but for a fault → what it is.
    sheet
        The sheet of a workbook that has several tables.
    dated
        Whether its dates are told from text, and so are ISO 8601 whatever a contract's `format`.
    """

    name: str
    header: tuple[str, ...]
    read: ReadBlocks
    notes: tuple[str, ...] = field(default=())
    faulty: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    dated: bool = False

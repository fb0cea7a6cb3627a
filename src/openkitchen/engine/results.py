"""Results come out of an engine a piece at a time; large ones stay on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

__all__ = ["IN_MEMORY", "gathered"]

IN_MEMORY = 256 << 20
"""Results of up to so many bytes are held in memory."""


def gathered(
    schema: pa.Schema, pieces: Iterator[pa.Table], spill: Path | None, in_memory: int = IN_MEMORY
) -> pa.Table:
    """Put the pieces of a result together.

    Parameters
    ----------
    schema
        Of every piece.
    pieces
        The rows in their order.
    spill
        The folder for a result that is not to be held in memory; the system's folder for
        temporary files when ``None``.
    in_memory
        Bytes beyond which a result goes to a file.

    Returns
    -------
    A table like any other. That of a large result is mapped from a file, which has no name
    any more and is gone with the table: the system reads what is looked at.
    """
    held = [schema.empty_table()]
    size = 0
    for piece in pieces:
        held.append(piece)
        size += piece.nbytes
        if size > in_memory:
            return _mapped(schema, held, pieces, spill)
    return pa.concat_tables(held)


def _mapped(
    schema: pa.Schema, held: list[pa.Table], pieces: Iterator[pa.Table], spill: Path | None
) -> pa.Table:
    with tempfile.TemporaryDirectory(prefix="openkitchen-", dir=spill) as folder:
        path = f"{folder}/result.arrow"
        with pa.OSFile(path, "wb") as file, pa.ipc.new_file(file, schema) as writer:
            while held:
                writer.write_table(held.pop(0))
            for piece in pieces:
                writer.write_table(piece)
        return pa.ipc.open_file(pa.memory_map(path)).read_all()

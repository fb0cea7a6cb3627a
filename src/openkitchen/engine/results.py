"""How large results leave an engine: a piece at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa

__all__ = ["Taker"]

Taker = Callable[[pa.Schema, Iterator[pa.Table]], None]
"""Given the schema and the rows in pieces, in their order; it must take them all."""

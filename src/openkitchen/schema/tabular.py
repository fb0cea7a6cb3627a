"""Results that are tables at heart, in whatever dataframe a person works with."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

__all__ = ["Tabular"]


class Tabular(ABC):
    """A result with a table in it."""

    __slots__ = ()

    @abstractmethod
    def to_table(self) -> pa.Table:
        """Return the result as an Arrow table."""

    def to_pandas(self) -> pd.DataFrame:
        """Return the table as a pandas data frame."""
        return self.to_table().to_pandas()

    def to_polars(self) -> pl.DataFrame:
        """Return the table as a polars data frame."""
        import polars

        frame = polars.from_arrow(self.to_table())
        assert isinstance(frame, polars.DataFrame)  # noqa: S101 - a table is never a series
        return frame

from __future__ import annotations

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from openkitchen.errors import InputError
from openkitchen.sources.columnar import open_frame


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pl.LazyFrame, pa.table])
def test_any_dataframe_is_opened(make):
    extract = open_frame(make({"a": [1, 2], "b": ["x", "y"]}), "items")
    (block,) = extract.read(["b"])
    assert (extract.header, block.rows.to_pylist()) == (("a", "b"), [{"b": "x"}, {"b": "y"}])
    assert block.lines.tolist() == [1, 2]
    assert block.raw(1) == '{"b": "y"}'


def test_what_is_no_table_is_told():
    with pytest.raises(InputError, match="items: dict is no table"):
        open_frame({"a": [1]}, "items")


def test_a_column_of_several_kinds_is_told():
    with pytest.raises(InputError, match="values of different kinds"):
        open_frame(pd.DataFrame({"a": [1, "x"]}), "items")

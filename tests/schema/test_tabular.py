import pyarrow as pa
import pytest

from openkitchen.schema import Tabular


class Answer(Tabular):
    def to_table(self):
        return pa.table({"item": ["007", "b"], "n": [1, 2]})


def test_the_table_comes_in_any_dataframe():
    assert Answer().to_pandas().to_dict("list") == {"item": ["007", "b"], "n": [1, 2]}
    assert Answer().to_polars().to_dict(as_series=False) == {"item": ["007", "b"], "n": [1, 2]}


def test_a_result_must_say_what_its_table_is():
    with pytest.raises(TypeError):
        Tabular()

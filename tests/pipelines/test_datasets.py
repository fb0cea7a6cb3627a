"""The same formats as datasets of Kedro."""

import pyarrow as pa
import pytest

pytest.importorskip("kedro")


def test_every_format_is_a_dataset():
    from openkitchen.pipelines import datasets
    from openkitchen.pipelines.formats import FORMATS

    assert set(datasets.__all__) == set(FORMATS)
    assert all(getattr(datasets, name).format is FORMATS[name] for name in FORMATS)


def test_a_table_is_saved_found_and_loaded(tmp_path):
    from kedro.io import AbstractDataset

    path = tmp_path / "a" / "t.parquet"
    kind = {"type": "openkitchen.pipelines.datasets.Table", "filepath": str(path)}
    one = AbstractDataset.from_config("t", kind)
    assert not one.exists()
    one.save(pa.table({"a": [1]}))
    assert one.exists()
    assert one.load().to_pydict() == {"a": [1]}
    assert str(path) in str(one)

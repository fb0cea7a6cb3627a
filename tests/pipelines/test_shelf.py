"""Inputs are found and outputs put by name; conf/<env> wins over conf/base."""

import pyarrow as pa
import pytest

from openkitchen.errors import UnknownName, WorkspaceError
from openkitchen.pipelines.shelf import open_shelf

TABLE = "t: {type: openkitchen.pipelines.datasets.Table, filepath: data/t.parquet}\n"


@pytest.fixture
def conf(tmp_path):
    def write(**files):
        for name, text in files.items():
            folder, _, kind = name.partition("_")
            path = tmp_path / "conf" / folder / f"{kind}.yml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return tmp_path

    return write


def test_tables_are_files_and_all_else_stays_in_memory(conf):
    root = conf(base_catalog=TABLE, base_parameters="")
    shelf = open_shelf(root, "local")
    table = pa.table({"a": [1]})
    shelf.save("t", table)
    shelf.save("other", table)
    assert shelf.load("t").equals(table)
    assert shelf.load("other") is table
    assert [path.name for path in (root / "data").iterdir()] == ["t.parquet"]
    assert open_shelf(root, "local").load("t").equals(table)


def test_parameters_are_found_by_path_and_the_environment_wins(conf):
    root = conf(
        base_catalog=TABLE,
        base_parameters="k: 1\na: {b: {c: 2}}\n",
        local_parameters="k: 2\n",
        client_parameters="k: 3\na: {b: 4}\n",
    )
    assert open_shelf(root, "base").load("params:k") == 1
    assert open_shelf(root, "local").load("params:k") == 2
    assert open_shelf(root, "local").load("params:a.b.c") == 2
    assert open_shelf(root, "client").load("params:a.b") == 4
    assert open_shelf(root, "client").load("parameters") == {"k": 3, "a": {"b": 4}}


def test_what_is_not_there_is_named_with_what_is(conf):
    root = conf(base_catalog=TABLE, base_parameters="k: 1\n")
    shelf = open_shelf(root, "local")
    with pytest.raises(UnknownName, match=r"no parameter 'a\.b'; there are 1: k"):
        shelf.load("params:a.b")
    with pytest.raises(UnknownName, match="no table 'x'; there are 1: t"):
        shelf.load("x")
    with pytest.raises(WorkspaceError, match=r"no data/t\.parquet yet"):
        shelf.load("t")
    with pytest.raises(UnknownName, match="no environment 'x'"):
        open_shelf(root, "x")


@pytest.mark.parametrize(
    ("catalog", "said"),
    [
        ("t: [", "is no YAML"),
        ("- t", "is no mapping"),
        ("t: {type: X, filepath: '${base}/t'}", "only Kedro resolves"),
        ("t: here", "no type for t"),
        ("t: {filepath: x}", "no type for t"),
    ],
)
def test_a_catalog_that_cannot_be_read_is_told(catalog, said, conf):
    with pytest.raises(WorkspaceError, match=said):
        open_shelf(conf(base_catalog=catalog, base_parameters=""), "local")


def test_datasets_of_kedro_work_too(conf):
    pytest.importorskip("kedro")
    root = conf(base_catalog="t: {type: pickle.X}\nm: {type: MemoryDataset}\n", base_parameters="")
    shelf = open_shelf(root, "local")
    with pytest.raises(WorkspaceError, match="catalog's t cannot be used"):
        shelf.load("t")
    shelf.save("m", 1)

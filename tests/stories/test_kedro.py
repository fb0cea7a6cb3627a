"""A workspace is a Kedro project: kedro does in it what our own command does."""

import json
import shutil
import socket
import sys

import pytest
from tests.terminal import alone, fine
from tests.workspaces import bytes_below, make_workspace

KEDRO = [sys.executable, "-m", "kedro"]
OWN_STEP = """
import pyarrow as pa

from openkitchen.pipelines.steps import HOUSE_STEPS, Step


def busiest(interactions: pa.Table, length: int) -> pa.Table:
    counts = interactions.group_by("item_id").aggregate([("user_id", "count")])
    order = [("user_id_count", "descending"), ("item_id", "ascending")]
    return counts.sort_by(order).slice(0, length)


STEPS = (*HOUSE_STEPS, Step("busiest items", busiest, ("interactions", "params:top"), ("busy",)))
"""
CATALOGUED = (
    "\nbusy: {type: openkitchen.pipelines.datasets.Table, filepath: data/04_feature/busy.parquet}\n"
)


@pytest.fixture(scope="module")
def received(tmp_path_factory):
    """A workspace with a step of its owner's, files received, nothing run."""
    workspace = make_workspace(tmp_path_factory.mktemp("kedro") / "shop")
    workspace.steps_file.write_text(OWN_STEP, "utf-8")
    for name, text in (("catalog", CATALOGUED), ("parameters", "\ntop: 3\n")):
        path = workspace.root / f"conf/base/{name}.yml"
        path.write_text(path.read_text("utf-8") + text, "utf-8")
    return workspace.root


@pytest.fixture(scope="module")
def by_kedro(received, tmp_path_factory):
    root = tmp_path_factory.mktemp("by-kedro") / "shop"
    shutil.copytree(received, root)
    said = alone("run", cwd=root, program=KEDRO)
    assert said.code == 0, said.err + said.out
    return root


def test_kedro_run_gives_the_same_bytes_as_our_own(by_kedro, received, tmp_path):
    ours = tmp_path / "shop"
    shutil.copytree(received, ours)
    fine("run", "--dir", ours)
    hidden = ("*.sqlite*", "local.json")  # what our own command notes of the environment
    assert bytes_below(by_kedro / "data", but=hidden) == bytes_below(ours / "data", but=hidden)
    assert (ours / "data/04_feature/busy.parquet").is_file()


def test_kedro_lists_the_pipeline_and_runs_a_node_of_it(by_kedro):
    assert "__default__" in alone("registry", "list", cwd=by_kedro, program=KEDRO).out
    (by_kedro / "data/04_feature/busy.parquet").unlink()
    said = alone("run", "--nodes", "busiest_items", cwd=by_kedro, program=KEDRO)
    assert said.code == 0, said.err
    assert (by_kedro / "data/04_feature/busy.parquet").is_file()


def test_kedro_viz_draws_every_step(by_kedro):
    pytest.importorskip("kedro_viz")
    said = alone("viz", "build", cwd=by_kedro, program=KEDRO)
    assert said.code == 0, said.err + said.out
    drawn = json.loads((by_kedro / "build/api/main").read_text("utf-8"))
    names = {node["name"] for node in drawn["nodes"]}
    assert {"received", "identity_map", "fit", "recommend", "report", "busiest_items"} <= names


def test_kedro_tells_nobody(by_kedro, monkeypatch):
    """The workspace's consent is false; whoever asks for a proxy finds a trap."""
    assert (by_kedro / ".telemetry").read_text("utf-8").strip() == "consent: false"
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.setblocking(False)
        address = f"http://127.0.0.1:{trap.getsockname()[1]}"
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, address)
        for name in ("NO_PROXY", "no_proxy", "DISABLE_TELEMETRY"):
            monkeypatch.delenv(name, raising=False)
        ask = "import os, runpy; del os.environ['DO_NOT_TRACK']; runpy.run_module('kedro', "
        program = [sys.executable, "-c", f"{ask}run_name='__main__')"]
        said = alone("run", "--nodes", "busiest_items", cwd=by_kedro, program=program)
        assert said.code == 0, said.err
        with pytest.raises(BlockingIOError):
            trap.accept()


def test_a_new_workspace_lists_its_steps_and_says_what_it_lacks(tmp_path):
    fine("new", tmp_path / "shop")
    assert "__default__" in alone("registry", "list", cwd=tmp_path / "shop", program=KEDRO).out
    said = alone("run", cwd=tmp_path / "shop", program=KEDRO)
    assert said.code != 0
    assert "declares no source" in said.err + said.out

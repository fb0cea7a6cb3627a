"""Killed at any moment, a workspace is brought to the same bytes by the same command."""

import os
import random
import shutil
import time

import pytest
from tests.terminal import fine, killed
from tests.workspaces import bytes_below, make_workspace

UNSEEN = ("*.sqlite*", ".*")
"""The ledger holds the time of receiving; what a killed process left over is hidden."""

MOMENTS = int(os.environ.get("OPENKITCHEN_STOPS", "2"))
"""How many random moments to kill at; ``OPENKITCHEN_STOPS=50`` before a release."""


@pytest.fixture(scope="module")
def received(tmp_path_factory):
    return make_workspace(tmp_path_factory.mktemp("received") / "shop").root


@pytest.fixture(scope="module")
def undisturbed(received, tmp_path_factory):
    root = tmp_path_factory.mktemp("undisturbed") / "shop"
    shutil.copytree(received, root)
    fine("run", "--dir", root)
    return bytes_below(root / "data", but=UNSEEN)


@pytest.fixture
def root(received, tmp_path):
    shutil.copytree(received, tmp_path / "shop")
    return tmp_path / "shop"


def n_files(folder):
    return sum(1 for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("files", [1, 25, 60])
def test_receive_killed_after_some_files(files, undisturbed, tmp_path):
    root = make_workspace(tmp_path / "shop", received=False).root
    typed = root / "data/02_intermediate"
    words = ("sources", "receive", root / "mail", "--dir", root)
    assert killed(*words, after=lambda: n_files(typed) >= files)
    fine(*words)
    fine("run", "--dir", root)
    assert bytes_below(root / "data", but=UNSEEN) == undisturbed


@pytest.mark.parametrize(
    "made",
    [
        "03_primary/interactions.parquet",
        "06_models/on_train/bundle.json",
        "06_models/bundle/bundle.json",
        "08_reporting/evaluations.parquet",
    ],
)
def test_run_killed_when_it_makes_a_file(made, root, undisturbed):
    assert killed("run", "--dir", root, after=(root / "data" / made).exists)
    fine("run", "--dir", root)
    assert bytes_below(root / "data", but=UNSEEN) == undisturbed


def seconds(*words) -> float:
    start = time.perf_counter()
    fine(*words)
    return time.perf_counter() - start


@pytest.fixture(scope="module")
def lengths(undisturbed, tmp_path_factory):
    """How long receiving and running take here, undisturbed, in seconds."""
    root = make_workspace(tmp_path_factory.mktemp("timed") / "shop", received=False).root
    receive = seconds("sources", "receive", root / "mail", "--dir", root)
    return receive, seconds("run", "--dir", root)


@pytest.mark.parametrize("moment", range((MOMENTS + 1) // 2))
def test_receive_and_run_killed_at_random_moments(moment, lengths, undisturbed, tmp_path):
    draw = random.Random(moment)  # noqa: S311
    root = make_workspace(tmp_path / "shop", received=False).root
    commands = ("sources", "receive", root / "mail", "--dir", root), ("run", "--dir", root)
    for words, length in zip(commands, lengths, strict=True):
        until = time.monotonic() + draw.uniform(0, length)
        killed(*words, after=lambda until=until: time.monotonic() >= until)
        fine(*words)
    assert bytes_below(root / "data", but=UNSEEN) == undisturbed


def test_a_second_run_killed_leaves_the_published_bundle_and_lists_whole(root, undisturbed):
    fine("run", "--dir", root)
    train = root / "data/05_model_input/train.parquet"
    train.unlink()
    killed("run", "--dir", root, after=train.exists)
    published = ("06_models/bundle", "07_model_output")
    for folder in published:
        below = bytes_below(root / "data" / folder, but=UNSEEN)
        assert below == bytes_of(undisturbed, folder)
    out = root.parent / "lists.csv"
    fine("recommend", root, "-k", 5, "--out", out)
    assert out.read_bytes() == (root / "data/07_model_output/recommendations.csv").read_bytes()


def bytes_of(undisturbed, folder):
    return {
        path.removeprefix(f"{folder}/"): digest
        for path, digest in undisturbed.items()
        if path.startswith(f"{folder}/")
    }

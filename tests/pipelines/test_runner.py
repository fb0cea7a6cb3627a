"""Steps run in the order of their data; a step that fails says which it was."""

import shutil

import pytest

from openkitchen.errors import UnknownName, WorkspaceError
from openkitchen.pipelines.runner import run_workspace, workspace_steps
from openkitchen.pipelines.steps import HOUSE_STEPS
from openkitchen.pipelines.workspace import create, open_workspace

OWN = """
from openkitchen.pipelines.step import Step
from .more import double

STEPS = (
    Step("sum", lambda pair, k: sum(pair) + k, ("pair", "params:k"), ("total",)),
    Step("two", double, ("params:k",), ("one", "pair")),
)
"""
MORE = """
def double(k, progress=None):
    if progress:
        progress("inside", 1, 1)
    return k, (k, k)
"""


@pytest.fixture
def own(tmp_path):
    made = create(tmp_path / "own")
    made.steps_file.write_text(OWN, "utf-8")
    made.steps_file.with_name("more.py").write_text(MORE, "utf-8")
    (made.root / "conf/base/parameters.yml").write_text("k: 5\n", "utf-8")
    return made


def test_own_steps_run_in_order_and_hand_on_in_memory(own):
    told = []
    done = run_workspace(own.root, progress=lambda *what: told.append(what))
    assert [step.name for step in done] == ["two", "sum"]
    assert done[0].outputs == ("one", "pair")
    assert told == [("two", 0, 1), ("inside", 1, 1), ("two", 1, 1), ("sum", 0, 1), ("sum", 1, 1)]
    assert set(done[0].to_dict()) == {"name", "outputs", "seconds", "ran", "why"}


def test_a_changed_step_is_imported_anew(own):
    assert len(workspace_steps(own)) == 2
    own.steps_file.write_text("STEPS = ()\n# changed\n", "utf-8")
    assert workspace_steps(own) == ()


def test_two_workspaces_of_one_name_do_not_mix(own, tmp_path):
    other = create(tmp_path / "elsewhere" / "own")
    assert len(workspace_steps(other)) == len(HOUSE_STEPS)
    assert len(workspace_steps(own)) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("STEPS = (", r"steps.py fails: SyntaxError"),
        ("import nothing_of_this_name", "ModuleNotFoundError"),
        ("x = 1", "AttributeError"),
        ("STEPS = 3", "no Step"),
        ("STEPS = (1,)", "no Step"),
        ("STEPS = 'abc'", "no Step"),
    ],
)
def test_a_file_of_steps_that_does_not_do_is_told(text, said, own):
    own.steps_file.write_text(text, "utf-8")
    with pytest.raises(WorkspaceError, match=said):
        run_workspace(own.root)
    own.steps_file.unlink()
    with pytest.raises(WorkspaceError, match=r"has no src/own_workspace/steps\.py"):
        run_workspace(own.root)


def test_a_wrong_number_of_results_is_told(own):
    own.steps_file.write_text(OWN.replace('("one", "pair")', '("one", "pair", "x")'), "utf-8")
    with pytest.raises(WorkspaceError, match="'two' returned 2 results for 3 names"):
        run_workspace(own.root)


def test_one_step_alone_reads_what_was_written_before(workspace, tmp_path):
    root = tmp_path / "shop"
    shutil.copytree(workspace.root, root)
    lists = root / "data/07_model_output/recommendations.csv"
    before = lists.read_bytes()
    lists.unlink()
    assert [step.name for step in run_workspace(root, only=["recommend"])] == ["recommend"]
    assert lists.read_bytes() == before
    with pytest.raises(UnknownName, match="no step 'x'"):
        run_workspace(root, only=["x"])


def test_a_step_whose_inputs_are_missing_says_so(workspace, tmp_path):
    root = tmp_path / "shop"
    shutil.copytree(workspace.root, root)
    shutil.rmtree(root / "data/06_models")
    with pytest.raises(WorkspaceError, match="no data/06_models/bundle yet"):
        run_workspace(root, only=["recommend"])
    assert open_workspace(root).root == root

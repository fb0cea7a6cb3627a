"""Steps run when what they are made from has changed, and say what it was."""

import shutil

import pyarrow.parquet as pq
import pytest
from tests.workspaces import bytes_below, make_workspace, write_csv

from openkitchen.pipelines.receiving import receive_files
from openkitchen.pipelines.runner import plan_workspace, run_workspace

DATA_STEPS = "\nSTEPS = HOUSE_STEPS[:6]\n"


@pytest.fixture(scope="module")
def run_once(tmp_path_factory):
    made = make_workspace(tmp_path_factory.mktemp("fresh") / "shop")
    with made.steps_file.open("a", encoding="utf-8") as steps:
        steps.write(DATA_STEPS)
    assert all(step.ran for step in run_workspace(made.root))
    return made


@pytest.fixture
def made(run_once, tmp_path):
    shutil.copytree(run_once.root, tmp_path / "shop")
    return type(run_once)(tmp_path / "shop")


def change(made, name, old, new):
    path = made.root / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def ran(done):
    return {step.name: step.why for step in done if step.ran}


def test_nothing_runs_twice_even_after_the_workspace_was_moved(made):
    assert ran(plan_workspace(made.root)) == ran(run_workspace(made.root)) == {}


def test_a_setting_is_named_and_later_steps_run_only_if_their_input_is_another(made):
    change(made, "conf/base/parameters.yml", "session_gap_minutes: 30", "session_gap_minutes: 1")
    planned = ran(plan_workspace(made.root))
    said = "setting prepare.session_gap_minutes: 30 before, 1 now"
    assert planned["interactions"] == (said, "input identity_map is made anew")
    assert planned["split"] == ("input interactions is made anew",)
    assert set(ran(run_workspace(made.root))) == {"identity map", "interactions", "split"}
    change(made, "conf/base/parameters.yml", "session_gap_minutes: 1", "session_gap_minutes: 1.0")
    assert set(ran(run_workspace(made.root))) == set()


def test_an_input_that_comes_out_the_same_stops_the_run_there(made):
    change(made, "conf/base/parameters.yml", '"*": 1.0', '"*": 1.0, never: 2.0')
    planned = {"identity map", "interactions", "split", "users"}
    assert set(ran(plan_workspace(made.root))) == planned
    assert set(ran(run_workspace(made.root))) == {"identity map", "interactions"}


def test_a_late_file_is_named_and_the_result_is_that_of_a_full_run(made):
    hits = [("v-late", f"i{n:02d}", f"2025-12-31T12:{n:02d}:00") for n in range(9)]
    late = write_csv(made.root / "web_2025-12-31.csv", ("ID visitor", "dish", "ts"), hits)
    (receipt,) = receive_files(made.root, [late]).receipts
    assert (receipt.status, receipt.rows) == ("late", 9)
    why = ran(run_workspace(made.root))
    assert why["interactions"][0] == "web web_2025-12-31.csv has been received"
    after = bytes_below(made.root / "data" / "03_primary")
    assert set(ran(run_workspace(made.root, again=True))) == {
        *("identity edges", "identity map", "interactions", "users", "items", "split")
    }
    assert bytes_below(made.root / "data" / "03_primary") == after


def test_a_table_that_is_gone_or_changed_by_hand_is_made_again(made):
    users = made.root / "data/03_primary/users.parquet"
    before = users.read_bytes()
    users.unlink()
    assert ran(run_workspace(made.root)) == {"users": ("output users is missing",)}
    pq.write_table(pq.read_table(users).slice(1), users)
    assert ran(run_workspace(made.root)) == {
        "users": ("output users is not as this step wrote it",)
    }
    assert users.read_bytes() == before


def test_changed_code_of_the_workspace_concerns_its_own_steps_alone(made):
    with made.steps_file.open("a", encoding="utf-8") as steps:
        steps.write(
            "def count(users, pair): return users.num_rows + len(pair)\n"
            "def two(items): return (items, items)\n"
            'STEPS = (*STEPS, Step("two", two, ("items",), ("pair",)),\n'
            '         Step("count", count, ("users", "pair"), ("n",)))\n'
        )
    change(made, f"src/{made.package}/steps.py", "import HOUSE_STEPS", "import HOUSE_STEPS, Step")
    assert set(ran(run_workspace(made.root))) == {"two", "count"}
    assert ran(run_workspace(made.root)) == {}
    change(made, f"src/{made.package}/steps.py", "len(pair)", "len(pair) + 1")
    assert ran(run_workspace(made.root)) == {
        "two": ("the program has changed",),
        "count": ("input pair has changed", "the program has changed"),
    }


def test_what_is_handed_on_in_memory_is_made_again_for_whoever_needs_it(made):
    with made.steps_file.open("a", encoding="utf-8") as steps:
        steps.write(
            "def two(items): return (items, items)\n"
            "def count(pair, k): return k + len(pair)\n"
            'STEPS = (*STEPS, Step("two", two, ("items",), ("pair",)),\n'
            '         Step("count", count, ("pair", "params:list_length"), ("n",)))\n'
        )
    change(made, f"src/{made.package}/steps.py", "import HOUSE_STEPS", "import HOUSE_STEPS, Step")
    run_workspace(made.root)
    change(made, "conf/base/parameters.yml", "list_length: 5", "list_length: 6")
    assert ran(run_workspace(made.root)) == {
        "two": ("count needs what it hands on in memory",),
        "count": ("setting list_length: 5 before, 6 now",),
    }

"""Each kind of file is read back as it was written."""

import pyarrow as pa
import pytest

from openkitchen.errors import WorkspaceError
from openkitchen.evaluate import evaluate_lists
from openkitchen.pipelines.formats import FORMATS
from openkitchen.pipelines.nodes import readable
from openkitchen.prepare import DailyRows

LISTS = pa.table({"user_id": ["007", "a,b"], "item_id": ["1", '"x"'], "rank": [1, 1]})


def test_lists_keep_ids_that_look_like_numbers(tmp_path):
    lists = LISTS.append_column("score", pa.array([0.1, 1 / 3]))
    FORMATS["Lists"].save(lists, tmp_path / "l.csv")
    assert FORMATS["Lists"].load(tmp_path / "l.csv").equals(lists)


def test_tables_and_pages_come_back(tmp_path):
    FORMATS["Table"].save(LISTS, tmp_path / "t")
    assert FORMATS["Table"].load(tmp_path / "t").equals(LISTS)
    FORMATS["Page"].save("ü", tmp_path / "p")
    assert FORMATS["Page"].load(tmp_path / "p") == "ü"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p", "t"]


def test_rows_by_day_also_fit_into_a_single_file(tmp_path):
    """As in a workspace whose catalog is of before there were folders of days."""
    FORMATS["Table"].save(DailyRows("v", ()), tmp_path / "t")
    assert FORMATS["Days"].load(tmp_path / "t").num_rows == 0
    FORMATS["Days"].save(DailyRows("v", ()), tmp_path / "t")
    assert FORMATS["Days"].load(tmp_path / "t").column_names[-1] == "map_version"


def test_evaluations_come_back_and_figures_can_be_read_by_people(tmp_path):
    one = {"Ours": evaluate_lists(LISTS, LISTS.select(["user_id", "item_id"]), 10)}
    FORMATS["Evaluations"].save(one, tmp_path / "e")
    assert FORMATS["Evaluations"].load(tmp_path / "e") == one
    FORMATS["Figures"].save(readable(one), tmp_path / "f")
    assert FORMATS["Figures"].load(tmp_path / "f")["Ours"]["figures"]


def test_what_was_received_is_not_written(tmp_path):
    with pytest.raises(WorkspaceError, match="openkitchen sources receive"):
        FORMATS["Received"].save(None, tmp_path)


def test_settings_may_be_missing_and_are_never_written(tmp_path):
    settings = FORMATS["Settings"]
    assert settings.load(tmp_path / "none.yml") == {}
    (tmp_path / "s.yml").write_text("a: [1]", "utf-8")
    assert settings.load(tmp_path / "s.yml") == {"a": [1]}
    (tmp_path / "s.yml").write_text("a: [", "utf-8")
    with pytest.raises(WorkspaceError, match="no YAML"):
        settings.load(tmp_path / "s.yml")
    with pytest.raises(WorkspaceError, match="people state there"):
        settings.save({}, tmp_path / "s.yml")


def test_behaviour_comes_back(tmp_path):
    from openkitchen.experiments.behaviour import Behaviour, Example, Outcome

    failed = Outcome("a", "b", False, 1.0, 0.0, 3, "c", (Example("u", "i", "d", ("i", "j")),))
    one = Behaviour("glass-box", (failed,), 3, 10)
    FORMATS["Behaviour"].save(one, tmp_path / "b.json")
    assert FORMATS["Behaviour"].load(tmp_path / "b.json") == one

"""An evaluation is asked by name, and leaves as JSON or as a table."""

import json
from dataclasses import replace
from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest

from openkitchen.errors import UnknownName
from openkitchen.evaluate.figures import Evaluation, Figure, Period, PerUser

PERIOD = Period(datetime(2026, 1, 1), datetime(2026, 1, 31, 12))
ROWS = (
    Figure("ndcg", 10, 0.25, 0.2, 0.3, 40),
    Figure("coverage", 10, 0.5, None, None, 40),
    Figure("ndcg", 5, 0.125, 0.1, 0.15, 40),
)


def evaluation(period=PERIOD, users=("a",)):
    per_user = PerUser(pa.array(users), ("ndcg@10",), np.zeros((len(users), 1)))
    return Evaluation(ROWS, 40, 2, 3, 4, 90, period, 1000, 7, per_user)


def test_a_figure_is_found_by_metric_and_length():
    assert evaluation().figure("ndcg", 5).value == 0.125
    assert evaluation().find("ndcg", 7) is None
    assert list(evaluation()) == list(ROWS)
    assert ROWS[0].name == "ndcg@10"


@pytest.mark.parametrize(
    ("without", "seen", "said"),
    [
        (0, 1, "0 users without a list count as 0; 1 choice that the user had made before is left"),
        (1, 2, "1 user without a list counts as 0; 2 choices that the user had made before are"),
    ],
)
def test_one_is_counted_as_one(without, seen, said):
    told = replace(evaluation(), n_without_list=without, n_seen=seen).notes()
    assert told[0].startswith(said)


def test_a_figure_that_was_not_computed_is_told_with_those_that_were():
    with pytest.raises(UnknownName, match="no figure 'ndcg@7'; there are 3: ndcg@10, coverage@10"):
        evaluation().figure("ndcg", 7)


def test_a_period_reads_as_days():
    assert str(PERIOD) == "2026-01-01 to 2026-01-31"


@pytest.mark.parametrize("period", [PERIOD, None])
def test_everything_but_the_values_per_user_is_ready_for_json(period):
    told = json.loads(json.dumps(evaluation(period).to_dict()))
    assert told["figures"][1]["low"] is None
    assert told["n_without_list"] == 2
    assert (told["n_without_truth"], told["n_seen"], told["eligible"]) == (3, 4, 90)
    assert (told["draws"], told["seed"]) == (1000, 7)
    if period is None:
        assert told["period"] is None
    else:
        assert told["period"] == {"first": "2026-01-01T00:00:00", "last": "2026-01-31T12:00:00"}


def test_as_a_table_each_figure_is_a_row():
    table = evaluation().to_table()
    assert table.column_names == ["metric", "k", "value", "low", "high", "n_users"]
    assert table["value"].to_pylist() == [0.25, 0.5, 0.125]
    assert table["low"].to_pylist() == [0.2, None, 0.1]


def test_two_evaluations_are_equal_when_their_figures_are():
    assert evaluation(users=("a",)) == evaluation(users=("a", "b"))
    assert evaluation() != evaluation(period=None)

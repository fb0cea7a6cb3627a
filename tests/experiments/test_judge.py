"""Lists before and after become counts, examples and exposures."""

import numpy as np
import pyarrow as pa
import pytest

from openkitchen.experiments.judge import Judge, exposures
from openkitchen.models.audience import know
from openkitchen.schema import Tables

NAMES = np.array(["a", "b", "c", "d"], dtype=object)


@pytest.fixture(scope="module")
def known():
    events = pa.table(
        {
            "user_id": ["u", "v", "w", "u", "v", "u", "u"],
            "item_id": ["a", "a", "a", "b", "b", "c", "d"],
            "timestamp": pa.array([None] * 7, pa.timestamp("us")),
        }
    )
    return know(Tables(events, None, None, (), ()))


def test_only_lists_that_differ_count(known):
    before = np.array([[0, 1], [2, 3], [1, -1]])
    after = np.array([[1, 0], [2, 3], [3, -1]])
    judged = Judge(known, before).judge(after, NAMES)
    assert judged.n_affected == 2
    assert judged.overlap == pytest.approx((1.0 + 1.0 + 0.0) / 3)
    assert [change.user_id for change in judged.examples] == ["w", "u"]  # changed most first
    assert judged.examples[0].before == ("b",)
    assert judged.examples[0].after == ("d",)
    assert judged.metrics == ()


def test_nothing_changes(known):
    lists = np.array([[0, 1], [2, 3], [1, -1]])
    judged = Judge(known, lists).judge(lists.copy(), NAMES)
    assert (judged.n_affected, judged.overlap, judged.rbo) == (0, 1.0, 1.0)
    assert (judged.examples, judged.exposures) == ((), ())


def test_exposures_are_lists_gained_and_lost():
    before, after = np.array([[0, 1], [0, 2]]), np.array([[0, 1], [3, -1]])
    shown = {e.item_id: (e.before, e.after) for e in exposures(before, after, NAMES)}
    assert shown == {"a": (2, 1), "c": (1, 0), "d": (0, 1)}


def test_metrics_ask_only_for_what_users_had_not_had(known):
    lists = np.array([[0, 1], [2, 3], [1, 2]])
    later = pa.table({"user_id": ["v", "w", "u", "x"], "item_id": ["c", "b", "a", "a"]})
    judged = Judge(known, lists, later, draws=10).judge(lists[:, ::-1].copy(), NAMES)
    assert {row.n_users for row in judged.metrics} == {2}  # u had a, and x is nobody
    only_old = pa.table({"user_id": ["u"], "item_id": ["a"]})
    assert Judge(known, lists, only_old).judge(lists, NAMES).metrics == ()
    again = Judge(known, lists, later, draws=10, keep_seen=True)
    rows = again.judge(lists[:, ::-1].copy(), NAMES).metrics
    assert {row.n_users for row in rows} == {3}  # where lists may hold what u had

"""A group that is served worse is found; groups that differ by chance are not."""

import numpy as np
import pyarrow as pa
import pytest

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.evaluate.figures import Evaluation, PerUser
from openkitchen.evaluate.labels import user_labels
from openkitchen.evaluate.segments import segments_of


def evaluation(values):
    users = pa.array([f"u{n:04d}" for n in range(len(values))])
    per_user = PerUser(users, ("ndcg@10",), np.asarray(values, dtype=float)[:, None])
    return Evaluation((), len(values), 0, 0, 0, None, None, 0, 0, per_user)


def labels(groups):
    return user_labels(
        pa.table({"user_id": [f"u{n:04d}" for n in range(len(groups))], "group": groups})
    )


def test_a_planted_difference_is_found_and_noise_is_not():
    rng = np.random.default_rng(0)
    groups = rng.choice(list("abcd"), 800)
    values = np.clip(rng.normal(0.2, 0.15, 800) - 0.08 * (groups == "d"), 0, 1)
    found = {row.value: row for row in segments_of(evaluation(values), labels(groups)).rows}
    assert found["d"].verdict == "worse"
    assert found["d"].q >= found["d"].p
    assert found["d"].difference_low < found["d"].difference < found["d"].difference_high < 0


def test_false_discoveries_are_as_rare_as_asked():
    rng = np.random.default_rng(1)
    alarms = 0
    for _ in range(60):
        groups = rng.choice([f"g{n}" for n in range(20)], 1000)
        values = np.where(rng.random(1000) < 0.6, 0.0, rng.random(1000))
        found = segments_of(evaluation(values), labels(groups))
        alarms += any(row.verdict in {"worse", "better"} for row in found.rows)
    assert alarms <= 8  # 5% of 60 is 3


def test_small_groups_get_no_verdict():
    found = segments_of(evaluation([0.0] * 40 + [1.0] * 5), labels(["a"] * 40 + ["b"] * 5))
    assert {row.verdict for row in found.rows} == {"too few"}
    assert "No group of people" in found.sentences()[0]


def test_users_of_whom_nothing_is_known_are_in_no_group():
    found = segments_of(evaluation([0.1, 0.2, 0.3]), labels(["a", "a", None]), least=2)
    assert [(row.value, row.n_users) for row in found.rows] == [("a", 2)]


def test_what_cannot_be_asked_is_told():
    with pytest.raises(UnknownName, match="ndcg@10"):
        segments_of(evaluation([0.1]), labels(["a"]), metric="mrr")
    with pytest.raises(SettingsError):
        segments_of(evaluation([0.1]), labels(["a"]), least=1)

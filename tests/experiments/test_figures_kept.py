import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from openkitchen.experiments.arms import Weigh, name_of
from openkitchen.experiments.figures_kept import figures_of, same_verdicts


def test_figures_by_arm(asked):
    told = figures_of(asked)
    assert json.loads(json.dumps(told)) == told
    assert list(told) == [arm.name for arm in asked.arms]
    diet, window = told["users.diet"], told["events since 2023-12-10 00:00:00"]
    assert diet["difference"] == asked.arms[0].worth.value
    assert diet["copies as good"] == 0
    assert diet["groups"]
    assert "shuffled copies" not in window


def test_verdicts_are_the_same_though_the_day_of_a_window_moved(asked):
    kept = figures_of(asked)
    assert same_verdicts(kept, asked)
    *others, window, weights = asked.arms
    moved = replace(window, name="events since 2024-01-10 00:00:00")
    assert same_verdicts(kept, replace(asked, arms=(*others, moved, weights)))
    for arm in (window, others[0]):
        changed = replace(arm, finding=replace(arm.finding, kind="not used"))
        arms = tuple(changed if one is arm else one for one in asked.arms)
        assert not same_verdicts(kept, replace(asked, arms=arms))
    assert not same_verdicts(kept, replace(asked, arms=tuple(others)))


@pytest.mark.parametrize("kinds", [("view", "order"), ("order", "view")])
def test_weights_are_named_alike_in_whichever_order_they_come(kinds):
    names = {"view": 1.0, "order": 5.0}
    arm = Weigh({kind: names[kind] for kind in kinds})
    assert name_of(SimpleNamespace(fitted=None), arm) == "order × 5, view × 1"

"""The threshold is the cheaper choice."""

import pytest

from openkitchen.errors import SettingsError
from openkitchen.identity.linking import Costs


@pytest.mark.parametrize(("merge", "missed"), [(1, 1), (4, 1), (1, 9)])
def test_at_the_threshold_both_choices_cost_the_same(merge, missed):
    p = Costs(merge, missed).threshold
    assert (1 - p) * merge == pytest.approx(p * missed)
    low, high = Costs(merge, missed).uncertain
    assert low < p < high


@pytest.mark.parametrize("cost", [0, -1, float("inf"), float("nan")])
def test_costs_are_above_zero(cost):
    with pytest.raises(SettingsError, match="cost"):
        Costs(false_merge=cost)

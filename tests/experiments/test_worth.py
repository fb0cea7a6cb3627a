import numpy as np
import pytest
from scipy import stats

from openkitchen.experiments.worth import holm, weigh


def compared(mean, n=400, margin=0.05, seed=1):
    rng = np.random.default_rng(seed)
    second = rng.random(n)
    return weigh(second + rng.normal(mean, 0.2, n), second, margin, 0.05, 500, 0)


@pytest.mark.parametrize(
    ("mean", "margin", "standing"),
    [
        (0.3, 0.05, "better"),
        (-0.3, 0.05, "worse"),
        (0.0, 0.05, "the same"),
        (0.0, 0.001, "not settled"),
        (0.03, 0.2, "the same"),
    ],
)
def test_what_is_shown_depends_on_interval_and_margin(mean, margin, standing):
    assert compared(mean, margin=margin).standing() == standing


def test_many_arms_ask_for_more():
    found = compared(0.021, margin=0.005, seed=3)
    assert found.low > 0
    assert found.standing() == "better"
    assert found.standing(0.2) == "not settled"


def test_figures_are_those_of_the_paired_test():
    first, second = np.array([0.5, 0.2, 0.9, 0.4]), np.array([0.4, 0.2, 0.6, 0.5])
    found = weigh(first, second, 0.1, 0.05, 200, 0)
    assert found.value == pytest.approx(np.mean(first - second))
    assert (found.n_better, found.n_worse, found.n_users) == (2, 1, 4)
    spread = stats.sem(first - second)
    assert found.detectable == pytest.approx((1.959964 + 1.281552) * spread, rel=1e-5)
    assert found.p == pytest.approx(2 * stats.norm.sf(found.value / spread))
    same = weigh(first, first, 0.1, 0.05, 200, 0)
    assert (same.value, same.p, same.standing()) == (0, 1, "the same")


def test_detectable_is_found_nine_times_in_ten():
    found = [
        weigh(np.random.default_rng(n).normal(0.0324, 0.1, 100), np.zeros(100), 1e-9, 0.05, 100, 0)
        for n in range(300)
    ]
    assert np.mean([one.detectable for one in found]) == pytest.approx(0.0324, rel=0.02)
    assert 0.85 < np.mean([one.p <= 0.05 for one in found]) < 0.95


def test_holm():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []

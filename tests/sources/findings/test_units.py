"""Units that jump, in either direction; other people and prices are no units."""

import numpy as np
import pytest
from tests.sources.findings.columns import track

from openkitchen.sources.findings.units import FACTORS, unit_findings

rng = np.random.default_rng(8)


def numbers(scale=1.0, sigma=1.0, n=200):
    return [f"{x:.6g}" for x in scale * rng.lognormal(2, sigma, n)]


@pytest.mark.parametrize("factor", [*FACTORS, 1 / 60, 1 / 1000])
def test_a_known_factor_is_named(factor):
    deliveries = [{"x": numbers()} for _ in range(8)] + [{"x": numbers(factor)} for _ in range(3)]
    (found,) = unit_findings(track(deliveries))
    assert found.finding.figures["factor"] == pytest.approx(factor)
    assert found.finding.where == "from log_08.csv on"


@pytest.mark.parametrize("scale", [2, 3, 5, 30, 300])
def test_other_factors_are_no_units(scale):
    deliveries = [{"x": numbers()} for _ in range(8)] + [{"x": numbers(scale)} for _ in range(3)]
    assert list(unit_findings(track(deliveries))) == []


def test_another_distribution_is_no_unit():
    wider = [{"x": numbers(10, sigma=2.5)} for _ in range(3)]
    assert list(unit_findings(track([{"x": numbers()} for _ in range(8)] + wider))) == []


def test_clean_numbers_give_no_alarm():
    for _ in range(20):
        sigma, n = rng.uniform(0.2, 2.5), int(rng.integers(20, 300))
        clean = [{"x": numbers(1, sigma, n)} for _ in range(int(rng.integers(2, 12)))]
        assert list(unit_findings(track(clean))) == []

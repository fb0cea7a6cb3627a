import numpy as np
import pytest

from openkitchen.experiments import cost as module
from openkitchen.experiments.cost import measured, seconds_told


def test_memory_at_the_peak_counts_though_it_is_given_back():
    def work():
        block = np.ones(12_000_000)  # 96 MB
        return float(block.sum())

    got, cost = measured(work)
    assert got == 12_000_000
    assert cost.seconds > 0
    assert cost.peak_mb is None or 80 < cost.peak_mb < 200


def test_where_the_system_does_not_tell_seconds_are_told_alone(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "_REFS", tmp_path / "no" / "file")
    got, cost = measured(lambda: "done")
    assert got == "done"
    assert cost.peak_mb is None


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.0261, "0.026 s"), (3.14, "3.1 s"), (9.6, "10 s"), (101.3, "101 s"), (4210.0, "4,210 s")],
)
def test_seconds_are_told_without_powers_of_ten(seconds, told):
    assert seconds_told(seconds) == told

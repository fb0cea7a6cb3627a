"""The command of figures measures what it says, and says when one is off."""

from openkitchen.pilot import proof
from openkitchen.pilot.proof import Proven, prove


def test_every_figure_is_measured_and_holds():
    heard = []
    found = prove(60, 100, mixed=4, progress=lambda *told: heard.append(told))
    assert len(found) == 3 + 3 + 3 + 1 + 3 + 3 + 1
    assert [row.what for row in found if not row.holds] == []
    assert heard[-1][1] == heard[-1][2]


def test_a_wrong_interval_is_seen(monkeypatch):
    monkeypatch.setattr(proof, "coverage", lambda *_, **__: (0.80, 0.1))
    monkeypatch.setattr(proof, "alarms", lambda *_, **__: 0.2)
    off = [row.what for row in prove(60, 100) if not row.holds]
    assert len(off) == 6


def test_ends_are_ends():
    assert Proven("x", 1, 0.5, 0.5, 0.6).holds
    assert not Proven("x", 1, 0.49, 0.5, 0.6).holds

"""What became of the visitor ids makes one whole."""

from types import SimpleNamespace

import pytest

from openkitchen.reporting.who import shares_of


def test_shares_lie_side_by_side():
    who = SimpleNamespace(visitors=10, linked=5, shared=2, anonymous=3)
    shares = shares_of(who)
    assert [(s.kind, s.number, s.share, s.left) for s in shares] == [
        ("linked", 5, 0.5, 0.0),
        ("shared", 2, 0.2, 0.5),
        ("anonymous", 3, 0.3, pytest.approx(0.7)),
    ]
    assert sum(s.share for s in shares) == pytest.approx(1.0)


def test_nobody_is_no_division_by_zero():
    nobody = SimpleNamespace(visitors=0, linked=0, shared=0, anonymous=0)
    assert [s.share for s in shares_of(nobody)] == [0.0, 0.0, 0.0]

"""Overlap and rank-biased overlap agree with their definitions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openkitchen.experiments.list_changes import list_change, overlaps, rank_biased


def by_definition(one, other, p=0.9):
    """Equation 32 of Webber, Moffat and Zobel (2010), for lists of any two lengths."""
    short, long = sorted((one, other), key=len)
    s, n = len(short), len(long)
    if n == 0:
        return 1.0
    if s == 0:
        return 0.0
    common = [len(set(short[:d]) & set(long[:d])) for d in range(1, n + 1)]
    total = sum(common[d - 1] / d * p**d for d in range(1, n + 1))
    total += sum(common[s - 1] * (d - s) / (s * d) * p**d for d in range(s + 1, n + 1))
    tail = ((common[n - 1] - common[s - 1]) / n + common[s - 1] / s) * p**n
    return (1 - p) / p * total + tail


LISTS = st.lists(st.integers(0, 12), unique=True, max_size=8)


@given(one=LISTS, other=LISTS)
@settings(deadline=None, max_examples=300)
def test_rank_biased_overlap_is_the_published_formula(one, other):
    rows = [np.array([[*x, *[-1] * (8 - len(x))]]) for x in (one, other)]
    assert rank_biased(*rows)[0] == pytest.approx(by_definition(one, other), abs=1e-12)
    longer = max(len(one), len(other))
    share = len(set(one) & set(other)) / longer if longer else 1.0
    assert overlaps(*rows)[0] == pytest.approx(share)


def test_a_change_tells_what_entered_left_and_moved():
    change = list_change("u", ["a", "b", "c"], ["b", "d", "c"])
    assert change.entered == ("d",)
    assert change.left == ("a",)
    assert change.moved == (("b", 2, 1),)
    assert change.overlap == pytest.approx(2 / 3)
    assert list_change("u", ["a"], ["a"]).rbo == 1.0

"""Inputs become terms: single ones as they are, levels of a category as one."""

import numpy as np
import pytest

from openkitchen.explain.term import Extra, Term, addends, group_inputs
from openkitchen.models.design import Feature

FEATURES = [
    Feature("history:all", "soup", "soup"),
    Feature("user", "diet=vegan", "diet"),
    Feature("user", "diet=any", "diet"),
    Feature("user", "age", "age"),
]


def grouped(features, places, values, weights):
    groups = group_inputs(features, places, values)
    return list(addends(groups, [], values, weights[:, None], [0]).terms()[0])


def test_levels_are_one_term_named_by_the_level_that_applies():
    values, weights = np.array([0.5, 0.8, -0.3, 1.5]), np.array([2.0, 1.0, 4.0, -1.0])
    terms = grouped(FEATURES, np.arange(4), values, weights)
    assert terms == [
        Term("user", "age", 1.5, -1.0, -1.5),
        Term("history:all", "soup", 0.5, 2.0, 1.0),
        Term("user", "diet=vegan", 1.0, pytest.approx(-0.4), pytest.approx(-0.4)),
    ]
    assert sum(t.contribution for t in terms) == pytest.approx(values @ weights)


def test_where_no_level_applies_it_is_another_one():
    (term,) = grouped(FEATURES, np.array([1, 2]), np.array([-0.2, -0.3]), np.ones(2))
    assert (term.feature, term.contribution) == ("diet=other", pytest.approx(-0.5))


def test_an_extra_is_a_term_of_the_item_alone():
    extra = Extra("trend", "lately", 0.5, np.array([0.1, 0.4]))
    found = addends([], [extra], np.zeros(0), np.zeros((0, 1)), [1])
    assert found.terms() == [(Term("trend", "lately", 0.8, 0.5, 0.4),)]


def test_the_bias_comes_first_and_what_adds_nothing_is_not_told():
    features = [Feature("bias", "bias", "bias"), *FEATURES[:1], FEATURES[3]]
    groups = group_inputs(features, np.arange(3), np.array([1.0, 0.0, 2.0]))
    found = addends(groups, [], np.array([1.0, 0.0, 2.0]), np.array([[0.1], [3.0], [4.0]]), [0])
    assert [(t.block, t.contribution) for t in found.terms()[0]] == [("bias", 0.1), ("user", 8.0)]
    assert [len(found.terms(most)[0]) for most in (0, 1, 2)] == [1, 2, 2]
    assert found.beyond(0) == [(1, 8.0)]
    assert found.beyond(1) == [(0, 0.0)]
    assert found.sums() == [8.1]

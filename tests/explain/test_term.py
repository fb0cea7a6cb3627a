"""Inputs become terms: single ones as they are, levels of a category as one."""

import numpy as np
import pytest

from openkitchen.explain.term import Extra, Term, group_inputs
from openkitchen.models.design import Feature

FEATURES = [
    Feature("history:all", "soup", "soup"),
    Feature("user", "diet=vegan", "diet"),
    Feature("user", "diet=any", "diet"),
    Feature("user", "age", "age"),
]


def grouped(features, places, values, weights):
    groups = group_inputs(features, places, values)
    return [group.term(values.tolist(), weights.tolist()) for group in groups]


def test_levels_are_one_term_named_by_the_level_that_applies():
    values, weights = np.array([0.5, 0.8, -0.3, 1.5]), np.array([2.0, 1.0, 4.0, -1.0])
    terms = grouped(FEATURES, np.arange(4), values, weights)
    assert terms == [
        Term("history:all", "soup", 0.5, 2.0, 1.0),
        Term("user", "age", 1.5, -1.0, -1.5),
        Term("user", "diet=vegan", 1.0, pytest.approx(-0.4), pytest.approx(-0.4)),
    ]
    assert sum(t.contribution for t in terms) == pytest.approx(values @ weights)


def test_where_no_level_applies_it_is_another_one():
    (term,) = grouped(FEATURES, np.array([1, 2]), np.array([-0.2, -0.3]), np.ones(2))
    assert (term.feature, term.contribution) == ("diet=other", pytest.approx(-0.5))


def test_an_extra_is_a_term_of_the_item_alone():
    extra = Extra("trend", "lately", 0.5, np.array([0.1, 0.4]))
    assert extra.term(1) == Term("trend", "lately", 0.8, 0.5, 0.4)

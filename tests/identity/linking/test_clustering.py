"""Groups fit together; strangers are not chained."""

import numpy as np

from openkitchen.identity.linking.clustering import coherent_groups


def groups(n, pairs, threshold=0.6, fits=None, **options):
    left, right, p = (np.array(column) for column in zip(*pairs, strict=True))
    p = p.astype(float)
    fits = np.log(p / (1 - p)) if fits is None else np.array(fits)
    return coherent_groups(n, left, right, p, fits, threshold, **options).tolist()


def test_a_record_that_contradicts_a_member_does_not_join():
    assert groups(3, [(0, 1, 0.999), (1, 2, 0.99), (0, 2, 0.0001)]) == [0, 0, 2]


def test_a_record_that_was_not_compared_with_a_member_may_join():
    assert groups(3, [(0, 1, 0.999), (1, 2, 0.999)]) == [0, 0, 0]


def test_a_record_that_says_too_little_to_contradict_anybody_does_join():
    pairs = [(0, 1, 0.999), (1, 2, 0.99), (0, 2, 0.02)]
    assert groups(3, pairs) == [0, 0, 2]
    assert groups(3, pairs, fits=[6.9, 4.6, 0.5]) == [0, 0, 0]


def test_decisions_win():
    pairs = [(0, 1, 0.999), (1, 2, 0.1)]
    assert groups(3, pairs, apart=[(0, 1)]) == [0, 1, 2]
    assert groups(3, pairs, together=[(1, 2)])[1:] == [0, 0] or groups(3, pairs, together=[(1, 2)])[
        1:
    ] == [1, 1]


def test_one_record_of_each_source():
    assert groups(2, [(0, 1, 0.999)], one_each=np.array([3, 3])) == [0, 1]


def test_below_the_threshold_nobody_joins():
    assert groups(2, [(0, 1, 0.59)]) == [0, 1]

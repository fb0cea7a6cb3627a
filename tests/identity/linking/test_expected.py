"""What the probabilities lead one to expect counts whole groups, not single pairs."""

import numpy as np
import pyarrow as pa
import pytest

from openkitchen.identity.linking.expected import expected_mistakes


def pairs(*rows):
    names = ("record_id_l", "record_id_r", "probability", "same")
    return pa.table({name: [row[at] for row in rows] for at, name in enumerate(names)})


def test_a_pair_is_as_sure_as_the_surest_way_between_its_records():
    rows = pairs(("a", "b", 0.9, True), ("b", "c", 0.8, True), ("a", "c", 0.1, True))
    wrong, missed = expected_mistakes(rows)
    assert wrong == pytest.approx(0.1 + 0.2 + (1 - 0.72))
    assert missed == 0.0


def test_pairs_of_a_group_that_nobody_weighed_count_too():
    wrong, _ = expected_mistakes(pairs(("a", "b", 0.9, True), ("b", "c", 0.8, True)))
    assert wrong == pytest.approx(0.58)


def test_copies_stand_for_one_another():
    chain = [("a", f"copy{n}", 1.0, True) for n in range(9)]
    wrong, _ = expected_mistakes(pairs(*chain, ("a", "b", 0.9, True)))
    assert wrong == pytest.approx(10 * 0.1)


def test_what_is_apart_may_be_missed():
    rows = pairs(("a", "b", 0.4, False), ("c", "d", 0.2, False))
    assert expected_mistakes(rows) == (0.0, pytest.approx(0.6))


def test_mistakes_come_as_often_as_expected():
    rng = np.random.default_rng(0)
    sure = rng.uniform(0.6, 1.0, size=(4000, 2))
    links = rng.random(sure.shape) < sure
    rows = []
    for n, (p, q) in enumerate(sure):
        rows += [(f"{n}a", f"{n}b", p, True), (f"{n}b", f"{n}c", q, True)]
    wrong = (~links).sum() + (~links.all(axis=1)).sum()
    assert expected_mistakes(pairs(*rows))[0] == pytest.approx(wrong, rel=0.05)

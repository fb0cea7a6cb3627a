"""Persons, housemates and strangers are told apart by what is learned from the pairs."""

import numpy as np
import pyarrow as pa
import pytest

from openkitchen.identity.linking.comparing import Compared, Level
from openkitchen.identity.linking.scoring import Agreements, agreements_of, refined, scored
from openkitchen.identity.linking.training import Trained

LEVELS = (Level("the same", "", 0.85), Level("different", "ELSE", 0.15))
COMPARED = tuple(
    Compared(name, (name,), role, "", LEVELS)
    for name, role in (
        ("given", "person"), ("born", "person"), ("phone", "person"), ("address", "household"),
    )
)  # fmt: skip
SAME = {  # how often each kind of pair agrees, by column
    "person": (0.9, 0.95, 0.6, 0.7),
    "home": (0.02, 0.001, 0.5, 0.95),
    "twins": (0.02, 0.95, 0.5, 0.95),
    "namesakes": (0.9, 0.001, 0.5, 0.95),
    "stranger": (0.02, 0.001, 0.0001, 0.0005),
}
RECORDS = 400
EVERY = RECORDS * (RECORDS - 1) // 2


def drawn(seed=0, twins=0, named=SAME["person"][0], namesakes=0):
    rng = np.random.default_rng(seed)
    pairs = [400, 700, twins, namesakes, EVERY - 1100 - twins - namesakes]
    kinds = np.repeat(["person", "home", "twins", "namesakes", "stranger"], pairs)
    same = np.array([SAME[kind] for kind in kinds])
    same[kinds == "person", 0] = named
    levels = (rng.random(same.shape) >= same).astype(np.int8)
    levels[rng.random(levels.shape) < 0.1] = -1
    return kinds, Agreements(levels, np.zeros(levels.shape, np.float32))


def begun():
    u = tuple(np.array([one, 1 - one]) for one in SAME["stranger"])
    m = tuple(np.array([0.85, 0.15]) for _ in COMPARED)
    return Trained(m, u, 1e-3, ())


@pytest.fixture(scope="module")
def learned():
    kinds, agreements = drawn()
    return kinds, agreements, refined(agreements, begun(), COMPARED, RECORDS)


def test_how_often_each_kind_agrees_is_found(learned):
    _, _, trained = learned
    assert [m[0] for m in trained.m] == pytest.approx(SAME["person"], abs=0.08)
    assert [h[0] for h in trained.home] == pytest.approx(SAME["home"], abs=0.08)
    assert trained.prior * EVERY == pytest.approx(400, rel=0.08)
    assert trained.at_home * EVERY == pytest.approx(700, rel=0.08)


def test_a_shared_address_and_phone_make_nobody_one_person(learned):
    kinds, agreements, trained = learned
    p = scored(agreements, trained).probability
    merged = p > 0.6
    assert (kinds[merged] == "person").mean() > 0.98
    assert merged[kinds == "person"].mean() > 0.9


@pytest.mark.parametrize("twins", [60, 0])
def test_twins_are_two_people_and_nobody_is_a_twin_where_none_are(twins):
    kinds, agreements = drawn(1, twins, named=0.98)
    trained = refined(agreements, begun(), COMPARED, RECORDS)
    p = scored(agreements, trained).probability
    assert trained.at_birth * EVERY == pytest.approx(twins, abs=15)
    assert (p[kinds == "twins"] > 0.6).sum() <= twins / 5
    assert (p[kinds == "person"] > 0.6).mean() > 0.88
    assert trained.m[0][0] == pytest.approx(0.98, abs=0.03)


@pytest.mark.parametrize("namesakes", [60, 0])
def test_father_and_son_of_one_name_are_two_people(namesakes):
    kinds, agreements = drawn(2, named=0.98, namesakes=namesakes)
    trained = refined(agreements, begun(), COMPARED, RECORDS)
    p = scored(agreements, trained).probability
    told = (kinds == "namesakes") & (agreements.levels[:, 1] == 1)
    assert trained.at_name * EVERY == pytest.approx(namesakes, abs=25)
    assert (p[told] > 0.6).sum() <= namesakes / 10
    assert (p[kinds == "person"] > 0.6).mean() > 0.88


def test_where_nobody_is_there_twice_housemates_are_not_taken_for_one_person():
    """Half of them are of one sex and share a phone, which is the commonest likeness there is."""
    rng = np.random.default_rng(3)
    alike = rng.random(1200) < 0.5
    level = np.ones((1200, 5), np.int8)
    level[:, 2] = np.where(rng.random(1200) < np.where(alike, 0.8, 0.3), 0, 1)
    level[:, 3] = rng.random(1200) < 0.03
    level[:, 4] = ~alike
    level[:, 0] = rng.random(1200) > 0.03
    sex = Compared("is_sex", ("is_sex",), "trait", "", LEVELS)
    compared = (*COMPARED, sex)
    start = begun()
    m, u = (*start.m, np.array([0.9, 0.1])), (*start.u, np.array([0.5, 0.5]))
    agreements = Agreements(level, np.zeros(level.shape, np.float32))
    trained = refined(agreements, Trained(m, u, 1e-4, ()), compared, 3000)
    p = scored(agreements, trained).probability
    assert (p > 0.6).sum() <= 2
    assert all(one[1] <= 0.27 for one in trained.m[:2])


def test_a_person_with_many_records_counts_for_each_record_not_for_each_pair():
    """Tests of a system say the same name, birth and address, and any phone."""
    kinds, agreements = drawn(4, named=0.98)
    records = 60
    left, right = np.triu_indices(records, 1)
    clump = np.tile(np.array([0, 0, 1, 0], np.int8), (len(left), 1))
    levels = np.concatenate([agreements.levels, clump])
    both = Agreements(levels, np.zeros(levels.shape, np.float32))
    n = len(kinds)
    ends = (np.concatenate([2 * np.arange(n) + 100, left]),
            np.concatenate([2 * np.arange(n) + 101, right]))  # fmt: skip
    by_pair, by_record = (
        refined(both, begun(), COMPARED, RECORDS, given) for given in (None, ends)
    )
    assert by_pair.m[2][0] < 0.2
    assert by_record.m[2][0] > 0.35


def test_without_a_first_name_nothing_tells_twins_from_one_person():
    _, agreements = drawn()
    unnamed = Agreements(agreements.levels[:, 1:], agreements.extra[:, 1:])
    begin = begun()
    trained = refined(unnamed, Trained(begin.m[1:], begin.u[1:], 1e-3, ()), COMPARED[1:], RECORDS)
    assert trained.at_birth == 0.0


def test_probabilities_are_as_often_right_as_they_say(learned):
    kinds, agreements, trained = learned
    p = scored(agreements, trained).probability
    assert p.sum() == pytest.approx((kinds == "person").sum(), rel=0.08)
    assert ((p >= 0) & (p <= 1)).all()


def test_weights_are_against_whoever_they_would_be_otherwise(learned):
    _, _, trained = learned
    both = Agreements(np.array([[0, -1, 0, 0], [0, 0, 0, 1]], np.int8), np.zeros((2, 4), "f4"))
    home, apart = scored(both, trained).weights
    assert home[3] < 1 < apart[0]


def test_splinks_levels_are_counted_from_the_strongest():
    table = pa.table(
        {"gamma_given": [1, 0, -1], "mw_tf_adj_given": [0.5, None, None]}
        | {f"gamma_{one.name}": [0, 0, 0] for one in COMPARED[1:]}
    )
    found = agreements_of(table, COMPARED)
    assert found.levels[:, 0].tolist() == [0, 1, -1]
    assert found.extra[:, 0].tolist() == [0.5, 0.0, 0.0]

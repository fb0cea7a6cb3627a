"""What a further slot adds, and where that becomes too little."""

import numpy as np
import pyarrow as pa
import pytest

from openkitchen.errors import SettingsError
from openkitchen.evaluate.how_many import how_many

CHANCES = (0.5, 0.4, 0.3, 0.2, 0.1, 0.02, 0.01, 0.0)


@pytest.fixture(scope="module")
def tables():
    """Lists whose slot r was chosen with a known chance."""
    rng = np.random.default_rng(0)
    users = [f"u{n}" for n in range(1500)]
    lists = [(u, f"i{n}", n + 1) for u in users for n in range(len(CHANCES))]
    chosen = [(u, "elsewhere") for u in users]
    chosen += [(u, f"i{n}") for u in users for n, p in enumerate(CHANCES) if rng.random() < p]
    names = ("user_id", "item_id", "rank")
    return (
        pa.table(dict(zip(names, zip(*lists, strict=True), strict=True))),
        pa.table(dict(zip(names[:2], zip(*chosen, strict=True), strict=True))),
    )


def test_the_curve_and_the_point_are_those_that_were_planted(tables):
    found = how_many(*tables, worth=0.05, longest=8)
    assert found.enough == 5
    assert found.low <= 5 <= found.high
    for row, chance in zip(found.rows, CHANCES, strict=True):
        assert row.adds == pytest.approx(chance, abs=0.04)
        assert row.low <= row.adds <= row.high
    smooth = [row.smooth for row in found.rows]
    assert smooth == sorted(smooth, reverse=True)
    assert found.choices == pytest.approx(1 + sum(CHANCES), abs=0.1)
    assert found.sentences()[0].startswith("Show 5: past slot 5 another slot adds less than 5 hits")


@pytest.mark.parametrize(("worth", "words"), [(0.01, "1 hit per"), (0.005, "0.5 hits per")])
def test_a_single_hit_is_one(tables, worth, words):
    assert words in how_many(*tables, worth=worth, longest=8).sentences()[0]


def test_lists_shorter_than_asked_add_nothing_at_their_end(tables):
    found = how_many(*tables, worth=0.05, longest=12)
    assert found.enough == 5
    assert [row.adds for row in found.rows[8:]] == [0.0] * 4


def test_no_slot_or_every_slot_may_be_worth_it(tables):
    assert how_many(*tables, worth=0.9, longest=3).enough == 0
    assert "or more" in how_many(*tables, worth=0.05, longest=3).sentences()[0]


@pytest.mark.parametrize("wrong", [{"worth": 0}, {"worth": 1}, {"longest": 0}])
def test_what_cannot_be_asked_is_told(tables, wrong):
    with pytest.raises(SettingsError):
        how_many(*tables, **wrong)

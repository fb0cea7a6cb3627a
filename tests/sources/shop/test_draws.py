import numpy as np
import pytest

from openkitchen.sources.shop.draws import (
    Wheel,
    chances,
    hex_ids,
    pick,
    spread,
    stream,
    words_at,
)


def test_streams_do_not_touch_each_other():
    one = stream(5, "a").random(3)
    stream(5, "b").random(100)
    assert (stream(5, "a").random(3) == one).all()
    others = [stream(5, "b"), stream(6, "a"), stream(-5, "a"), stream(5, "a", 1)]
    assert all((other.random(3) != one).all() for other in others)


def test_ids_are_all_different_and_stable():
    ids = hex_ids(np.arange(50_000), "visitor", 0).to_pylist()
    assert len(set(ids)) == 50_000
    assert all(len(one) == 16 for one in ids[:100])
    assert hex_ids(np.array([7]), "visitor", 0).to_pylist() == [ids[7]]
    assert hex_ids(np.array([7]), "visitor", 1).to_pylist() != [ids[7]]
    assert hex_ids(np.arange(0), "visitor", 0).to_pylist() == []


def test_chances_are_even_and_stable():
    drawn = chances(np.arange(100_000), "x", 0)
    assert ((drawn >= 0) & (drawn < 1)).all()
    assert drawn.mean() == pytest.approx(0.5, abs=0.005)
    assert chances(np.array([41]), "x", 0)[0] == drawn[41]


def test_a_wheel_keeps_to_the_weights_of_its_rows():
    wheel = Wheel(np.array([[0.0, 1.0, 3.0, 0.0], [5.0, 0.0, 0.0, 5.0]]))
    rows = np.repeat([0, 1], 20_000)
    drawn = wheel.spin(np.random.default_rng(0), rows)
    first = np.bincount(drawn[:20_000], minlength=4) / 20_000
    second = np.bincount(drawn[20_000:], minlength=4) / 20_000
    assert first == pytest.approx([0, 0.25, 0.75, 0], abs=0.02)
    assert second == pytest.approx([0.5, 0, 0, 0.5], abs=0.02)


def test_picks_follow_their_shares():
    drawn = pick(np.random.default_rng(0), 20_000, [1, 0, 3])
    assert np.bincount(drawn) / 20_000 == pytest.approx([0.25, 0, 0.75], abs=0.02)


def test_a_share_is_met_exactly():
    chosen = spread(200, np.random.default_rng(0), 0.05)
    assert len(set(chosen.tolist())) == 10
    assert len(spread(200, np.random.default_rng(0), 0.0, 2)) == 2


def test_no_word_is_null():
    assert words_at(("a", "b"), np.array([1, -1, 0])).to_pylist() == ["b", None, "a"]

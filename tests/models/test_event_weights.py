"""The weight of an event: by type, by value, and nothing at all."""

import numpy as np
import pyarrow as pa
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.models.audience import know
from openkitchen.models.event_weights import (
    EventWeights,
    make_event_weights,
    parse_event_weights,
)
from openkitchen.schema import Tables


@pytest.fixture
def known():
    table = pa.table(
        {
            "user_id": ["a"] * 6,
            "item_id": [f"i{n}" for n in range(6)],
            "timestamp": pa.array(np.arange(6) * 1_000_000, pa.timestamp("us")),
            "weight": [1.0, 1.0, 2.0, 1.0, 1.0, 1.0],
            "event_type": ["buy", "buy", "view", None, "view", "buy"],
            "event_value": [2.0, 200.0, 4.0, 9.0, None, -3.0],
        }
    )
    return know(Tables(table))


def made(known, told=(), power=0.0):
    return make_event_weights(told, power, known.events, known.labels.kinds)


def test_types_multiply_the_given_weight_and_others_stay(known):
    weights = made(known, ("buy:3",)).weights(known.events)
    assert_array_equal(weights, [3, 3, 2, 1, 1, 3])


def test_values_count_beside_the_typical_one_of_their_type_within_bounds(known):
    # buy: median of 2 and 200 is 101; view: 4; no type: 9. The ratio stays within 1/8 and 8,
    # a value below zero counts least, a missing one counts as typical.
    weights = made(known, power=0.5).weights(known.events)
    ratio = np.array([1 / 8, 200 / 101, 1.0, 1.0, 1.0, 1 / 8])
    assert_allclose(weights, np.array([1, 1, 2, 1, 1, 1]) * ratio**0.5)


def test_what_weighs_nothing_is_left_out_of_histories(known):
    chosen = made(known, ("view:0",))
    left = known.events.select(known.events.kind != known.labels.kinds.index("view"))
    for events in (chosen.weigh(known.events), chosen.counting(known.events)):
        assert_array_equal(events.item, left.item)
        assert_array_equal(events.start, left.start)


def test_plain_weights_change_nothing(known):
    assert EventWeights().weigh(known.events) is known.events
    assert EventWeights().counting(known.events) is known.events


def test_a_named_type_may_be_missing_but_not_all_of_them(known):
    assert made(known, ("buy:2", "refund:0")).by_kind == (2.0, 1.0, 1.0)
    with pytest.raises(UnknownName, match="purchse") as caught:
        made(known, ("purchse:2",))
    assert "buy" in str(caught.value)


@pytest.mark.parametrize("pair", ["buy", "buy:", ":3", "buy:x", "buy:-1", "buy:inf", "buy:nan"])
def test_what_is_no_weight_is_told(pair):
    with pytest.raises(SettingsError, match="no weight of an event type"):
        parse_event_weights((pair,))


def test_a_type_may_hold_a_colon():
    assert parse_event_weights(("shop:buy:2.5",)) == {"shop:buy": 2.5}


def test_alike_is_told_by_name_and_not_by_code():
    one = EventWeights((2.0, 1.0), (1.0, 1.0))
    other = EventWeights((0.5, 2.0, 1.0), (1.0, 1.0, 1.0))
    assert one.like(("buy",), other, ("ask", "buy"))
    assert not one.like(("buy",), other, ("buy", "ask"))
    assert not one.like(("buy",), EventWeights((2.0, 1.0), (1.0, 1.0), 0.5), ("buy",))

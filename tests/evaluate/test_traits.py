"""What is known of each item, in the order of the facts."""

from datetime import datetime, timedelta

import pyarrow as pa

from openkitchen.evaluate import NORTHERN, Period
from openkitchen.evaluate.item_facts import learn_items
from openkitchen.evaluate.traits import traits_of

DAY = timedelta(days=1)
START = datetime(2026, 1, 1)
TRAIN = pa.table(
    {
        "user_id": ["a", "b", "a", "c"],
        "item_id": ["old", "old", "young", "old"],
        "timestamp": [START, START + DAY, START + 80 * DAY, START + 90 * DAY],
    }
)
ITEMS = pa.table({"item_id": ["young", "old", "never"], "tags": ["christmas", "summer|a", "a|b"]})
JUNE = Period(datetime(2026, 6, 3), datetime(2026, 7, 2))


def by_item(facts, values):
    return dict(zip(facts.ids.to_pylist(), values.tolist(), strict=True))


def test_new_is_what_was_first_seen_in_the_last_days_or_never():
    facts = learn_items([TRAIN], ITEMS)
    told = traits_of(facts, ITEMS, JUNE, NORTHERN)
    assert by_item(facts, told.new) == {"old": False, "young": True, "never": True}
    assert by_item(facts, told.out_of_season) == {"old": False, "young": True, "never": False}
    assert told.bits.any()


def test_short_data_cannot_tell_what_is_new():
    facts = learn_items([TRAIN], ITEMS)
    assert traits_of(facts, ITEMS, JUNE, NORTHERN, fresh_days=60).new is None


def test_without_facts_items_words_or_period_there_are_no_traits():
    facts = learn_items([TRAIN])
    assert traits_of(None, ITEMS, JUNE, NORTHERN).bits is None
    assert traits_of(facts, None, JUNE, NORTHERN).out_of_season is None
    assert traits_of(facts, ITEMS, None, NORTHERN).out_of_season is None
    plain = ITEMS.select(["item_id"]).append_column("tags", pa.array(["x", "y", "z"]))
    assert traits_of(facts, plain, JUNE, NORTHERN).out_of_season is None


def test_a_catalogue_without_rows_tells_nothing():
    facts = learn_items([TRAIN], ITEMS.slice(0, 0))
    told = traits_of(facts, ITEMS.slice(0, 0), JUNE, NORTHERN)
    assert told.bits is None
    assert told.out_of_season is None

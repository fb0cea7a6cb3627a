import pyarrow as pa
import pytest

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.evaluate.calendar_tags import NORTHERN, CalendarTags, seasonal_items
from openkitchen.evaluate.out_of_season import flag_out_of_season

ITEMS = pa.table(
    {
        "item_id": ["goose", "salad", "soup", "either"],
        "tags": ["Christmas|quick", "summer", "spring onion", "summer|winter"],
    }
)


def test_a_word_counts_as_a_whole_whatever_its_capitals():
    found = seasonal_items(ITEMS)
    assert found.words == (("christmas",), ("summer",), (), ("summer", "winter"))
    assert found.columns == ("tags",)
    assert found.out_of_season(6).tolist() == [True, False, False, False]
    assert found.out_of_season(10).tolist() == [True, True, False, True]


def test_christmas_in_june_is_flagged_in_lists():
    lists = pa.table({"user_id": ["u", "u", "v"], "item_id": ["goose", "salad", "goose"]})
    found = flag_out_of_season(lists, ITEMS, 6)
    assert (found.slots_out, found.users_out) == (2, 2)
    assert [(f.item_id, f.lists) for f in found.items] == [("goose", 2)]
    assert "In June, 2 of 3 slots" in found.sentence()
    assert flag_out_of_season(lists, ITEMS, 12).items[0].item_id != "goose"


def test_another_calendar_and_another_column():
    south = CalendarTags.of({"summer": [12, 1, 2]})
    assert seasonal_items(ITEMS, south).out_of_season(6).tolist() == [False, True, False, True]
    with pytest.raises(UnknownName):
        seasonal_items(ITEMS, NORTHERN, "seasons")
    with pytest.raises(SettingsError, match="names no calendar months"):
        CalendarTags.of({"summer": [13]})

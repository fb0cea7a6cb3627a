"""What lists show out of season is counted by slot, by person and by item."""

import pyarrow as pa

from openkitchen.evaluate.calendar_tags import CalendarTags
from openkitchen.evaluate.out_of_season import flag_out_of_season

ITEMS = pa.table({"item_id": ["goose", "salad", "bread"], "tags": ["christmas", "summer", "daily"]})
LISTS = pa.table(
    {
        "user_id": ["u", "u", "v", "v", "w"],
        "item_id": ["goose", "bread", "goose", "salad", "bread"],
    }
)


def test_slots_people_and_items_are_counted():
    found = flag_out_of_season(LISTS, ITEMS, 6)
    assert (found.slots, found.slots_out, found.users, found.users_out) == (5, 2, 3, 2)
    assert (found.n_tagged, found.n_out, found.columns) == (2, 1, ("tags",))
    assert [(one.item_id, one.words, one.lists) for one in found.items] == [
        ("goose", ("christmas",), 2)
    ]
    assert found.to_dict()["month"] == "June"


def test_the_item_shown_most_is_first():
    found = flag_out_of_season(LISTS, ITEMS, 3)
    assert [one.item_id for one in found.items] == ["goose", "salad"]
    assert "to 2 of 3 people; the first: goose" in found.sentence()


def test_nothing_flagged_is_said_in_two_ways():
    lists = LISTS.slice(4)
    assert "No list shows" in flag_out_of_season(lists, ITEMS, 6).sentence()
    plain = ITEMS.select(["item_id"]).append_column("kind", pa.array(["a", "b", "c"]))
    assert "nothing is flagged" in flag_out_of_season(LISTS, plain, 6).sentence()


def test_another_calendar_decides_otherwise():
    south = CalendarTags.of({"summer": [12, 1, 2], "christmas": [12]})
    assert flag_out_of_season(LISTS, ITEMS, 12, south).slots_out == 0

"""What a filter lets through is what a reader of its text would say, item by item."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkitchen.serving.personalize.faults import Fault
from openkitchen.serving.personalize.fields import Records
from openkitchen.serving.personalize.filters import Seen, allowed, bind, parse_filter

ITEMS = Records(
    ["a", "b", "c", "d"],
    {
        "item_id": ["a", "b", "c", "d"],
        "genre": ["Drama|Comedy", "Drama", None, "Horror"],
        "year": [1970, 1980, 1990, None],
        "in_stock": [True, False, None, True],
    },
)
SEEN = Seen(
    {"age": 30, "likes": "Horror|Drama"},
    [
        {"item_id": "a", "event_type": "view", "event_value": 1.0},
        {"item_id": "b", "event_type": "buy", "event_value": 5.0},
        {"item_id": "x", "event_type": "buy"},
    ],
)


def let_through(text, values=None, seen=SEEN):
    flags = allowed(bind(parse_filter(text), values or {}), ITEMS, seen)
    return "".join(np.array(list("abcd"))[flags])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('INCLUDE ItemID WHERE Items.GENRE IN ("Drama")', "ab"),
        ('EXCLUDE ItemID WHERE Items.GENRE IN ("Drama")', "cd"),
        ('INCLUDE ItemID WHERE Items.GENRE NOT IN ("Drama")', "cd"),
        ('INCLUDE ItemID WHERE Items.GENRE IN ("drama")', ""),
        ("INCLUDE ItemID WHERE Items.YEAR >= 1980", "bc"),
        ('INCLUDE ItemID WHERE Items.YEAR = "1980"', "b"),
        ("INCLUDE ItemID WHERE Items.IN_STOCK = true", "ad"),
        ('INCLUDE ItemID WHERE Items.IN_STOCK IN ("False")', "b"),
        ('INCLUDE ItemID WHERE Items.GENRE IN ("Horror") OR Items.YEAR < 1975', "ad"),
        ('INCLUDE ItemID WHERE Items.GENRE IN ("Drama") AND Items.YEAR < 1975', "a"),
        ('INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")', "ab"),
        ('EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("buy")', "acd"),
        ('EXCLUDE ItemID WHERE Interactions.event_type IN ("BUY")', "acd"),
        ('INCLUDE ItemID WHERE Interactions.EVENT_TYPE NOT IN ("Buy")', "a"),
        ('INCLUDE ItemID WHERE Interactions.ITEM_ID IN ("A")', ""),
        ('INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("buy") AND Items.YEAR > 1', "b"),
        ("INCLUDE ItemID WHERE Interactions.EVENT_VALUE > 2", "b"),
        (
            'INCLUDE ItemID WHERE Items.GENRE IN ("Drama") | INCLUDE ItemID WHERE Items.YEAR = 1990'
            ' | EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("view")',
            "bc",
        ),
        ('EXCLUDE ItemID WHERE Items.GENRE IN ("Drama") IF CurrentUser.AGE > 40', "abcd"),
        ('EXCLUDE ItemID WHERE Items.GENRE IN ("Drama") IF CurrentUser.AGE > 20', "cd"),
        ("INCLUDE ItemID WHERE Items.GENRE IN (CurrentUser.LIKES)", "abd"),
        ('EXCLUDE ItemID WHERE Items.NOTHING IN ("x")', "abcd"),
    ],
)
def test_what_is_let_through(text, expected):
    assert let_through(text) == expected


def test_values_of_a_request_take_the_place_of_parameters():
    text = "INCLUDE ItemID WHERE Items.GENRE IN ($G) AND Items.YEAR >= $Y"
    assert let_through(text, {"G": '"Comedy","Drama"', "Y": "1975"}) == "b"
    assert let_through(text, {"g": "Comedy", "y": '"1970"'}) == "a"
    for values, words in (
        ({"G": '"x"'}, "missing for: Y"),
        ({"G": '"x', "Y": "1"}, "cannot be read"),
        ({"G": '"x"', "Y": "1,2"}, "one value alone"),
        ({"G": "", "Y": "1"}, "is empty"),
    ):
        with pytest.raises(Fault, match=words):
            let_through(text, values)


def test_the_types_of_events_that_were_put_are_matched_without_case_too():
    seen = Seen({}, [{"item_id": "a", "event_type": "Watch"}])
    for kind in ("watch", "Watch", "WATCH"):
        text = f'INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("{kind}")'
        assert let_through(text, seen=seen) == "a"


def test_a_filter_of_users_is_not_for_items():
    with pytest.raises(Fault, match="UserID"):
        let_through('INCLUDE UserID WHERE Users.A IN ("b")')


@given(st.lists(st.sampled_from(["Drama", "Comedy", "Horror"]), min_size=1, max_size=3))
def test_include_and_exclude_of_the_same_part_the_items(values):
    listed = ", ".join(f'"{value}"' for value in values)
    taken = let_through(f"INCLUDE ItemID WHERE Items.GENRE IN ({listed})")
    left = let_through(f"EXCLUDE ItemID WHERE Items.GENRE IN ({listed})")
    assert sorted(taken + left) == list("abcd")

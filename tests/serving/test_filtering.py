import pytest

from openkitchen.errors import SettingsError
from openkitchen.serving.cases import Had, case_of
from openkitchen.serving.filtering import LONGEST, let_through


def items(kitchen, text, values=None, **case):
    flags, _ = let_through(case_of(kitchen, **case), text, values)
    return set(kitchen.model.known.items.array.filter(flags.tolist()).to_pylist())


def field_of(kitchen, name):
    table = kitchen.item_table
    return dict(zip(table["item_id"].to_pylist(), table[name].to_pylist(), strict=True))


def test_items_are_let_through_by_their_fields(kitchen):
    kinds = field_of(kitchen, "kind")
    brown = {item for item, kind in kinds.items() if kind == "brown"}
    assert items(kitchen, 'INCLUDE ItemID WHERE Items.kind IN ("brown")') == brown
    told = items(kitchen, "INCLUDE ItemID WHERE items.KIND IN ($KIND)", {"KIND": '"brown"'})
    assert told == brown
    parts = field_of(kitchen, "parts")
    assert items(kitchen, 'INCLUDE ItemID WHERE Items.parts IN ("p1")') == {
        item for item, own in parts.items() if own and "p1" in own
    }


def test_users_and_their_events_can_be_compared_with(kitchen):
    had = [Had("i01", event_type="view"), Had("i02", event_type="buy")]
    left = items(kitchen, 'EXCLUDE ItemID WHERE Interactions.event_type IN ("buy")', history=had)
    assert "i02" not in left
    assert "i01" in left
    diet = kitchen.user_table.to_pylist()[5]
    text = 'EXCLUDE ItemID WHERE Items.kind IN ("brown") IF CurrentUser.diet = "{}"'
    own = items(kitchen, text.format(diet["diet"]), user_id=diet["user_id"])
    assert own != items(kitchen, text.format("nothing"), user_id=diet["user_id"])


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("INCLUDE ItemID WHERE Items.colour IN (1)", "no field Items.colour"),
        ("INCLUDE ItemID WHERE Items.kind IN ($KIND)", "KIND"),
        ("nonsense", "filter: "),
        ("x" * (LONGEST + 1), "characters"),
        ("INCLUDE UserID WHERE Users.diet IN (1)", "UserID"),
    ],
)
def test_what_cannot_be_read_is_named(kitchen, text, match):
    with pytest.raises(SettingsError, match=match):
        let_through(case_of(kitchen, "u003"), text)

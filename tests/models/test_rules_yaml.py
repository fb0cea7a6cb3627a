"""Rules as people write them, and what they are told when they slip."""

import pytest

from openkitchen.errors import FileUnreadable, InputError, OpenKitchenError, SettingsError
from openkitchen.models import Available, Restriction, Rules, read_rules

GOOD = """
seen: false
available: in_stock
avoid:
  - {user: allergies, item: allergens, except: none}
  - {user: culture, item: contains, means: {halal: [pork, alcohol], hindu: beef}}
require: {user: diet, item: diet_tags, except: [omnivore]}
deny: [gone.csv, never.csv]
diversity: 0.2
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "gone.csv").write_text("item_id\ni1\ni1\ni2\n", "utf-8")
    (tmp_path / "never.csv").write_text("Item ID;User ID\ni1;u1\n", "utf-8")
    return tmp_path


def read(folder, text):
    (folder / "rules.yml").write_text(text, "utf-8")
    return read_rules(folder / "rules.yml")


def test_a_file_of_rules(folder):
    rules = read(folder, GOOD)
    assert rules.available == Available("in_stock")
    assert rules.restrictions == (
        Restriction("avoid", "allergies", "allergens", ("none",)),
        Restriction(
            "avoid", "culture", "contains", means={"halal": ("pork", "alcohol"), "hindu": ("beef",)}
        ),
        Restriction("require", "diet", "diet_tags", ("omnivore",)),
    )
    assert (rules.seen, rules.diversity) == (False, 0.2)
    assert rules.deny[0]["item_id"].to_pylist() == ["i1", "i2"]
    assert rules.deny[1].to_pylist() == [{"user_id": "u1", "item_id": "i1"}]


def test_an_empty_file_states_nothing(folder):
    assert read(folder, "# nothing yet\n") == Rules()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("avoids: []", "no rule 'avoids'"),
        ("avoid: [{user: allergies}]", "does not name both columns"),
        ("avoid: [{user: a, item: b, exept: c}]", "no key of avoid 'exept'"),
        ("avoid: [allergies]", "is no mapping"),
        ("seen: maybe", "seen: 'maybe'"),
        ("diversity: much", "diversity: 'much'"),
        ("diversity: 2", "diversity = 2"),
        ("available: {column: a, from: b}", "either a column"),
        ("require: [{user: a, item: b, unknown: perhaps}]", "unknown: 'perhaps'"),
        ("avoid: [{user: a, item: b, means: [x]}]", "means"),
        ("- avoid", "is no mapping"),
        ("deny: nowhere.csv", "nowhere.csv"),
    ],
)
def test_a_slip_is_told_in_words(folder, text, told):
    with pytest.raises(OpenKitchenError, match=told):
        read(folder, text)


def test_no_yaml_and_no_file(folder):
    with pytest.raises(FileUnreadable, match="no YAML"):
        read(folder, "avoid: [")
    with pytest.raises(FileUnreadable, match="no such file"):
        read_rules(folder / "other.yml")


def test_a_list_with_a_gap_is_refused_whole(folder):
    (folder / "gone.csv").write_text("item_id,why\ni1,old\n,old\n", "utf-8")
    with pytest.raises(InputError, match=r"gone.csv:3"):
        read(folder, GOOD)


def test_an_empty_list_forbids_nothing_and_must_not_allow_nothing(folder):
    (folder / "none.csv").write_text("item_id\n", "utf-8")
    assert read(folder, "deny: none.csv").deny[0].num_rows == 0
    with pytest.raises(SettingsError, match="nobody would get anything"):
        read(folder, "allow: none.csv")

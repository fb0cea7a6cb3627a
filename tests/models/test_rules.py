"""Rules are checked when they are stated, and survive a trip through facts."""

from pathlib import Path

import pyarrow as pa
import pytest

from openkitchen.errors import SettingsError
from openkitchen.models import Available, Restriction, Rules, rules_of

ALL = Rules(
    seen=False,
    available=Available(start="starts", end="ends", unknown="show"),
    restrictions=(
        Restriction("avoid", "allergies", "allergens", unless=("none",)),
        Restriction("avoid", "culture", "contains", means={"halal": ("pork", "alcohol")}),
        Restriction("require", "diet", "diet_tags", ("omnivore",), unknown="show"),
    ),
    allow=(pa.table({"item_id": ["a"]}),),
    deny=(pa.table({"user_id": ["u"], "item_id": ["b"]}),),
    diversity=0.25,
)


def test_what_is_stated_comes_back_from_its_facts():
    lists = {"allow": ALL.allow, "deny": ALL.deny}
    assert rules_of(ALL.to_facts(), Path(), lists) == ALL
    assert rules_of(Rules().to_facts(), Path()) == Rules()


def test_each_rule_is_told_in_words():
    told = ALL.sentences()
    assert "Only what is available is shown (from starts until ends)." in told
    assert "No user's allergies may meet an item's allergens." in told
    assert "A user's diet must be among an item's diet_tags." in told
    assert "None of 1 listed pairs of user and item." in told
    assert "Lists are re-ranked for variety, by 0.25." in told
    assert Rules().sentences() == ["What a user already had is left out."]


@pytest.mark.parametrize("strength", [-0.1, 1.5, float("nan")])
def test_diversity_has_bounds(strength):
    with pytest.raises(SettingsError, match="diversity"):
        Rules(diversity=strength)


def test_availability_is_by_a_column_or_by_dates_not_both():
    for wrong in ({}, {"column": "on", "start": "from"}):
        with pytest.raises(SettingsError, match="either a column"):
            Available(**wrong)


def test_unknown_is_hidden_or_shown():
    with pytest.raises(SettingsError, match="unknown: 'maybe'"):
        Available("on", unknown="maybe")
    with pytest.raises(SettingsError, match="unknown"):
        Restriction("avoid", "a", "b", unknown="")

"""Which items a user's values forbid, and what a person is told of values that meet nothing."""

import numpy as np
import pytest
from tests.models.ruled_shop import ruled_tables

from openkitchen.errors import UnknownName
from openkitchen.models import Restriction, know
from openkitchen.models.restrictions import Restricted

NUTS = Restriction("avoid", "allergies", "allergens", ("none",))


@pytest.fixture(scope="module")
def shop():
    return ruled_tables()


def bound(rule, shop):
    return Restricted(rule, know(shop), shop)


def allergens(shop):
    return {row["item_id"]: row["allergens"] for row in shop.items.to_pylist()}


def test_what_is_avoided_is_hidden_whatever_the_letters_case(shop):
    one = bound(NUTS, shop)
    flags = one.forbidden(["MILK"])
    held = allergens(shop)
    for item, hidden in zip(know(shop).items.ids.tolist(), flags, strict=True):
        known = held.get(item)
        assert hidden == (known is None or "milk" in known), item  # unknown is hidden


def test_unknown_may_be_shown_and_nobody_is_restricted_by_nothing(shop):
    shown = bound(Restriction("avoid", "allergies", "allergens", unknown="show"), shop)
    held = allergens(shop)
    hidden = {i for i, flag in zip(know(shop).items.ids.tolist(), shown.forbidden(["milk"]),
                                   strict=True) if flag}  # fmt: skip
    assert hidden == {i for i, own in held.items() if own and "milk" in own}
    assert not bound(NUTS, shop).forbidden([]).any()


def test_a_values_meaning_is_what_is_avoided(shop):
    halal = Restriction("avoid", "culture", "contains", means={"halal": ("pork", "wine")})
    one = bound(halal, shop)
    held = {row["item_id"]: row["contains"] for row in shop.items.to_pylist()}
    for item, hidden in zip(know(shop).items.ids.tolist(), one.forbidden(["halal"]), strict=True):
        own = held.get(item)
        assert hidden == (own is None or "pork" in own or "wine" in own), item


def test_required_values_must_all_be_there(shop):
    one = bound(Restriction("require", "diet", "for_diet"), shop)
    held = {row["item_id"]: row["for_diet"] for row in shop.items.to_pylist()}
    for item, hidden in zip(know(shop).items.ids.tolist(), one.forbidden(["vegan"]), strict=True):
        assert hidden == ("vegan" not in (held.get(item) or "")), item


def test_what_restricts_each_user_and_strangers_have_nothing(shop):
    known = know(shop)
    codes = np.append(np.arange(3), -1)
    own = {row["user_id"]: row["allergies"] for row in shop.users.to_pylist()}
    told = bound(NUTS, shop).of_users(codes)
    for code, values in zip(codes[:3], told, strict=False):
        stated = own[str(known.users.ids[code])] or []
        assert values == tuple(v for v in stated if v != "none")
    assert told[-1] == ()


def test_the_broken_rule_names_both_sides(shop):
    known = know(shop)
    one = bound(NUTS, shop)
    codes = np.arange(len(known.users))
    user = next(
        int(c) for c, own in zip(codes, one.of_users(codes), strict=True) if own == ("nuts",)
    )
    item = next(int(known.items.code(i)) for i, own in allergens(shop).items() if own == ["nuts"])
    rule = one.broken(user, item)
    assert (rule.name, rule.user_values, rule.item_values) == ("avoid", ("nuts",), ("nuts",))
    assert "forbids" in rule.reason


def test_a_column_that_is_none(shop):
    with pytest.raises(UnknownName, match="allergys"):
        bound(Restriction("avoid", "allergys", "allergens"), shop)

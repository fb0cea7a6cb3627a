from dataclasses import asdict
from datetime import date

import pytest

from openkitchen.errors import SettingsError
from openkitchen.sources.shop import OPENED, ShopSettings
from openkitchen.sources.shop.settings import check_opening, promised_from


@pytest.mark.parametrize(
    "wrong", [{"broken_rows": 1.2}, {"login": -0.1}, {"bots": -1}, {"tastes": 1}]
)
def test_impossible_settings_are_refused(wrong):
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        ShopSettings(**wrong)


def test_the_clean_shop_differs_in_defects_alone():
    messy, clean = asdict(ShopSettings()), asdict(ShopSettings().clean())
    changed = {name for name in messy if messy[name] != clean[name]}
    assert all(not clean[name] for name in changed)
    planted = {"quick_factor", "diet_slip", "season_high", "wandering_tasters", "newcomers"}
    assert not changed & planted


def test_recipes_grow_with_the_customers():
    settings = ShopSettings()
    assert 300 <= settings.recipes_for(200) <= settings.recipes_for(2000) <= 600
    assert ShopSettings(recipes=50).recipes_for(10_000) == 50


def test_a_shop_opens_on_a_monday_and_another_day_is_told_which():
    check_opening(OPENED)
    with pytest.raises(SettingsError, match="2024-08-06 is a Tuesday") as refused:
        check_opening(date(2024, 8, 6))
    assert refused.value.hint.endswith("2024-08-05.")


@pytest.mark.parametrize(
    ("opened", "since"),
    [(OPENED, "2023-09-01"), (date(2024, 1, 1), "2021-02-01"), (date(2024, 12, 30), "2022-01-01")],
)
def test_three_years_end_with_the_month_of_the_opening(opened, since):
    assert str(promised_from(opened)) == since

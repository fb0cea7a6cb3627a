from dataclasses import asdict

import pytest

from openkitchen.errors import SettingsError
from openkitchen.sources.shop import ShopSettings


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

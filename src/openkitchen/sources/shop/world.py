"""Everything about a demo shop that stands before it opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from openkitchen.sources.shop.defects import Plan, plan
from openkitchen.sources.shop.devices import Devices, make_devices
from openkitchen.sources.shop.people import People, make_people
from openkitchen.sources.shop.recipes import Recipes, make_recipes
from openkitchen.sources.shop.settings import OPENED, ShopSettings, check_opening, check_size

__all__ = ["World", "make_world"]


@dataclass(frozen=True, slots=True)
class World:
    """People, devices and recipes of a shop, when it opens, and what will go wrong."""

    days: int
    seed: int
    settings: ShopSettings
    people: People
    devices: Devices
    recipes: Recipes
    plan: Plan
    opened: date = OPENED

    def day(self, number: int) -> date:
        """Return the day with a number; the first has 0."""
        return self.opened + timedelta(days=number)


def make_world(
    customers: int, days: int, seed: int, settings: ShopSettings, opened: date = OPENED
) -> World:
    """Invent all that stands before the shop opens.

    Raises
    ------
    SettingsError
        When the shop is too small, or does not open on a Monday.
    """
    check_size(customers, days)
    check_opening(opened)
    people = make_people(customers, days, seed, settings)
    return World(
        days=days,
        seed=seed,
        settings=settings,
        people=people,
        devices=make_devices(people, days, seed, settings),
        recipes=make_recipes(settings.recipes_for(customers), days, seed, settings),
        plan=plan(days, seed, settings),
        opened=opened,
    )

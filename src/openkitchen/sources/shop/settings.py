"""Everything about the demo shop that can be set: its size, its people, its defects."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

from openkitchen.errors import SettingsError

__all__ = ["OPENED", "ShopSettings", "check_opening", "check_size", "promised_from"]

OPENED = date(2026, 8, 3)
"""First day of the demo shop unless it is to open on another Monday."""

SMALLEST_SHOP = 20
SHORTEST_TIME = 7
_MONTHS_BEFORE = 35


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """Rates and counts of the demo shop; shares lie between 0 and 1.

    Parameters
    ----------
    recipes
        Recipes at the end of the time; 0 lets them grow with the square root of customers.
    visits
        Share of days on which a customer of middling activity comes.
    events_a_visit
        Mean number of events on such a day.
    strangers
        People who come but are no customers, per customer; they come a third as often.
    newcomers
        Share of customers who register while the shop is watched.
    silent
        Share of customers who never come.
    new_items
        Share of recipes that are published while the shop is watched.
    duplicate_customers
        Share of customers who stand in the customer database twice, with typos.
    blanks
        Share of empty fields in the customers' optional columns.
    tastes
        Number of hidden tastes.
    diet_slip
        How much a recipe that breaks a person's diet counts beside one that keeps it.
    quick_factor
        How many times likelier a recipe tagged ``quick`` is chosen.
    season_low, season_high
        The same for a seasonal recipe: at the far end of the year, and on its best day.
    wandering, wandering_tasters
        Share of events that follow no taste; members of the tasting club wander more.
    login
        Share of visits with a login, of customers who log in at all.
    cookies_lost
        Share of devices that get another visitor id one day.
    bots, bot_events
        Bots per 1,000 customers (at least one unless 0), and events of each on a day.
    bot_days
        Days on which each bot comes.
    duplicated_events
        Share of events that are written twice.
    clocks_ahead
        Share of devices whose clock is days ahead.
    broken_rows
        Share of rows with a field that cannot be read, or with fields cut off.
    shared_devices
        Share of customers who use a device of another customer's household.
    wrong_logins
        Share of devices on which a stranger logs in once.
    forwarded_newsletters
        Share of newsletter clicks that carry somebody else's customer id.
    missing_days, empty_days, resends, replaced_days, late_files, swapped_days
        How many web files never come, come without a row, come twice unchanged, come
        anew with other content, come days later, have two columns in another order.
    renamed_columns
        Whether the web provider renames two columns after three fifths of the time.
    missing_customer_dumps
        How many weekly customer dumps never come.
    short_history
        Whether the web provider promised three years; it has what there is since the opening.
    """

    recipes: int = 0
    visits: float = 0.26
    events_a_visit: float = 5.0
    strangers: float = 0.4
    newcomers: float = 0.12
    silent: float = 0.05
    new_items: float = 0.08
    duplicate_customers: float = 0.006
    blanks: float = 0.05
    tastes: int = 12
    diet_slip: float = 0.03
    quick_factor: float = 2.5
    season_low: float = 0.15
    season_high: float = 3.0
    wandering: float = 0.06
    wandering_tasters: float = 0.75
    login: float = 0.45
    cookies_lost: float = 0.08
    bots: float = 1.0
    bot_events: int = 1500
    bot_days: int = 3
    duplicated_events: float = 0.01
    clocks_ahead: float = 0.003
    broken_rows: float = 0.002
    shared_devices: float = 0.06
    wrong_logins: float = 0.03
    forwarded_newsletters: float = 0.015
    missing_days: int = 2
    empty_days: int = 1
    resends: int = 1
    replaced_days: int = 1
    late_files: int = 1
    swapped_days: int = 1
    renamed_columns: bool = True
    missing_customer_dumps: int = 1
    short_history: bool = True

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            most = 1.0 if field.name in _SHARES else float("inf")
            if not 0 <= value <= most:
                raise SettingsError(
                    f"{field.name} = {value}",
                    hint=f"It must lie between 0 and {most:g}.",
                )
        if self.tastes < 2:
            raise SettingsError(f"tastes = {self.tastes}", hint="Give at least 2.")

    def clean(self) -> ShopSettings:
        """Return the same shop without any defect: same people, same choices, same times."""
        none = dict.fromkeys(_DEFECTS, 0)
        return replace(self, **none, renamed_columns=False, short_history=False)

    def recipes_for(self, customers: int) -> int:
        """Say how many recipes a shop of so many customers has."""
        return self.recipes or round(220 + 6 * customers**0.5)


_SHARES = {
    "visits",
    "newcomers",
    "silent",
    "new_items",
    "duplicate_customers",
    "blanks",
    "diet_slip",
    "wandering",
    "wandering_tasters",
    "login",
    "cookies_lost",
    "duplicated_events",
    "clocks_ahead",
    "broken_rows",
    "shared_devices",
    "wrong_logins",
    "forwarded_newsletters",
}
_DEFECTS = (
    "duplicate_customers",
    "blanks",
    "bots",
    "duplicated_events",
    "clocks_ahead",
    "broken_rows",
    "shared_devices",
    "wrong_logins",
    "forwarded_newsletters",
    "missing_days",
    "empty_days",
    "resends",
    "replaced_days",
    "late_files",
    "swapped_days",
    "missing_customer_dumps",
)


def check_opening(opened: date) -> None:
    """Refuse an opening on any other day than a Monday: weeks of the shop begin with it.

    Raises
    ------
    SettingsError
        When it is another day.
    """
    if opened.weekday():
        monday = opened - timedelta(days=opened.weekday())
        raise SettingsError(
            f"{opened} is a {opened:%A}", hint=f"The demo shop opens on a Monday: {monday}."
        )


def promised_from(opened: date) -> date:
    """Say from when on the web provider promised events: almost three years before."""
    months = opened.year * 12 + opened.month - 1 - _MONTHS_BEFORE
    return date(months // 12, months % 12 + 1, 1)


def check_size(customers: int, days: int) -> None:
    """Refuse a shop too small to hold what it should hold.

    Raises
    ------
    SettingsError
        When there are fewer than 20 customers or 7 days.
    """
    if customers < SMALLEST_SHOP:
        raise SettingsError(
            f"{customers} customers", hint=f"The demo shop needs at least {SMALLEST_SHOP}."
        )
    if days < SHORTEST_TIME:
        raise SettingsError(f"{days} days", hint=f"The demo shop needs at least {SHORTEST_TIME}.")

"""The demo shop's people: who they are, what they like, what they never eat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openkitchen.sources.shop.draws import pick, spread, stream
from openkitchen.sources.shop.recipes import AVOIDABLE
from openkitchen.sources.shop.settings import ShopSettings
from openkitchen.sources.shop.words import ALLERGENS, CITIES, CUISINES, FIRST_NAMES, LAST_NAMES

__all__ = ["CULTURES", "MEMBERSHIPS", "NEVER", "TASTERS", "People", "make_people"]

CULTURES = {
    "": (),
    "halal": ("pork", "alcohol"),
    "kosher": ("pork", "shellfish"),
    "hindu": ("beef",),
}
MEMBERSHIPS = ("basic", "plus", "tasting club")
TASTERS = 2
"""Position in `MEMBERSHIPS` of those who wander."""
NEVER = 2**31 - 1

_DIET_SHARES = (0.55, 0.1, 0.2, 0.15)
_CULTURE_SHARES = (0.8, 0.09, 0.03, 0.08)
_ALLERGY_SHARES = np.array([0.03, 0.05, 0.015, 0.04, 0.01, 0.012, 0.015, 0.01])
_MEMBERSHIP_SHARES = (0.65, 0.25, 0.1)
_AGES_LIKE_ALIKE = 0.5
_NEVER_LOG_IN = 0.1


@dataclass(frozen=True, slots=True)
class People:
    """All who come: customers first, in the order in which they registered, then strangers.

    Arrays run over all people, except where said.

    Parameters
    ----------
    customers
        How many of them are customers.
    activity
        Share of days on which each comes, before the weekday is counted in.
    start, registered
        First day on which each may come, and day of registration (before 0: before the
        shop was watched; strangers: `NEVER`).
    login, wander
        Share of visits with login, and share of events that follow no taste.
    diet, culture, allergies, avoid
        Position in `DIETS` and `CULTURES`; bits over `ALLERGENS`; bits over `AVOIDABLE`.
    first_taste, second_taste, cuisines
        Hidden tastes; shape (people, 2): favourite cuisines, −1 for none.
    age, shoe_size, household, membership, newsletter
        What the customer database says too; ``shoe_size`` matters to nothing.
    first_name, last_name, city
        Positions in the word lists.
    twins
        Customers who stand in the database twice; the second record of ``twins[i]`` is
        number ``customers + i``.
    """

    customers: int
    activity: NDArray[np.float64]
    start: NDArray[np.int64]
    registered: NDArray[np.int64]
    login: NDArray[np.float64]
    wander: NDArray[np.float64]
    diet: NDArray[np.int64]
    culture: NDArray[np.int64]
    allergies: NDArray[np.int64]
    avoid: NDArray[np.int64]
    first_taste: NDArray[np.int64]
    second_taste: NDArray[np.int64]
    cuisines: NDArray[np.int64]
    age: NDArray[np.int64]
    shoe_size: NDArray[np.int64]
    household: NDArray[np.int64]
    membership: NDArray[np.int64]
    newsletter: NDArray[np.bool_]
    first_name: NDArray[np.int64]
    last_name: NDArray[np.int64]
    city: NDArray[np.int64]
    twins: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.activity)

    @property
    def records(self) -> int:
        """Records of the customer database, doubles included."""
        return self.customers + len(self.twins)


def make_people(customers: int, days: int, seed: int, settings: ShopSettings) -> People:
    """Invent the customers, and the strangers beside them."""
    rng = stream(seed, "people")
    n = customers + round(settings.strangers * customers)
    start, registered = _arrivals(customers, n, days, rng, settings)
    culture = pick(rng, n, _CULTURE_SHARES)
    allergic = rng.random((n, len(ALLERGENS))) < _ALLERGY_SHARES
    allergies = (allergic << np.arange(len(ALLERGENS))).sum(axis=1)
    age = np.clip(rng.normal(43, 15, n), 18, 88).astype(int)
    first_taste, second_taste = _tastes(age, rng, settings.tastes)
    membership = pick(rng, n, _MEMBERSHIP_SHARES)
    membership[customers:] = 0
    wander = np.where(membership == TASTERS, settings.wandering_tasters, settings.wandering)
    doubles = stream(seed, "people", "doubles")
    return People(
        customers=customers,
        activity=_activity(customers, n, rng, settings),
        start=start,
        registered=registered,
        login=_login(customers, n, rng, settings.login),
        wander=wander,
        diet=pick(rng, n, _DIET_SHARES),
        culture=culture,
        allergies=allergies,
        avoid=allergies | _culture_bits()[culture],
        first_taste=first_taste,
        second_taste=second_taste,
        cuisines=_favourites(n, rng),
        age=age,
        shoe_size=np.clip(rng.normal(41, 2.5, n), 35, 48).astype(int),
        household=1 + rng.binomial(4, 0.35, n),
        membership=membership,
        newsletter=rng.random(n) < 0.55,
        first_name=rng.integers(0, len(FIRST_NAMES), n),
        last_name=rng.integers(0, len(LAST_NAMES), n),
        city=rng.integers(0, len(CITIES), n),
        twins=spread(
            customers, doubles, settings.duplicate_customers, 2 * (settings.duplicate_customers > 0)
        ),
    )


def _arrivals(
    customers: int, n: int, days: int, rng: np.random.Generator, settings: ShopSettings
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Let newcomers come a few days before they register."""
    new = round(settings.newcomers * customers)
    registered = np.full(n, NEVER)
    registered[:customers] = np.sort(rng.integers(-1000, -3, customers))
    if new:
        registered[customers - new : customers] = np.sort(rng.integers(2, max(3, days - 3), new))
    start = np.zeros(n, np.int64)
    start[:customers] = np.maximum(registered[:customers] - rng.integers(0, 3, customers), 0)
    return start, registered


def _activity(
    customers: int, n: int, rng: np.random.Generator, settings: ShopSettings
) -> NDArray[np.float64]:
    activity = settings.visits * rng.gamma(1.5, 1 / 1.5, n)
    activity[customers:] /= 3
    activity[spread(customers, rng, settings.silent)] = 0
    return np.minimum(activity, 0.9)


def _login(customers: int, n: int, rng: np.random.Generator, usual: float) -> NDArray[np.float64]:
    login = np.clip(usual * rng.uniform(0.4, 1.6, n), 0, 1)
    login[rng.random(n) < _NEVER_LOG_IN] = 0
    login[customers:] = 0
    return login


def _tastes(
    age: NDArray[np.int64], rng: np.random.Generator, tastes: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give half of the people the tastes of their age, the others any."""
    n = len(age)
    generation = np.digitize(age, (30, 45, 60))
    alike = (generation * 3 + rng.integers(0, 3, n)) % tastes
    any_taste = rng.integers(0, tastes, n)
    first = np.where(rng.random(n) < _AGES_LIKE_ALIKE, alike, any_taste)
    return first, (first + 1 + rng.integers(0, tastes - 1, n)) % tastes


def _favourites(n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    first = rng.integers(0, len(CUISINES), n)
    second = (first + rng.integers(1, len(CUISINES), n)) % len(CUISINES)
    u = rng.random(n)
    return np.stack([np.where(u < 0.8, first, -1), np.where(u < 0.4, second, -1)], axis=1)


def _culture_bits() -> NDArray[np.int64]:
    return np.array(
        [sum(1 << AVOIDABLE.index(x) for x in avoided) for avoided in CULTURES.values()]
    )

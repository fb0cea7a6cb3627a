"""The rows that the web provider records of a day, with bots, doubles and broken fields."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from openkitchen.sources.shop.devices import Devices
from openkitchen.sources.shop.draws import stream
from openkitchen.sources.shop.settings import ShopSettings
from openkitchen.sources.shop.visits import Day
from openkitchen.sources.shop.world import World

__all__ = ["BROKEN", "REFERRERS", "Hits", "record"]

BROKEN = ("", "no time", "no item", "no visitor", "cut off")
"""What may be wrong with a row; the first is nothing."""
REFERRERS = ("direct", "search", "social", "newsletter")

_LETTER = 3
_REFERRER_ENDS = (0.5, 0.85)


@dataclass(frozen=True, slots=True)
class Hits:
    """Rows of a web file in their order; arrays run over them.

    Parameters
    ----------
    number
        Number of the hit within the day; doubles share it.
    seconds
        Seconds after the day's midnight by the device's clock.
    visitor, record, recipe, action, kind
        Positions of the visitor, of the logged-in customer record (−1: none), of the
        recipe, the action and the kind of device.
    referrer
        Position in ``REFERRERS``.
    double, ahead, bot
        Whether the row repeats the one before; its clock is ahead; a bot made it.
    broken
        Position in `BROKEN`.
    """

    number: NDArray[np.int64]
    seconds: NDArray[np.int64]
    visitor: NDArray[np.int64]
    record: NDArray[np.int64]
    recipe: NDArray[np.int64]
    action: NDArray[np.int64]
    kind: NDArray[np.int64]
    referrer: NDArray[np.int64]
    double: NDArray[np.bool_]
    ahead: NDArray[np.bool_]
    bot: NDArray[np.bool_]
    broken: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.number)

    def take(self, at: NDArray[np.integer] | slice) -> Hits:
        """Return the rows at these positions."""
        return Hits(*(getattr(self, field.name)[at] for field in fields(self)))


def record(day: Day, world: World) -> Hits:
    """Record a day as the provider does: in the order of time, with everything that goes wrong."""
    devices, settings, seed = world.devices, world.settings, world.seed
    there = np.flatnonzero(world.recipes.published <= day.number)
    parts = [_people(day, devices, seed)]
    parts += [
        _bot(bot, devices, there, day.number, seed, settings)
        for bot in range(devices.bots)
        if _bot_comes(bot, day.number, world.days, seed, settings)
    ]
    rows = Hits(*(np.concatenate(column) for column in zip(*map(_columns, parts), strict=True)))
    rows = rows.take(np.lexsort((rows.number, rows.seconds)))
    ahead = devices.ahead[rows.visitor]
    rows = replace(rows, seconds=rows.seconds + ahead, ahead=ahead > 0)
    return _spoil(rows, stream(seed, "spoil", day.number), settings)


def _columns(rows: Hits) -> tuple[NDArray[np.generic], ...]:
    return tuple(getattr(rows, field.name) for field in fields(rows))


def _people(day: Day, devices: Devices, seed: int) -> Hits:
    rng = stream(seed, "referrers", day.number)
    n, visits = len(day.visit), day.visits
    first = np.cumsum(visits.events) - visits.events
    place = np.arange(n) - first[day.visit]
    logged_in = place >= visits.login_at[day.visit]
    visitor = visits.visitor[day.visit]
    referrer = np.digitize(rng.random(len(visits.events)), _REFERRER_ENDS)
    referrer = np.where(visits.letter >= 0, _LETTER, referrer)
    none = np.zeros(n, bool)
    return Hits(
        number=np.arange(n),
        seconds=day.seconds,
        visitor=visitor,
        record=np.where(logged_in, visits.record[day.visit], -1),
        recipe=day.recipe,
        action=day.action,
        kind=devices.kind[visitor],
        referrer=referrer[day.visit],
        double=none,
        ahead=none,
        bot=none,
        broken=np.zeros(n, np.int64),
    )


def _bot_comes(bot: int, number: int, days: int, seed: int, settings: ShopSettings) -> bool:
    begins = int(stream(seed, "bots", bot).integers(0, max(1, days - settings.bot_days)))
    return begins <= number < begins + settings.bot_days


def _bot(
    bot: int,
    devices: Devices,
    there: NDArray[np.int64],
    number: int,
    seed: int,
    settings: ShopSettings,
) -> Hits:
    """Walk through the whole catalogue, again and again, all day long."""
    rng = stream(seed, "bots", bot, number)
    n = int(settings.bot_events * rng.uniform(0.9, 1.3))
    visitor = np.full(n, len(devices) - devices.bots + bot)
    return Hits(
        number=np.arange(n) + (bot + 1) * 10**9,
        seconds=np.sort(rng.integers(0, 86_400, n)),
        visitor=visitor,
        record=np.full(n, -1),
        recipe=there[(rng.integers(0, len(there)) + np.arange(n)) % len(there)],
        action=np.zeros(n, np.int64),
        kind=devices.kind[visitor],
        referrer=np.zeros(n, np.int64),
        double=np.zeros(n, bool),
        ahead=np.zeros(n, bool),
        bot=np.ones(n, bool),
        broken=np.zeros(n, np.int64),
    )


def _spoil(rows: Hits, rng: np.random.Generator, settings: ShopSettings) -> Hits:
    """Break some rows, write some others twice."""
    u = rng.random(len(rows))
    kinds = rng.integers(1, len(BROKEN), len(rows))
    rows = replace(rows, broken=np.where(u >= 1 - settings.broken_rows, kinds, 0))
    times = 1 + ((u < settings.duplicated_events) & (rows.broken == 0))
    at = np.repeat(np.arange(len(rows)), times)
    double = np.diff(at, prepend=-1) == 0
    return replace(rows.take(at), double=double)

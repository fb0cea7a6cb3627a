"""Devices of the demo shop's people: visitor ids, shared ones, clocks, and wrong logins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openkitchen.sources.shop.draws import spread, stream
from openkitchen.sources.shop.people import NEVER, People
from openkitchen.sources.shop.settings import ShopSettings

__all__ = ["Devices", "make_devices"]

_OWNED = np.array([0.85, 0.6, 0.25])
_PHONE, _DESKTOP, _TABLET = range(3)


@dataclass(frozen=True, slots=True)
class Devices:
    """All visitor ids; arrays run over them, except where said. Bots come last.

    Parameters
    ----------
    of
        Shape (people, 3): visitor of each person's phone, desktop and tablet; −1: none.
    kind
        0 phone, 1 desktop, 2 tablet.
    owner, partner
        Person who owns the device, and who shares it; −1: nobody.
    successor, lost_on
        Visitor id that takes this one's place, and from which day.
    ahead
        Seconds by which the device's clock is ahead.
    wrong_on, wrong_record
        From which day a stranger logs in once, and the record of the stranger.
    second_record
        Per person: the second record of the customer database, used on the phone; −1: none.
    bots
        How many of the visitors are bots.
    """

    of: NDArray[np.int64]
    kind: NDArray[np.int64]
    owner: NDArray[np.int64]
    partner: NDArray[np.int64]
    successor: NDArray[np.int64]
    lost_on: NDArray[np.int64]
    ahead: NDArray[np.int64]
    wrong_on: NDArray[np.int64]
    wrong_record: NDArray[np.int64]
    second_record: NDArray[np.int64]
    bots: int

    def __len__(self) -> int:
        return len(self.owner)

    def in_use(self, visitors: NDArray[np.int64], day: int) -> NDArray[np.int64]:
        """Say which visitor id each device shows on a day."""
        return np.where(self.lost_on[visitors] <= day, self.successor[visitors], visitors)

    def records(self, persons: NDArray[np.int64], slots: NDArray[np.int64]) -> NDArray[np.int64]:
        """Say with which record of the customer database a person logs in on a device."""
        second = self.second_record[persons]
        return np.where((second >= 0) & (slots == _PHONE), second, persons)


def make_devices(people: People, days: int, seed: int, settings: ShopSettings) -> Devices:
    """Give everyone at least one device."""
    rng = stream(seed, "devices")
    own = rng.random((len(people), 3)) < _OWNED
    own[~own.any(axis=1), _PHONE] = True
    sharing, sharer, slot = _households(people.customers, own, seed, settings.shared_devices)
    own[sharing, slot] = False
    of = np.full(own.shape, -1)
    of[own] = np.arange(own.sum())
    owner, kind = (part.astype(np.int64) for part in np.nonzero(own))
    partner = np.full(len(owner), -1)
    of[sharing, slot] = of[sharer, slot]
    partner[of[sharing, slot]] = sharing
    lost = spread(len(owner), rng, settings.cookies_lost)
    first, bots = len(owner), _how_many_bots(people.customers, settings.bots)
    total = first + len(lost) + bots
    successor, lost_on = np.full(total, -1), np.full(total, NEVER)
    successor[lost] = first + np.arange(len(lost))
    lost_on[lost] = rng.integers(1, days, len(lost))
    nobody = np.full(bots, -1)
    owner = np.concatenate([owner, owner[lost], nobody])
    partner = np.concatenate([partner, partner[lost], nobody])
    wrong = stream(seed, "devices", "wrong logins")
    chosen = _of_customers(owner, people.customers, wrong, settings.wrong_logins)
    wrong_on, wrong_record = _wrong_logins(owner, partner, chosen, people, days, wrong)
    second = np.full(len(people), -1)
    second[people.twins] = people.customers + np.arange(len(people.twins))
    return Devices(
        of=of,
        kind=np.concatenate([kind, kind[lost], np.full(bots, _DESKTOP)]),
        owner=owner,
        partner=partner,
        successor=successor,
        lost_on=lost_on,
        ahead=_clocks(total - bots, bots, seed, settings.clocks_ahead),
        wrong_on=wrong_on,
        wrong_record=wrong_record,
        second_record=second,
        bots=bots,
    )


def _households(
    customers: int, own: NDArray[np.bool_], seed: int, share: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Pair customers: the first of each pair uses the tablet or desktop of the second."""
    rng = stream(seed, "devices", "households")
    many = round(share * customers)
    drawn = rng.permutation(customers)[: 2 * many]
    sharing, sharer = drawn[: len(drawn) // 2], drawn[len(drawn) // 2 :][: len(drawn) // 2]
    slot = np.where(own[sharer, _TABLET], _TABLET, _DESKTOP)
    there = own[sharer, slot]
    return sharing[there], sharer[there], slot[there]


def _of_customers(
    owner: NDArray[np.int64], customers: int, rng: np.random.Generator, share: float
) -> NDArray[np.int64]:
    theirs = np.flatnonzero((owner >= 0) & (owner < customers))
    return theirs[spread(len(theirs), rng, share)]


def _wrong_logins(
    owner: NDArray[np.int64],
    partner: NDArray[np.int64],
    chosen: NDArray[np.int64],
    people: People,
    days: int,
    rng: np.random.Generator,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    on, record = np.full(len(owner), NEVER), np.full(len(owner), -1)
    on[chosen] = rng.integers(0, max(1, days * 3 // 4), len(chosen))
    known = np.searchsorted(people.registered, 0)  # strangers who were customers from the start
    record[chosen] = (owner[chosen] + 1 + rng.integers(0, known - 1, len(chosen))) % known
    housemate = (record >= 0) & (record == partner)
    record[housemate], on[housemate] = -1, NEVER
    return on, record


def _clocks(people: int, bots: int, seed: int, share: float) -> NDArray[np.int64]:
    rng = stream(seed, "devices", "clocks")
    ahead = np.zeros(people + bots, np.int64)
    chosen = spread(people, rng, share, 1 if share else 0)
    ahead[chosen] = 86_400 * rng.integers(2, 10, len(chosen))
    return ahead


def _how_many_bots(customers: int, per_thousand: float) -> int:
    return max(1, round(per_thousand * customers / 1000)) if per_thousand else 0

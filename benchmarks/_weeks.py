"""A service in weeks: people come and go, weeks differ a little, and one day something shifts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

__all__ = ["SHIFTS", "Stream", "make_stream"]

KINDS = ("soup", "salad", "pasta", "roast", "cake", "bowl", "stew", "bread")
DEVICES = ("mobile", "desktop", "tablet")
TYPES = ("view", "save", "cook")
CLUBS = ("none", "basic", "gold")
STATUS = ("linked", "anonymous", "shared")
OPENED = np.datetime64("2026-01-05T00:00:00", "us")
WEEK = np.timedelta64(7, "D").astype("timedelta64[us]")
ITEMS = 160

Values = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

SHIFTS: Mapping[str, str] = {
    "kinds": "one kind of item takes 10 points of all events more",
    "types": "a tracker counts half of the saves as views",
    "device": "a release loses half of the events on mobiles",
    "login": "a third of the known customers come without a login",
    "people": "a campaign brings half as many people again, none of them in a club",
    "volume": "half of all events is lost",
}
"""What may happen, and how much of it."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Events of all weeks, and what is known of items and people."""

    interactions: pa.Table
    week: Codes
    items: pa.Table
    users: pa.Table
    identity_map: pa.Table


def make_stream(
    seed: int,
    weeks: int,
    *,
    people: int = 600,
    shift: str = "",
    since: int = 0,
    wobble: float = 0.05,
) -> Stream:
    """Make the events of some weeks.

    Parameters
    ----------
    seed
        Another one, another service.
    weeks
        How many.
    people
        People at any time; two of a hundred are replaced each week.
    shift, since
        What happens (see `SHIFTS`), and from which week on.
    wobble
        How much weeks differ among themselves, beyond chance: standard deviation of the
        log of each kind's share. Volumes differ by twice as much.
    """
    rng = np.random.default_rng(seed)
    crowd = _Crowd(rng, people + weeks * people // 50 + people)
    parts, active = [], np.arange(people)
    fresh = people
    for week in range(weeks):
        gone = rng.choice(len(active), people // 50, replace=False)
        active[gone] = np.arange(fresh, fresh + len(gone))
        fresh += len(gone)
        now = shift if shift and week >= since else ""
        if now == "people" and week == since:
            active = np.append(active, crowd.without_club(people // 2, fresh))
            fresh = max(fresh, int(active.max()) + 1)
        parts.append(crowd.week(rng, active, week, now, wobble))
    return crowd.stream(parts)


class _Crowd:
    """People with their habits."""

    def __init__(self, rng: np.random.Generator, n: int) -> None:
        self.rate = rng.gamma(1.2, 3.0, n)
        common = rng.dirichlet(np.full(len(KINDS), 6.0))
        self.taste = rng.dirichlet(common * 6.0 + 0.2, n)
        self.device = rng.choice(3, n, p=(0.6, 0.3, 0.1))
        self.club = rng.choice(3, n, p=(0.5, 0.35, 0.15))
        self.status = rng.choice(3, n, p=(0.6, 0.34, 0.06))
        self.saving = rng.beta(2.0, 8.0, n)
        self.ids = np.array([f"u{n:05d}" for n in range(n)])

    def without_club(self, n: int, first: int) -> Codes:
        """Return newcomers, none of them in a club."""
        newcomers = np.arange(first, first + n)
        self.club[newcomers] = 0
        return newcomers

    def week(
        self, rng: np.random.Generator, active: Codes, week: int, shift: str, wobble: float
    ) -> dict[str, npt.NDArray[np.generic]]:
        volume = np.exp(rng.normal(0.0, 2 * wobble)) * (0.5 if shift == "volume" else 1.0)
        counts = rng.poisson(self.rate[active] * volume)
        user = np.repeat(active, counts)
        odds = np.exp(rng.normal(0.0, wobble, len(KINDS)))
        tastes = self.taste[user] * odds
        tastes /= tastes.sum(axis=1, keepdims=True)
        kind = (rng.random((len(user), 1)) > tastes.cumsum(axis=1)).sum(axis=1)
        kind = np.minimum(kind, len(KINDS) - 1)
        if shift == "kinds":
            kind[rng.random(len(kind)) < 0.1] = 4
        saved = rng.random(len(user)) < self.saving[user]
        if shift == "types":
            saved &= rng.random(len(user)) < 0.5
        device = np.where(rng.random(len(user)) < 0.9, self.device[user], 1)
        status = self.status[user]
        unknown = np.zeros(len(user), dtype=np.bool_)
        if shift == "login":
            unknown = (status == 0) & (user % 3 == 0)
        kept = np.ones(len(user), dtype=np.bool_)
        if shift == "device":
            kept = (device != 0) | (rng.random(len(user)) < 0.5)
        item = kind * (ITEMS // len(KINDS)) + rng.integers(0, ITEMS // len(KINDS), len(user))
        second = rng.integers(0, 7 * 86_400, len(user))
        made = {
            "user": user, "item": item, "second": second, "device": device,
            "type": saved.astype(int), "unknown": unknown, "week": np.full(len(user), week),
        }  # fmt: skip
        return {name: values[kept] for name, values in made.items()}

    def stream(self, parts: list[dict[str, npt.NDArray[np.generic]]]) -> Stream:
        rows = {name: np.concatenate([one[name] for one in parts]) for name in parts[0]}
        ids = self.ids[rows["user"]]
        ids = np.where(rows["unknown"], np.char.add(ids, "?"), ids)
        time = OPENED + rows["week"] * WEEK + rows["second"].astype("timedelta64[s]")
        interactions = pa.table(
            {
                "user_id": ids,
                "item_id": np.array([f"i{n:03d}" for n in range(ITEMS)])[rows["item"]],
                "timestamp": pa.array(time, pa.timestamp("us")),
                "event_type": np.array(TYPES)[rows["type"]],
                "device": np.array(DEVICES)[rows["device"]],
            }
        )
        per = ITEMS // len(KINDS)
        items = pa.table(
            {
                "item_id": [f"i{n:03d}" for n in range(ITEMS)],
                "kind": [KINDS[n // per] for n in range(ITEMS)],
            }
        )
        users = pa.table({"user_id": self.ids, "club": np.array(CLUBS)[self.club]})
        strange = np.char.add(self.ids, "?")
        known = np.array(STATUS)[self.status]
        identity_map = pa.table(
            {
                "user_id": np.concatenate([self.ids, strange]),
                "status": np.concatenate([known, np.full(len(strange), "anonymous")]),
            }
        )
        return Stream(interactions, rows["week"].astype(np.int64), items, users, identity_map)

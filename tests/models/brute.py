"""The glass box once more, row by row in plain Python: slow, and easy to check by eye.

Nothing of `openkitchen.models` is used here but the settings.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from openkitchen.models.settings import GlassBoxSettings
from openkitchen.schema import Attribute, Tables

EPOCH = datetime(1970, 1, 1)
SETTINGS = GlassBoxSettings(
    scales=("all", "3d", "2s", "0s", "20h"),
    power=0.5,
    row_half_life=8.0,
    left_out=0.7,
    typical=3.0,
    ridge_items=(2.0, 3.0, 1.5, 1.0, 2.5),
    ridge_tags=4.0,
    ridge_users=1.3,
    ridge_base=0.6,
    ridge_cold=0.9,
    shrink=2.0,
    newcomers=0.4,
    discount=0.15,
    repeat=(0.35,),
    trend=0.4,
    trend_half_life=2.5,
    max_items=0,
    context=("month", "weekday", "hour", "device"),
    ridge_context=1.7,
    event_weights=("buy:2.5", "peek:0"),
    value_power=0.5,
    precision=64,
)
UNDATED = replace(SETTINGS, context=())
LEVELS = {
    "month": [f"{datetime(2026, month, 1):%B}" for month in range(1, 13)],
    "weekday": [f"{datetime(2026, 6, day):%A}" for day in range(1, 8)],
    "hour": ["00-03", "03-06", "06-09", "09-12", "12-15", "15-18", "18-21", "21-24"],
}


def tiny_tables(seed: int = 0, n_users: int = 8, *, dated: bool = True) -> Tables:
    """Events of all sorts: repeats, ties in time, weights of zero, people without any."""
    rng = np.random.default_rng(seed)
    rows = []
    for user in range(n_users):
        for _ in range((5, 1, 0, 4, 7, 2, 0, 6)[user % 8]):
            when = datetime(2026, 3, 1) + timedelta(hours=int(rng.integers(0, 400)))
            weight = float(rng.choice([0.0, 0.5, 1.0, 4.0], p=[0.1, 0.3, 0.4, 0.2]))
            kind = [None, "buy", "view", "view", "peek"][rng.integers(5)]
            value = [None, -1.0, 2.0, 3.0, 40.0][rng.integers(5)]
            device = [None, "phone", "desk"][rng.integers(3)]
            rows.append((f"u{user}", f"i{rng.integers(0, 6)}", when, weight, kind, value, device))
    rows += [
        ("u0", "i1", datetime(2026, 3, 2), 1.0, "buy", 3.0, "desk"),
        ("u0", "i0", datetime(2026, 3, 2), 2.0, "buy", None, "desk"),
    ]
    user, item, time, weight, kind, value, device = zip(*rows, strict=True)
    time = time if dated else [None] * len(rows)
    interactions = pa.table(
        {
            "user_id": user,
            "item_id": item,
            "timestamp": pa.array(time, pa.timestamp("us")),
            "weight": weight,
            "event_type": kind,
            "event_value": value,
            "device": device,
        }
    )
    # i5 is traded and not described; i6 and i7 are described and not traded
    items = pa.table(
        {
            "item_id": [f"i{n}" for n in (0, 1, 2, 3, 4, 6, 7)],
            "kind": ["a", "b", "a", "b", "a", "b", None],
            "parts": [["x"], ["x", "y"], ["y"], [], ["x", "y"], ["y"], None],
            "minutes": [5.0, 10.0, None, 20.0, float("nan"), 40.0, 15.0],
        }
    )
    users = pa.table(
        {
            "user_id": [f"u{n}" for n in range(n_users)],
            "diet": ["v", "m", "v", None, "m", "v", "m", "v"][:n_users],
            "age": [20, 30, 40, None, 60, 25, 35, 45][:n_users],
        }
    )
    return Tables(
        interactions,
        items,
        users,
        (Attribute("kind", "category"), Attribute("parts", "set"), Attribute("minutes", "number")),
        (Attribute("diet", "category"), Attribute("age", "number")),
    )


@dataclass
class Event:
    """One interaction; ``day`` since 1970."""

    item: str
    day: float
    weight: float
    device: str | None = None


class Brute:
    """Write every training row out, and solve."""

    def __init__(self, tables: Tables, settings: GlassBoxSettings) -> None:
        self.settings, self.dated = settings, tables.dated
        counts = Counter(tables.interactions["item_id"].to_pylist())
        ids = set(counts) | set(tables.items["item_id"].to_pylist())
        self.items = sorted(ids, key=lambda i: (-counts[i], i))
        rows = tables.interactions.to_pylist()
        everything = histories_of(rows, self.items, {})
        self.histories = histories_of(rows, self.items, evidence_of(rows, settings))
        self.devices = sorted({row.get("device") for row in rows} - {None})
        self.own_items = [item for item in self.items if counts[item]]
        self.inputs = self.own_items[: settings.max_items or None]
        self.counts = np.array([counts[item] for item in self.own_items])
        self.tags = encoded(tables.items, tables.item_attributes, "item_id", centred=False)
        self.people = encoded(tables.users, tables.user_attributes, "user_id", centred=True)
        self.learned_end = max(e.day for events in self.histories.values() for e in events)
        self.events = [e for events in everything.values() for e in events]
        self.end = max(e.day for e in self.events)
        self.solve()

    def tags_of(self, item: str) -> np.ndarray:
        size = len(next(iter(self.tags.values())))
        return self.tags.get(item, np.zeros(size))

    def person(self, user: str) -> np.ndarray:
        size = len(next(iter(self.people.values())))
        return self.people.get(user, np.zeros(size)) * bool(self.settings.ridge_users)

    def context(self, now: float, told: str, device: str | None) -> list[float]:
        """Return the inputs of a moment; ``told``: ``nothing``, ``month`` or ``all``."""
        when, parts = EPOCH + timedelta(days=now), []
        level = {"month": f"{when:%B}", "weekday": f"{when:%A}", "device": device}
        level["hour"] = LEVELS["hour"][when.hour // 3]
        for kind in self.settings.context or ():
            known = told == "all" or (told == "month" and kind in ("month", "device"))
            levels = LEVELS.get(kind, self.devices)
            parts += [float(known and level[kind] == name) for name in levels]
        return parts

    def row(
        self,
        user: str,
        past: list[Event],
        now: float,
        told: str = "month",
        device: str | None = None,
    ) -> np.ndarray:
        """Return the inputs of one row: what ``user`` did, seen at ``now``.

        ``told`` is ``nothing`` for rows of whole histories: they have no moment, and only
        the scale ``all`` sees them.
        """
        parts = [1.0, float(not past)]
        for scale in self.settings.scales or ():
            mass, value = 0.0, defaultdict(float)
            for back, event in enumerate(reversed(past)):
                kernel = event.weight * fade(scale, back, past[-1].day - event.day)
                mass += kernel
                value[event.item] += kernel
            if told == "nothing" and scale != "all":
                mass, value = 0.0, {}
            factor = mass**-self.settings.power if mass > 0 else 0.0
            if scale.endswith("h") and past:
                factor *= 2 ** (-24 * (now - past[-1].day) / float(scale[:-1]))
            parts += [factor * value.get(item, 0.0) for item in self.inputs]
            if self.settings.ridge_tags:
                tags = sum((v * self.tags_of(i) for i, v in value.items()), 0 * self.tags_of(""))
                parts += list(factor * tags)
        parts += list(self.person(user) if self.settings.ridge_users else [])
        return np.array(parts + self.context(now, told, device))

    def training_rows(self):
        """Yield inputs, weight of each item as a target, and weight of every training row."""
        typical = self.settings.typical
        for user, events in self.histories.items():
            weights = []
            for m, event in enumerate(events):
                age = self.learned_end - event.day
                half_life = self.settings.row_half_life if self.dated else 0.0
                weights.append(2 ** (-age / half_life) if half_life else 1.0)
                if self.dated:
                    row = self.row(user, events[:m], event.day, "all", event.device)
                    yield row, {event.item: 1.0}, weights[-1]
                else:
                    share = weights[-1] / len(events)
                    yield self.row(user, [], event.day), {event.item: 1.0}, share
            had = {event.item for event in events}
            share = self.settings.left_out if self.dated else 1.0
            if len(had) > 1 and share:
                row = self.row(user, events, events[-1].day, "nothing")
                weight = typical * share * sum(weights) / len(weights)
                yield row, dict.fromkeys(had, 1 / typical), weight

    def own(self) -> np.ndarray:
        """Return what each item puts into the row of a whole history: inputs × items."""
        zero = np.zeros(len(self.row("", [], 0.0)))
        columns = []
        for item in self.own_items:
            column, place = zero.copy(), 2
            for scale in self.settings.scales:
                own = [float(i == item) for i in self.inputs]
                own += list(self.tags_of(item)) if self.settings.ridge_tags else []
                if scale == "all":
                    column[place : place + len(own)] = own
                place += len(own)
            columns.append(column)
        return np.array(columns).T

    def penalties(self) -> np.ndarray:
        parts = [self.settings.ridge_base, self.settings.ridge_cold]
        ridge = self.settings.ridge_items
        for penalty in ridge if len(ridge) > 1 else ridge * len(self.settings.scales):
            parts += [penalty] * len(self.inputs)
            if self.settings.ridge_tags:
                parts += [self.settings.ridge_tags] * len(self.tags_of(""))
        if self.settings.ridge_users:
            parts += [self.settings.ridge_users] * len(self.person(""))
        parts += [self.settings.ridge_context] * len(self.context(0.0, "all", None))
        return np.array(parts)

    def solve(self) -> None:
        rows, ends, weight = zip(*self.training_rows(), strict=True)
        z, w = np.array(rows), np.array(weight)[:, None]
        y = np.array([[end.get(item, 0.0) for item in self.own_items] for end in ends])
        inverse = np.linalg.inv(z.T @ (w * z) + np.diag(self.penalties()))
        solved = inverse @ z.T @ (w * y)
        self.variance = np.diag(inverse)
        if self.settings.left_out or not self.dated:
            own = self.own()
            for j in range(own.shape[1]):  # no item foretells itself
                beside = inverse @ own[:, j]
                size = own[:, j] @ beside
                solved[:, j] -= beside * (own[:, j] @ solved[:, j] / size) if size else 0.0
        self.residual = np.sqrt((w * (y - z @ solved) ** 2).sum(axis=0) / w.sum())
        discounts = self.counts**-self.settings.discount
        self.residual, solved = self.residual * discounts, solved * discounts
        # what tags predict: one ridge regression per input, over the items with events
        tags = {item: np.append(1.0, self.tags_of(item)) for item in self.items}
        g = np.array([tags[item] for item in self.own_items])
        worth = solved @ g @ np.linalg.inv(g.T @ g + np.eye(g.shape[1]))
        share = self.counts / (self.counts + self.settings.shrink)
        kept = {i: share[n] * solved[:, n] for n, i in enumerate(self.own_items)}
        lent = dict(zip(self.own_items, 1 - share, strict=True))
        new = self.settings.newcomers
        columns = [kept.get(i, 0.0) + lent.get(i, new) * (worth @ tags[i]) for i in self.items]
        self.weights = np.array(columns).T
        at, width = 2, len(self.inputs) + len(self.tags_of("")) * bool(self.settings.ridge_tags)
        for repeat in self.settings.repeat:  # each item for itself
            for place, item in enumerate(self.inputs):
                self.weights[at + place, self.items.index(item)] += repeat
            at += width

    def trend(self, at: float | None = None) -> np.ndarray:
        seen = [e for e in self.events if at is None or e.day <= at]
        total = dict.fromkeys(self.items, 0.0)
        half_life = self.settings.trend_half_life if self.dated else 0.0
        for event in seen:
            total[event.item] += 2 ** (-(self.end - event.day) / half_life) if half_life else 1.0
        mass = sum(total.values()) or 1.0
        return self.settings.trend * np.array([total[item] / mass for item in self.items])

    def score(self, user: str, at: float | None = None, history=None, device=None):
        events = history if history is not None else self.histories.get(user, [])
        events = [e for e in events if at is None or e.day <= at]
        now = self.end if at is None else at
        if history is not None and at is None and events:
            now = events[-1].day
        told = "month" if at is None else "all"
        return self.row(user, events, now, told, device) @ self.weights + self.trend(at)


def fade(scale: str, back: int, days: float) -> float:
    """Return the kernel of an event, ``back`` steps and ``days`` before the latest."""
    if scale == "all":
        return 1.0
    half_life, unit = float(scale[:-1]), scale[-1]
    if unit == "s":
        return 2 ** (-back / half_life) if half_life else float(back == 0)
    return 2 ** (-days * {"d": 1, "h": 24}[unit] / half_life)


def evidence_of(rows, settings) -> dict:
    """Return what decides the weight of an event: by type, typical values, the power."""
    named = dict(pair.split(":") for pair in settings.event_weights or ())
    values = defaultdict(list)
    for row in rows:
        if row.get("event_value") is not None and row["event_value"] > 0:
            values[row.get("event_type")].append(row["event_value"])
    return {
        "by_type": {kind: float(weight) for kind, weight in named.items()},
        "typical": {kind: float(np.median(some)) for kind, some in values.items()},
        "power": settings.value_power,
    }


def weight_of(row, evidence) -> float:
    weight, kind = row.get("weight", 1.0), row.get("event_type")
    if not evidence:
        return weight
    weight *= evidence["by_type"].get(kind, 1.0)
    value = row.get("event_value")
    if value is not None:
        ratio = min(max(value / evidence["typical"].get(kind, 1.0), 1 / 8), 8.0)
        weight *= ratio ** evidence["power"]
    return weight


def histories_of(rows, items, evidence) -> dict[str, list[Event]]:
    """Group rows by user: by time, item (popular ones first), weight, type, device, value.

    What weighs nothing is left out, unless there is no ``evidence`` to weigh by.
    """

    def order(row):
        item = items.index(row["item_id"]) if row["item_id"] in items else -1
        last = [row.get(name) for name in ("event_type", "device", "event_value")]
        blank = [(one is not None, "" if one is None else one) for one in last[:2]]
        value = (last[2] is None, last[2] or 0.0)
        return (day_of(row), item, row.get("weight", 1.0), *blank, value)

    histories = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["user_id"], order(row))):
        weight = weight_of(row, evidence)
        if weight > 0 or not evidence:
            event = Event(row["item_id"], day_of(row), weight, row.get("device"))
            histories[row["user_id"]].append(event)
    return dict(histories)


def day_of(row) -> float:
    return (row["timestamp"] - EPOCH) / timedelta(days=1) if row["timestamp"] else 0.0


def encoded(table: pa.Table, attributes, id_column: str, *, centred: bool) -> dict:
    """Return the numbers of each row: levels of three rows or more, standardised numbers."""
    columns = []
    for attribute in attributes:
        values = table[attribute.name].to_pylist()
        if attribute.kind == "number":
            known = np.array([v for v in values if v is not None and np.isfinite(v)])
            columns.append(
                [
                    (v - known.mean()) / known.std() if v is not None and np.isfinite(v) else 0.0
                    for v in values
                ]
            )
            continue
        sets = [None if v is None else set(v if isinstance(v, list) else [v]) for v in values]
        counts = Counter(level for s in sets if s is not None for level in s)
        known = sum(s is not None for s in sets)
        for level in sorted(counts):
            if 3 <= counts[level] < known:
                share = counts[level] / known if centred and attribute.kind == "category" else 0.0
                columns.append([0.0 if s is None else (level in s) - share for s in sets])
    rows = np.array(columns).T
    return dict(zip(table[id_column].to_pylist(), rows, strict=True))

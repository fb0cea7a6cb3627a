"""Two made-up shapes of data that the open data sets lack: a news log and sessions.

Neither is drawn from our own model. Taste is a point in a space of hidden factors, choices
are draws from a softmax over it, and there is noise in all of it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Floats = npt.NDArray[np.float64]

_START = np.datetime64("2026-01-05T00:00:00", "us")
_DAY = 86_400e6


def news_log(
    seed: int = 0, n_users: int = 6200, n_articles: int = 1500, n_days: int = 21
) -> tuple[pa.Table, pa.Table]:
    """Make clicks on articles that live for days, and the articles with their sections.

    An article is born at some moment, is worth reading for two days or so, and may burst: for
    some hours it is clicked much more. A visit (several a day for busy readers) shows what is
    alive; the reader picks by taste, freshness and what everybody reads, and now and then
    returns to an article of the days before.

    Returns
    -------
    Interactions and items.
    """
    rng = np.random.default_rng(seed)
    n_factors, n_sections = 8, 9
    section = rng.integers(0, n_sections, n_articles)
    article = rng.normal(0, 0.8, (n_articles, n_factors))
    article += rng.normal(0, 0.9, (n_sections, n_factors))[section]
    taste = rng.normal(0, 1, (n_users, n_factors))
    born = np.sort(rng.uniform(-3, n_days, n_articles))
    life = rng.lognormal(np.log(1.2), 0.5, n_articles)
    appeal = rng.gumbel(0, 0.8, n_articles)
    burst = np.where(rng.random(n_articles) < 0.1, born + rng.exponential(0.7, n_articles), np.inf)
    user, when = _visits(rng, n_users, n_days)
    rows: list[tuple[int, int, float]] = []
    past: list[list[int]] = [[] for _ in range(n_users)]
    for u, t in zip(user.tolist(), when.tolist(), strict=True):
        live = np.flatnonzero((born < t) & (born > t - 6))
        if not len(live):
            continue
        pull = appeal[live] - (t - born[live]) / life[live]
        pull += 2.0 * np.exp(-np.abs(t - burst[live]) / 0.15)
        pull += 0.5 * article[live] @ taste[u] + rng.gumbel(0, 1, len(live))
        pull[np.isin(live, past[u])] -= 2.5  # read already: drawn to it less
        picked = live[np.argsort(-pull)[: 1 + rng.poisson(0.7)]].tolist()
        picked += [a for a in past[u][-6:] if rng.random() < 0.06 and born[a] > t - 6]
        rows += [(u, int(a), t + 0.002 * n) for n, a in enumerate(picked)]
        past[u] += picked
    articles = pa.table(
        {
            "item_id": [f"a{n:04d}" for n in range(n_articles)],
            "section": [f"section {s}" for s in section],
        }
    )
    return _interactions(rows, "a"), articles


def sessions(seed: int = 0, n_users: int = 6000, n_items: int = 1000) -> pa.Table:
    """Make one session per user in which the next item depends on the one before.

    Items fall into communities. Most steps follow a sparse random graph that mostly stays in
    the community; the others are drawn by popularity and the user's own taste.

    Returns
    -------
    Interactions.
    """
    rng = np.random.default_rng(seed)
    community = rng.integers(0, 25, n_items)
    popular = rng.lognormal(0, 1.1, n_items)
    follow = [_followers(rng, n, community, popular) for n in range(n_items)]
    hidden = rng.normal(0, 1, (n_items, 6)) + rng.normal(0, 1, (25, 6))[community]
    rows: list[tuple[int, int, float]] = []
    for u in range(n_users):
        liking = np.log(popular) + 0.5 * hidden @ rng.normal(0, 1, 6)
        begin, length = rng.uniform(0, 90), 3 + rng.poisson(7)
        here = int(np.argmax(liking + rng.gumbel(0, 1, n_items)))
        for step in range(length):
            rows.append((u, here, begin + step * rng.uniform(0.001, 0.003)))
            targets, odds = follow[here]
            if rng.random() < 0.6:
                here = int(rng.choice(targets, p=odds))
            else:
                here = int(np.argmax(liking + rng.gumbel(0, 1, n_items)))
    return _interactions(rows, "i")


def _visits(
    rng: np.random.Generator, n_users: int, n_days: int
) -> tuple[npt.NDArray[np.int64], Floats]:
    """Draw who visits when: some read daily, most seldom; mornings and evenings are busy."""
    busy = rng.gamma(0.5, 0.9, n_users)
    counts = rng.poisson(np.tile(busy[:, None], (1, n_days)))
    user, day = np.nonzero(counts)
    repeated = counts[user, day]
    user, day = np.repeat(user, repeated), np.repeat(day, repeated)
    morning = rng.random(len(user)) < 0.5
    hour = np.where(morning, rng.normal(8, 1.5, len(user)), rng.normal(19.5, 2.5, len(user)))
    when = day + np.clip(hour, 0, 23.9) / 24
    order = np.argsort(when, kind="stable")
    return user[order], when[order]


def _followers(
    rng: np.random.Generator, item: int, community: npt.NDArray[np.int64], popular: Floats
) -> tuple[npt.NDArray[np.int64], Floats]:
    near = popular * np.where(community == community[item], 1.0, 0.01)
    near[item] = 0.0
    targets = rng.choice(len(popular), size=12, replace=False, p=near / near.sum())
    return targets, rng.dirichlet(np.full(12, 0.5))


def _interactions(rows: list[tuple[int, int, float]], letter: str) -> pa.Table:
    user, item, day = zip(*rows, strict=True)
    times = _START + (np.array(day) * _DAY).astype("timedelta64[us]")
    return pa.table(
        {
            "user_id": [f"u{n:05d}" for n in user],
            "item_id": [f"{letter}{n:04d}" for n in item],
            "timestamp": pa.array(times),
        }
    )

"""The peers: what each is called, what it needs, and the settings that are tried.

Settings are drawn with a fixed seed from stated ranges, the first one being a sensible
default; how many are tried is a budget that is the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks._outside import ImplicitFactors, Irspack, ItemKnn, LightFm, OwnMostFrequent
from benchmarks._sasrec import SasRec
from openkitchen.models import Ease, EaseSettings, OutsideModel, Popularity, RecentPopularity
from openkitchen.schema import Tables

MAX_ITEMS = 5000
SEED = 11

SASREC = {"factors": 128, "blocks": 2, "epochs": 30, "length": 50, "dropout": 0.2, "batch": 128}

Ranges = Mapping[str, tuple[Any, ...]]
Make = Callable[[Tables, int], "list[Callable[[], Any]]"]


@dataclass(frozen=True, slots=True)
class Peer:
    """A model to be measured against.

    Parameters
    ----------
    label
        What tables call it.
    candidates
        Returns up to so many functions that make an unfitted model each.
    needs
        The module that must be there.
    usual
        Whether it is measured unless it is named.
    """

    label: str
    candidates: Make
    needs: str = "numpy"
    usual: bool = True

    @property
    def there(self) -> bool:
        """Whether what it needs is installed."""
        return find_spec(self.needs) is not None


def draws(trials: int, first: Mapping[str, Any], ranges: Ranges) -> list[dict[str, Any]]:
    """Return settings: the first as given, the rest drawn.

    A range is ``("log", low, high)``, ``("flat", low, high)``, ``("whole", low, high)``
    (whole numbers, log-uniform) or ``("one of", ...)``.
    """
    rng = np.random.default_rng(SEED)
    rest = [{name: _draw(rng, *how) for name, how in ranges.items()} for _ in range(trials - 1)]
    return [dict(first), *(dict(first) | one for one in rest)]


def _draw(rng: np.random.Generator, kind: str, *of: Any) -> Any:
    if kind == "one of":
        return of[int(rng.integers(len(of)))]
    if kind == "flat":
        return float(rng.uniform(*of))
    value = float(np.exp(rng.uniform(np.log(of[0]), np.log(of[1]))))
    return round(value) if kind == "whole" else value


def _outside(kind: Any, fixed: Sequence[Any], first: Mapping[str, Any], **ranges: Any) -> Make:
    def candidates(tables: Tables, trials: int) -> list[Callable[[], Any]]:
        del tables
        every = draws(trials, first, ranges)
        return [lambda s=s: OutsideModel(kind(*fixed, **s)) for s in every]

    return candidates


def _recent(tables: Tables, trials: int) -> list[Callable[[], Any]]:
    if not tables.dated:
        return [Popularity]
    times = tables.interactions["timestamp"].cast(pa.int64()).to_numpy()
    days = float(times.max() - times.min()) / 86_400e6
    return [lambda h=h: RecentPopularity(h) for h in np.geomspace(days / 1000, days, trials)]


def _ease(tables: Tables, trials: int) -> list[Callable[[], Any]]:
    del tables
    ridges = np.geomspace(10, 5000, trials)
    return [lambda r=r: Ease(EaseSettings(float(r), MAX_ITEMS)) for r in ridges]


def _knn(tables: Tables, trials: int) -> list[Callable[[], Any]]:
    del tables
    kinds: tuple[tuple[str, dict[str, float]], ...] = (
        ("Cosine", {}),
        ("TFIDF", {}),
        ("BM25", {"K1": 1.2, "B": 0.75}),
        ("BM25", {"K1": 100.0, "B": 0.5}),
    )
    sizes = np.unique(np.geomspace(5, 1000, max(trials // len(kinds), 1)).astype(int))
    every = [(kind, {"K": int(k)} | more) for k in sizes[::-1] for kind, more in kinds]
    return [lambda k=k, s=s: OutsideModel(ItemKnn(k, **s)) for k, s in every[:trials]]


PEERS: dict[str, Peer] = {
    "popularity": Peer("popularity", lambda *_: [Popularity]),
    "recent-popularity": Peer("recent popularity", _recent),
    "own-most-frequent": Peer(
        "own most frequent", lambda *_: [lambda: OutsideModel(OwnMostFrequent())]
    ),
    "ease": Peer("EASE", _ease),
    "implicit-knn": Peer("item-kNN (implicit)", _knn, "implicit"),
    "implicit-als": Peer(
        "ALS (implicit)",
        _outside(
            ImplicitFactors,
            ["als"],
            {"factors": 64, "regularization": 0.05, "alpha": 10.0, "iterations": 15},
            factors=("whole", 16, 256),
            regularization=("log", 0.01, 100.0),
            alpha=("log", 0.5, 50.0),
        ),
        "implicit",
    ),
    "implicit-bpr": Peer(
        "BPR (implicit)",
        _outside(
            ImplicitFactors,
            ["bpr"],
            {"factors": 64, "learning_rate": 0.05, "regularization": 0.01, "iterations": 100},
            factors=("whole", 16, 256),
            learning_rate=("log", 0.01, 0.3),
            regularization=("log", 1e-4, 0.1),
            iterations=("whole", 30, 300),
        ),
        "implicit",
    ),
    "irspack-ials": Peer(
        "iALS (irspack)",
        _outside(
            Irspack,
            ["IALS"],
            {"n_components": 128, "alpha0": 0.03, "reg": 0.03, "train_epochs": 10},
            n_components=("whole", 32, 256),
            alpha0=("log", 3e-3, 0.5),
            reg=("log", 2e-3, 0.2),
            train_epochs=("whole", 5, 20),
        ),
        "irspack",
    ),
    "irspack-rp3beta": Peer(
        "RP3beta (irspack)",
        _outside(
            Irspack,
            ["RP3beta"],
            {"alpha": 1.0, "beta": 0.6, "top_k": 200},
            alpha=("flat", 0.3, 2.0),
            beta=("flat", 0.0, 1.2),
            top_k=("whole", 20, 1000),
        ),
        "irspack",
    ),
    "irspack-slim": Peer(
        "SLIM (irspack)",
        _outside(
            Irspack,
            ["SLIM"],
            {"alpha": 0.05, "l1_ratio": 0.01},
            alpha=("log", 1e-4, 1.0),
            l1_ratio=("log", 1e-4, 1.0),
        ),
        "irspack",
    ),
    "irspack-edlae": Peer(
        "EDLAE (irspack)",
        _outside(
            Irspack,
            ["EDLAE", False],
            {"reg": 100.0, "dropout_p": 0.3},
            reg=("log", 1.0, 2000.0),
            dropout_p=("flat", 0.0, 0.8),
        ),
        "irspack",
    ),
    "lightfm": Peer(
        "LightFM",
        _outside(
            LightFm,
            [],
            {"attributes": True, "epochs": 20, "no_components": 32, "loss": "warp"},
            attributes=("one of", True, False),
            epochs=("whole", 10, 60),
            no_components=("whole", 16, 128),
            learning_rate=("log", 0.01, 0.1),
            item_alpha=("log", 1e-7, 1e-4),
            user_alpha=("log", 1e-7, 1e-4),
        ),
        "lightfm",
    ),
    "sasrec": Peer(
        "SASRec (RecTools)",
        _outside(
            SasRec,
            [],
            SASREC,
            factors=("one of", 64, 128, 256),
            blocks=("one of", 1, 2, 3),
            epochs=("one of", 15, 30, 60, 100),
            length=("one of", 20, 50, 100),
            dropout=("one of", 0.2, 0.5),
            batch=("one of", 128, 256),
        ),
        "rectools",
        usual=False,
    ),
}

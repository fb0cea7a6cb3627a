"""Peers, each with as many trials on the same validation cut as our own search takes."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import scipy.sparse as sp
from implicit.nearest_neighbours import (
    BM25Recommender,
    CosineRecommender,
    ItemItemRecommender,
    TFIDFRecommender,
)

from openkitchen.models import Ease, EaseSettings, Model, Popularity, RecentPopularity
from openkitchen.models.audience import Audience, Known, gather, know
from openkitchen.models.baselines import tune
from openkitchen.models.ranking import rank_audience
from openkitchen.schema import Tables

MAX_ITEMS = 5000


class ItemKnn:
    """The item-item neighbours of the library implicit, behind our contract."""

    name = "item-kNN (implicit)"

    def __init__(self, kind: Callable[..., ItemItemRecommender], k: int, **settings: float) -> None:
        self.kind, self.k, self.settings = kind, k, settings

    def fit(self, tables: Tables, progress: object = None) -> ItemKnn:
        self.known = know(tables)
        model = self.kind(K=self.k, num_threads=1, **self.settings)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own weighting hands it another sparse format
            model.fit(self._matrix(gather(self.known, None), self.known), show_progress=False)
        self.similarity = sp.csr_matrix(model.similarity)
        return self

    @property
    def items(self) -> np.ndarray:
        return self.known.items.ids

    @property
    def users(self) -> np.ndarray:
        return self.known.users.ids

    def score(self, users: list[str], items: object = None, at: object = None) -> np.ndarray:
        return self.score_audience(gather(self.known, users))

    def score_audience(self, audience: Audience, at: object = None) -> np.ndarray:
        return np.asarray((self._matrix(audience, self.known) @ self.similarity).todense())

    def recommend(self, users: list[str], k: int = 10) -> object:
        return rank_audience(gather(self.known, users), self.known.items, self.score_audience, k)

    @staticmethod
    def _matrix(audience: Audience, known: Known) -> sp.csr_matrix:
        matrix = audience.seen(len(known.items))
        matrix.data[:] = 1.0
        return sp.csr_matrix(matrix)


def peers(tables: Tables, trials: int) -> dict[str, Model]:
    """Fit every peer, tuned with up to ``trials`` trials."""
    span = _span(tables)
    kinds = [
        lambda k, kind=kind, settings=settings: ItemKnn(kind, k, **settings)
        for kind, settings in (
            (CosineRecommender, {}),
            (TFIDFRecommender, {}),
            (BM25Recommender, {"K1": 1.2, "B": 0.75}),
            (BM25Recommender, {"K1": 100.0, "B": 0.5}),
        )
    ]
    neighbours = np.unique(np.geomspace(5, 1000, max(trials // 4, 1)).astype(int))
    knn = [lambda make=make, k=int(k): make(k) for make, k in itertools.product(kinds, neighbours)]
    ridges = np.geomspace(10, 5000, trials)
    half_lives = np.geomspace(span / 1000, span, trials)
    return {
        "popularity": Popularity().fit(tables),
        "recent popularity": tune([lambda h=h: RecentPopularity(h) for h in half_lives], tables),
        "EASE": tune([lambda r=r: Ease(EaseSettings(float(r), MAX_ITEMS)) for r in ridges], tables),
        "item-kNN": tune(knn, tables),
    }


def _span(tables: Tables) -> float:
    times = tables.interactions["timestamp"].cast(pa.int64()).to_numpy()
    return float(times.max() - times.min()) / 86_400e6

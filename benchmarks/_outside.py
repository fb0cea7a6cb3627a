"""Models of other libraries as scorers; every one on one thread and with a fixed seed."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models import Known, know, training_matrix
from openkitchen.models.encode import fit_encoder
from openkitchen.models.index import Index
from openkitchen.schema import Tables

Floats = npt.NDArray[Any]
SEED = 7


class ByFactors:
    """What models with one vector per user and one per item share."""

    name: str
    known: Known
    user_factors: Floats
    item_factors: Floats

    def score(self, users: Sequence[str], items: Sequence[str], at: object = None) -> Floats:
        left = self.user_factors[self.known.users.find(list(users))]
        return left @ self.item_factors[self.known.items.find(list(items))].T


class ImplicitFactors(ByFactors):
    """ALS or BPR of the library implicit."""

    def __init__(self, kind: str, **settings: Any) -> None:
        self.name, self.kind, self.settings = f"implicit-{kind}", kind, settings

    def fit(self, tables: Tables) -> ImplicitFactors:
        from implicit.cpu.als import AlternatingLeastSquares
        from implicit.cpu.bpr import BayesianPersonalizedRanking

        self.known = know(tables)
        make = {"als": AlternatingLeastSquares, "bpr": BayesianPersonalizedRanking}[self.kind]
        model = make(num_threads=1, random_state=SEED, **self.settings)
        model.fit(ones(self.known).astype(np.float32), show_progress=False)
        self.user_factors, self.item_factors = model.user_factors, model.item_factors
        return self


class ItemKnn:
    """The item-item neighbours of the library implicit; scores histories."""

    name = "implicit-knn"

    def __init__(self, kind: str, **settings: Any) -> None:
        self.kind, self.settings = kind, settings

    def fit(self, tables: Tables) -> ItemKnn:
        from implicit import nearest_neighbours

        make = getattr(nearest_neighbours, f"{self.kind}Recommender")
        model = make(num_threads=1, **self.settings)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own weighting hands it another sparse format
            model.fit(ones(know(tables)), show_progress=False)
        self.similarity = sp.csr_matrix(model.similarity)
        return self

    def score_histories(self, histories: sp.csr_array, at: object = None) -> Floats:
        return np.asarray((sp.csr_matrix(histories.sign()) @ self.similarity).todense())


class OwnMostFrequent:
    """What each user had most often, then what everybody had; scores histories."""

    name = "own-most-frequent"

    def fit(self, tables: Tables) -> OwnMostFrequent:
        counts = np.asarray(training_matrix(know(tables)).sum(axis=0)).ravel()
        self.shares = counts / (counts.max() + 1.0)
        return self

    def score_histories(self, histories: sp.csr_array, at: object = None) -> Floats:
        return histories.toarray() + self.shares


class Irspack:
    """A recommender of irspack, by the name of its class."""

    def __init__(self, kind: str, threads: bool = True, **settings: Any) -> None:
        self.name, self.kind = f"irspack-{kind.lower()}", kind
        self.settings = settings | ({"n_threads": 1} if threads else {})

    def fit(self, tables: Tables) -> Irspack:
        from irspack import recommenders

        self.known = know(tables)
        make = getattr(recommenders, f"{self.kind}Recommender")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an old name in its tuning tool
            self.model = make(ones(self.known), **self.settings).learn()
        return self

    def score(self, users: Sequence[str], items: Sequence[str], at: object = None) -> Floats:
        scores = np.asarray(self.model.get_score(self.known.users.find(list(users))))
        return scores[:, self.known.items.find(list(items))]


class LightFm(ByFactors):
    """LightFM with the attributes of items and users beside their ids."""

    name = "lightfm"

    def __init__(self, attributes: bool = True, epochs: int = 20, **settings: Any) -> None:
        self.attributes, self.epochs, self.settings = attributes, epochs, settings

    def fit(self, tables: Tables) -> LightFm:
        from lightfm import LightFM

        self.known = know(tables)
        known, told = self.known, (tables.user_attributes, tables.item_attributes)
        users = self._features(known.users, tables.users, told[0], "user_id")
        items = self._features(known.items, tables.items, told[1], "item_id")
        model = LightFM(random_state=SEED, **self.settings)
        model.fit(ones(known).astype(np.float32).tocoo(), users, items, epochs=self.epochs)
        user_bias, user = model.get_user_representations(users)
        item_bias, item = model.get_item_representations(items)
        user_bias, item_bias = user_bias[:, None], item_bias[:, None]
        one = np.ones_like
        self.user_factors = np.hstack([user, user_bias, one(user_bias)])
        self.item_factors = np.hstack([item, one(item_bias), item_bias])
        return self

    def _features(self, ids: Index, table: Any, told: Any, column: str) -> sp.csr_matrix:
        own = sp.identity(len(ids), dtype=np.float32, format="csr")
        if table is None or not self.attributes:
            return own
        encoder = fit_encoder(table, [a for a in told if a.kind in ("category", "set")])
        more = sp.csr_matrix(encoder.indicate(table, column, ids))
        return sp.hstack([own, more], format="csr", dtype=np.float32)


def ones(known: Known) -> sp.csr_matrix:
    """Return users × items, one where the user had the item."""
    return training_matrix(known).sign()

"""SASRec of RecTools as a scorer; needs rectools, torch and pytorch-lightning."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from openkitchen.models import know
from openkitchen.schema import Tables

SEED = 7


class SasRec:
    """Self-attention over a user's sequence; with a fixed seed, on what device there is."""

    name = "sasrec"

    def __init__(
        self, factors: int, blocks: int, epochs: int, length: int, dropout: float, batch: int
    ) -> None:
        self.factors, self.blocks, self.epochs, self.length = factors, blocks, epochs, length
        self.dropout, self.batch = dropout, batch

    @property
    def settings(self) -> str:
        """What it was made with, in words."""
        told = f"{self.factors} factors, {self.blocks} blocks, {self.epochs} epochs"
        return f"{told}, length {self.length}, dropout {self.dropout}, batch {self.batch}"

    def fit(self, tables: Tables) -> SasRec:
        import pandas as pd
        import torch
        from rectools.dataset import Dataset
        from rectools.models import SASRecModel

        torch.manual_seed(SEED)
        torch.set_num_threads(1)
        known = know(tables)
        events = known.events
        # one second apart, so that what happened at one instant keeps its order
        when = pd.Timestamp("2000-01-01") + pd.to_timedelta(events.position, unit="s")
        frame = pd.DataFrame(
            {"user_id": events.user, "item_id": events.item, "weight": 1.0, "datetime": when}
        )
        self.known, self.data = known, Dataset.construct(frame)
        self.model = SASRecModel(
            n_factors=self.factors,
            n_blocks=self.blocks,
            n_heads=2,
            epochs=self.epochs,
            session_max_len=self.length,
            dropout_rate=self.dropout,
            batch_size=self.batch,
            loss="softmax",
            deterministic=not torch.cuda.is_available(),
            verbose=0,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.model.fit(self.data)
        return self

    def score(self, users: Sequence[str], items: Sequence[str], at: object = None) -> Any:
        """Return scores by rank: RecTools gives lists; what it leaves out scores lowest.

        Who has no history gets the items by popularity.
        """
        codes = self.known.users.find(list(users))
        scores: npt.NDArray[np.float64] = np.zeros((len(users), len(self.known.items)))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warm = np.isin(codes, np.unique(self.known.events.user))
            counts = np.bincount(self.known.events.item, minlength=len(self.known.items))
            scores[~warm] = counts / (1.0 + counts.max())
            lists = self.model.recommend(codes[warm], self.data, k=300, filter_viewed=False)
        place = {int(code): n for n, code in enumerate(codes)}
        rows = lists["user_id"].map(place).to_numpy()
        scores[rows, lists["item_id"].to_numpy()] = 1.0 / lists["rank"].to_numpy()
        return scores[:, self.known.items.find(list(items))]

"""A model of another library beside our own: ALS of the library implicit.

``pip install implicit``, then ``python examples/outside_model.py``. The class `ImplicitAls`
is all that it takes; lists, ties, strangers, evaluation, bundles and serving come along.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

import openkitchen as ok
from openkitchen.models import (
    Addend,
    Known,
    ScorerParts,
    check_model,
    know,
    register,
    training_matrix,
)
from openkitchen.pipelines.demo import unpack_demo
from openkitchen.pipelines.runner import run_workspace
from openkitchen.prepare import split_by_time

try:
    from implicit.cpu.als import AlternatingLeastSquares
except ImportError:
    sys.exit("This example needs the library implicit: pip install implicit")


@register
class ImplicitAls:
    """Implicit ALS: a vector per user, a vector per item; the score is their product."""

    name = "implicit-als"

    def __init__(self, factors: int = 32, regularization: float = 1.0, alpha: float = 5.0) -> None:
        self.settings = {"factors": factors, "regularization": regularization, "alpha": alpha}

    def fit(self, tables: ok.Tables) -> None:
        self.known = know(tables)
        matrix = training_matrix(self.known).astype(np.float32)
        als = AlternatingLeastSquares(**self.settings, random_state=0, num_threads=1)
        als.fit(matrix, show_progress=False)
        # in double precision, so that the terms add up to the score in every digit
        self.users, self.items = (f.astype(float) for f in (als.user_factors, als.item_factors))

    def score(self, users: Sequence[str], items: Sequence[str], at: object = None) -> Any:
        rows, columns = self.known.users.find(users), self.known.items.find(items)
        return self.users[rows] @ self.items[columns].T

    def explain(self, user: str, item: str, at: object = None) -> list[Addend]:
        """Take the score apart by factor: exact, if not much of a reason."""
        parts = self.users[self.known.users.code(user)] * self.items[self.known.items.code(item)]
        return [Addend(f"factor {n}", float(x), "factors") for n, x in enumerate(parts)]

    def parts(self) -> ScorerParts:
        return ScorerParts(self.settings, {"user_factors": self.users, "item_factors": self.items})

    @classmethod
    def from_parts(cls, parts: ScorerParts, known: Known) -> ImplicitAls:
        scorer = cls(**parts.facts)
        scorer.known = known
        scorer.users, scorer.items = parts.arrays["user_factors"], parts.arrays["item_factors"]
        return scorer


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        shop = Path(folder) / "shop"
        unpack_demo(shop, customers=200, days=30)
        steps = ["identity edges", "identity map", "interactions", "users", "items"]
        run_workspace(shop, only=steps)
        files = (shop / f"data/03_primary/{name}.parquet" for name in ("interactions", "items"))
        clicks, recipes = (pq.read_table(file) for file in files)
        before, after = split_by_time(clicks, share=0.1)
        tables = ok.read_tables(before.drop_columns(["source", "map_version"]), recipes)

        print(check_model(lambda: ok.OutsideModel(ImplicitAls()), tables).sentence())

        als = ok.OutsideModel(ImplicitAls()).fit(tables)
        ours = ok.Ease().fit(tables)
        who = sorted(set(after["user_id"].to_pylist()))
        als_figures, our_figures = (
            ok.evaluate(one.recommend(who).table, after, train=before) for one in (als, ours)
        )
        gap = ok.compare(our_figures, als_figures).difference("ndcg", 10)
        assert gap is not None
        print(f"EASE {gap.first:.3f}, ALS {gap.second:.3f}: {gap.low:+.3f} to {gap.high:+.3f}")

        als.save(Path(folder) / "bundle")
        loaded = ok.load(Path(folder) / "bundle")
        assert loaded.recommend(who).table.equals(als.recommend(who).table)
        serve(Path(folder) / "bundle", who[0])


def serve(bundle: Path, user: str) -> None:
    """Ask what the API would be asked; `create_api(kitchen)` is the app itself."""
    from openkitchen.serving import open_kitchen, tailored

    told = tailored.recommend(open_kitchen(bundle), user, 3, explain=True)
    for item in told.items:
        assert item.reasons is not None
        total = sum(term.contribution for term in item.reasons.terms)
        print(f"{item.rank}. {item.title}: {item.score:.3f}, the sum of its terms {total:.3f}")


if __name__ == "__main__":
    main()

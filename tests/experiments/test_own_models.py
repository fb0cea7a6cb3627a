"""A segment with tastes of its own is served better by its own model; a random one is not."""

import numpy as np
import pyarrow as pa

from openkitchen.evaluate import evaluate_lists
from openkitchen.evaluate.labels import user_labels
from openkitchen.evaluate.segments import segments_of
from openkitchen.experiments.own_models import own_models
from openkitchen.models import Popularity
from openkitchen.schema import Tables


def test_popularity_of_ones_own_kind_beats_that_of_all():
    rng = np.random.default_rng(0)
    rows = {"train": [], "truth": []}
    groups = []
    for n in range(400):
        kind = n % 4 == 0
        groups.append("few" if kind else "many")
        taken = rng.permutation(20)[:8] + (20 if kind else 0)
        rows["train"] += [(f"u{n}", f"i{m}", None) for m in taken[:5]]
        rows["truth"] += [(f"u{n}", f"i{m}", None) for m in taken[5:]]
    names = ("user_id", "item_id", "timestamp")
    kinds = pa.schema(zip(names, (pa.string(), pa.string(), pa.timestamp("us")), strict=True))
    train, truth = (
        pa.table(list(map(list, zip(*rows[name], strict=True))), schema=kinds) for name in rows
    )
    labels = user_labels(pa.table({"user_id": [f"u{n}" for n in range(400)], "group": groups}))
    users = [f"u{n}" for n in range(400)]
    shared = Popularity().fit(Tables(train))
    evaluation = evaluate_lists(shared.recommend(users, 5).table, truth, 5, train)
    segments = segments_of(evaluation, labels, k=5)
    found = own_models(
        segments, labels, evaluation, Tables(train), truth, lambda t: Popularity().fit(t)
    )
    rows = {row.value: row for row in found.rows}
    assert rows["few"].verdict == "better"
    assert rows["few"].shared == 0.0
    assert rows["many"].verdict == "no difference shown"
    assert found.sentences()[0].startswith("A model of its own would serve group = few better")

import numpy as np
import pyarrow as pa

from openkitchen.evaluate.labels import user_labels
from openkitchen.experiments.segment_means import segment_means

USERS = pa.array([f"u{n}" for n in range(10)])


def test_means_of_the_groups_that_are_large_enough():
    kinds = ["a"] * 5 + ["b"] * 4 + ["c"]
    table = pa.table({"user_id": USERS, "kind": kinds, "all": ["same"] * 10})
    groups = segment_means(user_labels(table, ["kind", "all"]), USERS, 3)
    assert groups.names == (("kind", "a"), ("kind", "b"))
    assert groups.sizes.tolist() == [5, 4]
    np.testing.assert_allclose(groups.of(np.arange(10.0)), [2, 6.5])
    assert groups.users(1).tolist() == [5, 6, 7, 8]


def test_without_groups():
    groups = segment_means(None, USERS, 3)
    assert len(groups) == 0
    assert groups.of(np.arange(10.0)).tolist() == []

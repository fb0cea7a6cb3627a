"""Shares of a score, by hand, on the popularity model: it is the same for everyone."""

import pyarrow as pa

from openkitchen.experiments.starting_cold import starting_cold
from openkitchen.models import Popularity
from openkitchen.schema import Tables


def test_popularity_is_all_that_a_popularity_model_knows():
    rows = [(f"u{n}", f"i{m}") for n in range(12) for m in range(n + 1)]
    users, items = zip(*rows, strict=True)
    train = pa.table(
        {"user_id": users, "item_id": items, "timestamp": pa.nulls(len(rows), pa.timestamp("us"))}
    )
    found = starting_cold(Popularity().fit(Tables(train)), train, 3)
    assert found.served
    assert [row.item_id for row in found.new_user] == ["i0", "i1", "i2"]
    assert found.new_user[0].taken == 12
    assert {(row.popularity, row.history) for row in found.rows} == {(1.0, 0.0)}
    assert {row.n_users for row in found.rows} == {3}  # with ten events and more


def test_with_short_histories_alone_only_the_newcomer_is_told():
    train = pa.table(
        {"user_id": ["u"], "item_id": ["i"], "timestamp": pa.nulls(1, pa.timestamp("us"))}
    )
    found = starting_cold(Popularity().fit(Tables(train)), train, 3)
    assert found.rows == ()
    assert "Nobody has events enough" in found.sentences()[1]

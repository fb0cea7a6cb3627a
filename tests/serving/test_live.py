"""A history as it is now: what was trained on, and what happened since."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest
from tests.contracts.test_every_model import FIXED
from tests.shop import small_tables

from openkitchen.models import GlassBox, know
from openkitchen.schema import Tables
from openkitchen.serving.live import Live
from openkitchen.store import EventRow, add_events, open_store

WHEN = datetime(2030, 1, 1)


@pytest.fixture
def live(tmp_path):
    with open_store(tmp_path / "k.db") as store:
        yield Live(store, "shop")


def put(live, user, item, *, kind="view", when=WHEN, value=None, number="1"):
    row = EventRow("shop", f"{user}{item}{number}", when, when, user, None, item, kind, value)
    add_events(live.store, [row])


def test_without_events_nothing_changes(live):
    standing = live.standing(know(small_tables()), "u001")
    assert standing.history is None
    assert standing.at is None


def test_history_and_events_score_as_if_both_had_been_handed_over(live):
    tables = small_tables()
    model = GlassBox(FIXED).fit(tables)
    put(live, "u001", "i05")
    standing = live.standing(model.known, "u001")
    own = tables.interactions.filter(np.array(tables.interactions["user_id"].to_pylist()) == "u001")
    assert standing.history.num_rows == own.num_rows + 1
    by_hand = own.select(["user_id", "item_id", "timestamp"])
    last = by_hand.slice(0, 1).to_pydict() | {"item_id": ["i05"], "timestamp": [WHEN]}
    joined = pa.concat_tables([by_hand, pa.table(last, schema=by_hand.schema)])
    expected = model.recommend(["u001"], 9, WHEN, history=joined).table
    found = model.recommend(["u001"], 9, standing.at, history=standing.history).table
    assert found.equals(expected)


def test_events_that_do_not_count_are_left_out(live):
    known = know(small_tables())
    put(live, "u001", "nobody-knows-it")
    put(live, "u001", None)
    assert live.standing(known, "u001").history is None
    some = Live(live.store, "shop", weights={"buy": 2.0}, least={"buy": 3.0})
    put(live, "u001", "i05", kind="view")
    put(live, "u001", "i06", kind="buy", value=1.0)
    assert some.standing(known, "u001").history is None
    put(live, "u001", "i07", kind="buy", value=3.0)
    assert some.standing(known, "u001").history["weight"].to_pylist()[-1] == 2.0
    assert Live(live.store, "shop", after=10_000).standing(known, "u001").history is None


def test_what_was_trained_on_already_is_not_counted_twice(live):
    tables = small_tables()
    first = tables.interactions.to_pylist()[0]
    put(live, first["user_id"], first["item_id"], when=first["timestamp"])
    assert live.standing(know(tables), first["user_id"]).history is None


def test_data_without_dates_stay_without(live):
    tables = small_tables()
    place = tables.interactions.column_names.index("timestamp")
    bare = pa.nulls(tables.interactions.num_rows, pa.timestamp("us"))
    known = know(Tables(tables.interactions.set_column(place, "timestamp", bare)))
    put(live, "u001", "i05")
    standing = live.standing(known, "u001")
    assert standing.at is None
    assert standing.history["timestamp"].null_count == standing.history.num_rows


def test_types_and_values_of_events_count_as_they_do_for_a_table(live):
    tables = small_tables()
    count = tables.interactions.num_rows
    kinds = pa.array([("view", "buy")[n % 2] for n in range(count)])
    values = pa.array([float(n % 5 + 1) for n in range(count)])
    rows = tables.interactions.select(["user_id", "item_id", "timestamp"])
    rows = rows.append_column("event_type", kinds).append_column("event_value", values)
    settings = replace(FIXED, event_weights=("buy:4", "view:0.5"), value_power=0.5)
    model = GlassBox(settings).fit(Tables(rows, tables.items, tables.users))
    put(live, "u001", "i05", kind="buy", value=5.0)
    standing = live.standing(model.known, "u001")
    own = rows.filter(np.array(rows["user_id"].to_pylist()) == "u001")
    more = {"user_id": ["u001"], "item_id": ["i05"], "timestamp": [WHEN]}
    more |= {"event_type": ["buy"], "event_value": [5.0]}
    joined = pa.concat_tables([own, pa.table(more, schema=own.schema)])
    expected = model.recommend(["u001"], 9, WHEN, history=joined).table
    found = model.recommend(["u001"], 9, standing.at, history=standing.history).table
    assert found.equals(expected)
    plain = joined.drop_columns(["event_type", "event_value"])
    assert not found.equals(model.recommend(["u001"], 9, WHEN, history=plain).table)

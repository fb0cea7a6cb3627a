"""When an item can be had: by a column of true and false, or by dates."""

from datetime import datetime

import pyarrow as pa
import pytest

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.models import know
from openkitchen.models.availability import Availability
from openkitchen.models.events import in_days
from openkitchen.models.rules import Available
from openkitchen.schema import Tables

EVENTS = pa.table(
    {
        "user_id": ["u"] * 4,
        "item_id": ["a", "b", "c", "d"],
        "timestamp": pa.array([datetime(2026, 1, n) for n in range(1, 5)], pa.timestamp("us")),
    }
)
ITEMS = {
    "item_id": ["a", "b", "c"],
    "stock": ["Yes", "no", None],
    "starts": ["2026-02-01", None, "2026-01-01T12:00:00"],
    "ends": [None, "2026-02-10", ""],
}


def bound(rule, **other):
    tables = Tables(EVENTS, pa.table(ITEMS | other))
    known = know(Tables(EVENTS))
    found = Availability(rule, known, tables)
    return found, {str(item): n for n, item in enumerate(known.items.ids)}


def forbidden(rule, moment=datetime(2026, 1, 1), **other):
    found, at = bound(rule, **other)
    flags = found.forbidden(in_days(moment))
    return {item for item, n in at.items() if flags[n]}


def test_a_column_decides_and_what_is_not_known_is_hidden_unless_shown():
    assert forbidden(Available("stock")) == {"b", "c", "d"}
    assert forbidden(Available("stock", unknown="show")) == {"b"}


def test_dates_open_and_close_a_bare_one_for_its_whole_day():
    rule = Available(start="starts", end="ends", unknown="show")
    assert forbidden(rule, datetime(2026, 1, 1)) == {"a", "c"}
    assert forbidden(rule, datetime(2026, 2, 10, 23, 59)) == set()
    assert forbidden(rule, datetime(2026, 2, 11)) == {"b"}


def test_the_reason_names_the_value():
    found, at = bound(Available("stock"))
    assert found.broken(at["a"], 0.0) is None
    assert found.broken(at["b"], 0.0).reason == "the item's stock is no"
    assert "not known" in found.broken(at["d"], 0.0).reason
    dates, at = bound(Available(start="starts", end="ends"))
    early, late = in_days(datetime(2026, 1, 1)), in_days(datetime(2026, 3, 1))
    assert "only from 2026-02-01" in dates.broken(at["a"], early).reason
    assert "only until 2026-02-10" in dates.broken(at["b"], late).reason


def test_how_many_items_nothing_is_known_of_is_told():
    assert "of 2 of 4 items" in bound(Available("stock"))[0].notes()[0]
    assert not bound(Available("stock"), stock=["y", "n", "1"])[0].by_date


@pytest.mark.parametrize(
    ("rule", "other", "error"),
    [
        (Available("stock"), {"stock": ["maybe", "no", "no"]}, SettingsError),
        (Available(start="starts"), {"starts": ["soon", None, None]}, SettingsError),
        (Available("in_stock"), {}, UnknownName),
    ],
)
def test_what_is_no_answer_is_told(rule, other, error):
    with pytest.raises(error):
        bound(rule, **other)
    with pytest.raises(UnknownName, match="no table of items"):
        Availability(Available("stock"), know(Tables(EVENTS)), Tables(EVENTS))

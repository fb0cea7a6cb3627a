import numpy as np
import pytest

from openkitchen.errors import ModelError, SettingsError, UnknownName
from openkitchen.models.editing import interactions_of
from openkitchen.serving.cases import ANYBODY, MOST_HISTORY, Context, Had, case_of


def own_history(kitchen, user):
    table = interactions_of(kitchen.model.known)
    return [
        Had(row["item_id"], row["timestamp"].isoformat(), row["event_type"], row["event_value"])
        for row in table.to_pylist()
        if row["user_id"] == user
    ]


def scores(case):
    model, now = case.kitchen.model, case.standing
    table = model.recommend([case.user_id], 30, now.at, history=now.history).table
    return dict(zip(table["item_id"].to_pylist(), table["score"].to_pylist(), strict=True))


def test_a_told_history_counts_as_the_trained_one(kitchen):
    known = scores(case_of(kitchen, "u003"))
    told = scores(case_of(kitchen, "u003", own_history(kitchen, "u003")))
    assert told.keys() == known.keys()
    np.testing.assert_allclose([told[item] for item in known], list(known.values()), rtol=1e-9)


def test_without_a_name_nothing_of_a_person_counts(kitchen):
    case = case_of(kitchen, None, [])
    assert (case.user_id, case.known_user) == (ANYBODY, False)
    assert scores(case) == scores(case_of(kitchen, "a stranger"))


def test_what_the_model_does_not_know_is_left_out_and_told(kitchen):
    case = case_of(kitchen, None, [Had("i01"), Had("nothing"), Had("nothing")])
    assert case.left_out == ("nothing",)
    assert case.standing.history.num_rows == 1
    assert case.known_user


def test_later_events_are_not_known_at_an_earlier_moment(kitchen):
    late, early = Had("i01", 1_788_000_000), Had("i02", 1_700_000_000)
    both = scores(case_of(kitchen, None, [early, late], at=1_750_000_000))
    alone = scores(case_of(kitchen, None, [early], at=1_750_000_000))
    assert both == alone


def test_the_order_of_a_history_without_times_counts(kitchen):
    one = case_of(kitchen, None, [Had("i01"), Had("i02")]).standing.history
    other = case_of(kitchen, None, [Had("i02"), Had("i01")]).standing.history
    for table, first in ((one, "i01"), (other, "i02")):
        assert table.sort_by("timestamp")["item_id"][0].as_py() == first


def test_what_cannot_be_is_named(kitchen, plain_kitchen):
    with pytest.raises(SettingsError, match="history of 10,001 events"):
        case_of(kitchen, None, [Had("i01")] * (MOST_HISTORY + 1))
    with pytest.raises(SettingsError, match="at is no time"):
        case_of(kitchen, "u003", at="tomorrow")
    with pytest.raises(ModelError, match="device"):
        case_of(kitchen, "u003", context=Context("mobile"))
    with pytest.raises(ModelError, match="device"):
        case_of(plain_kitchen, "u003", context=Context("mobile"))


def test_devices_are_those_that_the_model_knows(device_kitchen):
    mobile = case_of(device_kitchen, "u003", context=Context("mobile"))
    assert mobile.kitchen is case_of(device_kitchen, "u004", context=Context("mobile")).kitchen
    assert scores(mobile) != scores(case_of(device_kitchen, "u003"))
    with pytest.raises(UnknownName, match="no device 'fridge'"):
        case_of(device_kitchen, "u003", context=Context("fridge"))

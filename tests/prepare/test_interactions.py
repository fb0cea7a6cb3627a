"""Events become interactions; each step takes away what it says, and nothing else."""

from collections import Counter
from datetime import timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.arrivals import at, received_of, source

from openkitchen.errors import SettingsError
from openkitchen.identity import edges_from, map_version, mock_users, resolve
from openkitchen.prepare import prepare_interactions

COLUMNS = pa.schema(
    [
        ("user_id", pa.string()),
        ("item_id", pa.string()),
        ("timestamp", pa.timestamp("us")),
        ("event_type", pa.string()),
        ("weight", pa.float64()),
        ("session_id", pa.string()),
        ("device", pa.string()),
        ("source", pa.string()),
        ("map_version", pa.string()),
    ]
)
STEPS = ["received", "duplicates", "bots", "catalogue", "weights"]


def prepared(received, **given):
    identity_map = resolve(edges_from(received))
    interactions, funnel = prepare_interactions(received, identity_map, given)
    return interactions.to_pylist(), {row["step"]: row["rows"] for row in funnel.to_pylist()}


def web(*rows, name="web"):
    return source(name, "events", [{"item_id": "i", "timestamp": at(0)} | row for row in rows])


def test_the_columns_and_the_funnel_are_as_promised():
    received = received_of(web({"visitor_id": "v"}))
    identity_map = resolve(edges_from(received))
    interactions, funnel = prepare_interactions(received, identity_map, {})
    assert interactions.schema == COLUMNS
    assert interactions.to_pylist() == [
        {
            "user_id": "visitor:v",
            "item_id": "i",
            "timestamp": at(0),
            "event_type": None,
            "weight": 1.0,
            "session_id": "visitor:v@20260803-120000",
            "device": None,
            "source": "web",
            "map_version": map_version(identity_map),
        }
    ]
    assert funnel.column_names == ["step", "meaning", "rows"]
    assert funnel["step"].to_pylist() == STEPS
    assert all(len(meaning) > 20 for meaning in funnel["meaning"].to_pylist())


def test_the_user_is_the_rows_own_else_its_customer_else_the_maps_else_the_visitor():
    events = web(
        {"item_id": "a", "user_id": "U", "customer_id": "C1", "visitor_id": "phone"},
        {"item_id": "b", "customer_id": "C1", "visitor_id": "phone"},
        {"item_id": "c", "visitor_id": "phone"},
        {"item_id": "d", "visitor_id": "kiosk"},
        {"item_id": "e", "customer_id": "C9"},
    )
    rows, _ = prepared(received_of(events))
    assert {row["item_id"]: row["user_id"] for row in rows} == {
        "a": "U",
        "b": "C1",
        "c": "C1",
        "d": "visitor:kiosk",
        "e": "C9",
    }


def test_a_mock_user_has_all_that_its_visitors_do_also_with_a_login():
    received = received_of(
        web(
            {"item_id": "a", "customer_id": "C1", "visitor_id": "phone"},
            {"item_id": "b", "visitor_id": "phone"},
            {"item_id": "c", "customer_id": "C1", "visitor_id": "unheard of"},
        )
    )
    seen = pa.table({"visitor_id": ["phone"], "item_id": ["a"]})
    interactions, _ = prepare_interactions(received, mock_users(seen, 1), {})
    users = {row["item_id"]: row["user_id"] for row in interactions.to_pylist()}
    assert users["a"] == users["b"]
    assert users["a"].startswith("mock:")
    assert users["c"] == "C1"


def test_on_a_shared_device_logins_count_for_the_customer_and_the_rest_for_nobody():
    events = web(
        {"item_id": "a", "visitor_id": "tablet", "customer_id": "C1"},
        {"item_id": "b", "visitor_id": "tablet", "customer_id": "C2"},
        {"item_id": "c", "visitor_id": "tablet"},
    )
    rows, _ = prepared(received_of(events))
    assert [row["user_id"] for row in sorted(rows, key=lambda row: row["item_id"])] == [
        "C1",
        "C2",
        "visitor:tablet",
    ]


def test_a_customer_whose_id_looks_like_a_visitors_user_stays_apart():
    events = web(
        {"visitor_id": "a"},
        {"customer_id": "visitor:a"},
        {"customer_id": "visitor:a", "visitor_id": "b"},
    )
    rows, _ = prepared(received_of(events))
    assert Counter(row["user_id"] for row in rows) == {"visitor:a": 1, "customer:visitor:a": 1}


def test_events_with_the_same_id_are_one():
    events = web(
        {"event_id": "1", "visitor_id": "v", "timestamp": at(0)},
        {"event_id": "1", "visitor_id": "v", "timestamp": at(3)},
        {"event_id": "2", "visitor_id": "v", "timestamp": at(0)},
    )
    rows, funnel = prepared(received_of(events))
    assert [row["timestamp"] for row in rows] == [at(0), at(0)]
    assert funnel["received"] - funnel["duplicates"] == 1


def test_events_without_an_id_are_one_when_all_but_the_value_is_the_same():
    same = {"visitor_id": "v", "event_type": "view", "device": "phone"}
    events = web(
        same,
        same | {"event_value": 4.0},
        same | {"device": None},
        same | {"device": None},
        same | {"event_type": "save"},
        same | {"timestamp": at(1)},
        same | {"item_id": "j"},
        same | {"visitor_id": "w"},
        same | {"session_id": "morning"},
        same | {"session_id": "evening"},
        same | {"session_id": "evening"},
    )
    rows, funnel = prepared(received_of(events))
    assert funnel["received"] - funnel["duplicates"] == 3
    assert len(rows) == 8


def test_two_sources_may_use_the_same_event_ids():
    one = web({"event_id": "1", "visitor_id": "v"})
    two = web({"event_id": "1", "visitor_id": "v"}, name="app")
    rows, _ = prepared(received_of(one, two))
    assert [row["source"] for row in rows] == ["app", "web"]


def test_a_visitor_with_too_many_events_on_one_day_goes_wholly():
    crawler = [{"visitor_id": "bot", "item_id": f"i{n}", "timestamp": at(n)} for n in range(6)]
    crawler.append({"visitor_id": "bot", "timestamp": at(3 * 24 * 60)})
    busy = [
        {"visitor_id": "v", "item_id": f"i{n}", "timestamp": at(24 * 60 * n)} for n in range(20)
    ]
    at_the_limit = [{"visitor_id": "w", "timestamp": at(n)} for n in range(5)]
    rows, funnel = prepared(received_of(web(*crawler, *busy, *at_the_limit)), bot_events_a_day=5)
    assert {row["user_id"] for row in rows} == {"visitor:v", "visitor:w"}
    assert funnel["duplicates"] - funnel["bots"] == 7


def test_a_bot_on_one_device_leaves_the_customers_other_device():
    rows = [{"visitor_id": "bot", "customer_id": "C", "timestamp": at(n)} for n in range(6)]
    rows.append({"visitor_id": "phone", "customer_id": "C", "item_id": "j"})
    kept, _ = prepared(received_of(web(*rows)), bot_events_a_day=5)
    assert [(row["user_id"], row["item_id"]) for row in kept] == [("C", "j")]


def test_bots_that_are_named_are_left_out_whatever_they_do():
    events = web(
        {"visitor_id": "clock"},
        {"visitor_id": "clock", "customer_id": "C", "timestamp": at(1)},
        {"visitor_id": "C", "timestamp": at(2)},
        {"visitor_id": "v", "customer_id": "C", "timestamp": at(3)},
        {"customer_id": "robot", "timestamp": at(4)},
    )
    rows, funnel = prepared(received_of(events), bots=["clock", "robot", "nobody"])
    assert [row["timestamp"] for row in rows] == [at(2), at(3)]
    assert funnel["duplicates"] - funnel["bots"] == 3


def test_doubles_make_nobody_a_bot():
    rows, _ = prepared(received_of(web(*[{"visitor_id": "v"}] * 9)), bot_events_a_day=5)
    assert len(rows) == 1


def test_items_outside_the_catalogue_are_kept_unless_told_otherwise():
    events = web({"visitor_id": "v", "item_id": "new"}, {"visitor_id": "v", "item_id": "old"})
    received = received_of(events, source("recipes", "catalogue", [{"item_id": "old"}] * 2))
    assert [row["item_id"] for row in prepared(received)[0]] == ["new", "old"]
    rows, funnel = prepared(received, unknown_items="drop")
    assert [row["item_id"] for row in rows] == ["old"]
    assert funnel["bots"] - funnel["catalogue"] == 1


def test_unknown_items_cannot_be_dropped_without_a_catalogue():
    with pytest.raises(SettingsError, match="no catalogue"):
        prepared(received_of(web({"visitor_id": "v"})), unknown_items="drop")


def test_weights_by_event_type_with_one_for_all_others():
    events = web(
        {"visitor_id": "v", "item_id": "a", "event_type": "view"},
        {"visitor_id": "v", "item_id": "b", "event_type": "cook", "event_value": None},
        {"visitor_id": "v", "item_id": "c", "event_type": "share"},
        {"visitor_id": "v", "item_id": "d"},
        {"visitor_id": "v", "item_id": "e", "event_type": "cook", "weight": 0.5},
        {"visitor_id": "v", "item_id": "f", "event_type": "ad"},
    )
    rows, funnel = prepared(
        received_of(events), event_weights={"view": 2, "cook": 5.0, "ad": 0, "*": 0.25}
    )
    assert {row["item_id"]: row["weight"] for row in rows} == {
        "a": 2.0,
        "b": 5.0,
        "c": 0.25,
        "d": 0.25,
        "e": 2.5,
    }
    assert funnel["catalogue"] - funnel["weights"] == 1


def test_the_funnel_says_which_events_weigh_nothing():
    received = received_of(web({"visitor_id": "v"}))
    _, funnel = prepare_interactions(
        received, resolve(edges_from(received)), {"event_weights": {"ad": 0, "*": 0}}
    )
    assert "all others, ad" in funnel["meaning"].to_pylist()[-1]
    assert funnel["rows"].to_pylist()[-1] == 0


def test_sessions_end_with_a_pause_longer_than_the_gap():
    minutes = (0, 30, 60, 90.5, 91)
    events = [{"visitor_id": "v", "item_id": f"i{n}", "timestamp": at(n)} for n in minutes]
    rows, _ = prepared(received_of(web(*events, {"visitor_id": "w"})))
    assert [(row["user_id"], row["session_id"].partition("@")[2]) for row in rows] == [
        ("visitor:v", "20260803-120000"),
        ("visitor:w", "20260803-120000"),
        ("visitor:v", "20260803-120000"),
        ("visitor:v", "20260803-120000"),
        ("visitor:v", "20260803-133030"),
        ("visitor:v", "20260803-133030"),
    ]


def test_a_session_spans_the_devices_of_a_user_and_the_sources_own_session_wins():
    events = web(
        {"visitor_id": "phone", "customer_id": "C", "timestamp": at(0)},
        {"visitor_id": "laptop", "customer_id": "C", "timestamp": at(10)},
        {"visitor_id": "laptop", "customer_id": "C", "timestamp": at(11), "session_id": "s7"},
    )
    rows, _ = prepared(received_of(events))
    assert [row["session_id"] for row in rows] == ["C@20260803-120000"] * 2 + ["s7"]


def test_events_without_times_have_no_session_and_no_day():
    rows = [{"user_id": "u", "item_id": f"i{n}", "timestamp": None} for n in range(9)]
    kept, _ = prepared(received_of(source("ratings", "events", rows)), bot_events_a_day=5)
    assert len(kept) == 9
    assert {row["session_id"] for row in kept} == {None}


def test_no_events_at_all():
    people = source("crm", "people", [{"customer_id": "C"}])
    identity_map = resolve(edges_from(received_of(people)))
    interactions, funnel = prepare_interactions(received_of(people), identity_map, {})
    assert interactions.schema == COLUMNS
    assert funnel["rows"].to_pylist() == [0] * 5


EVENT = st.fixed_dictionaries(
    {
        "item_id": st.sampled_from("ab"),
        "timestamp": st.integers(0, 6).map(lambda n: at(0) + timedelta(hours=n * n)),
        "event_type": st.sampled_from(["view", "cook", "ad", None]),
        "device": st.sampled_from(["phone", None]),
        "event_id": st.sampled_from([None, None, None, "1", "2"]),
        "event_value": st.sampled_from([None, 1.0, 2.0]),
        "session_id": st.sampled_from([None, None, "s", "t"]),
    }
)
WHO = st.sampled_from(
    [
        {"visitor_id": "v", "customer_id": None, "user_id": None},
        {"visitor_id": "v", "customer_id": "C", "user_id": None},
        {"visitor_id": "w", "customer_id": None, "user_id": None},
        {"visitor_id": None, "customer_id": "D", "user_id": None},
        {"visitor_id": None, "customer_id": None, "user_id": "u"},
    ]
)
EVENTS = st.lists(st.builds(lambda who, what: who | what, WHO, EVENT), min_size=1, max_size=30)


@given(EVENTS, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_rows_in_are_rows_out_and_those_that_each_step_took_in_any_order(rows, random):
    wanted = {
        "event_weights": {"view": 1, "cook": 3, "ad": 0},
        "bot_events_a_day": 6,
        "unknown_items": "drop",
    }
    catalogue = source("recipes", "catalogue", [{"item_id": "a"}])
    results = []
    for order in (rows, random.sample(rows, len(rows))):
        received = received_of(source("web", "events", order), catalogue)
        identity_map = resolve(edges_from(received))
        results.append(prepare_interactions(received, identity_map, wanted))
    (interactions, funnel), (again, funnel_again) = results
    assert interactions.equals(again)
    assert funnel.equals(funnel_again)
    left = funnel["rows"].to_pylist()
    assert left[0] == len(rows)
    assert left == sorted(left, reverse=True)
    assert left[-1] == interactions.num_rows
    assert left[1] == len({_identity(row, rows) for row in rows})
    assert set(interactions["item_id"].to_pylist()) <= {"a"}
    assert "ad" not in interactions["event_type"].to_pylist()


def _identity(row, rows):
    """Say what makes an event the same as another: visitor v is C once C logged in on it."""
    if row["event_id"]:
        return row["event_id"]
    who = row["user_id"] or row["customer_id"] or row["visitor_id"]
    if who == "v" and any(other["customer_id"] == "C" for other in rows):
        who = "C"
    at_once = (row["item_id"], row["timestamp"], row["event_type"], row["device"])
    return (who, *at_once, row["session_id"])

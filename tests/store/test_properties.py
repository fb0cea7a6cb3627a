"""Items and users put in one by one: the latest values count."""

from openkitchen.store import drop_properties, last_change, properties_of, put_properties


def test_the_latest_values_replace_the_earlier_ones(store):
    assert last_change(store, "items") == 0
    put_properties(store, "items", {"a": {"x": 1}, "b": {"x": 2}})
    first = last_change(store, "items")
    put_properties(store, "items", {"a": {"y": 3}})
    put_properties(store, "users", {"a": {}})
    assert properties_of(store, "items") == {"a": {"y": 3}, "b": {"x": 2}}
    assert last_change(store, "items") > first > 0
    drop_properties(store, "items")
    assert properties_of(store, "items") == {}
    assert properties_of(store, "users") == {"a": {}}


def test_records_are_dropped_by_id_and_by_put(store):
    put_properties(store, "items", {"a": {}, "b": {}})
    first = last_change(store, "items")
    put_properties(store, "items", {"a": {"x": 1}})
    last = last_change(store, "items")
    drop_properties(store, "items", ["a", "b", "c"], up_to=first)
    assert properties_of(store, "items") == {"a": {"x": 1}}
    drop_properties(store, "items", ["b"])
    assert properties_of(store, "items") == {"a": {"x": 1}}
    drop_properties(store, "items", ["a"])
    put_properties(store, "items", {"d": {}})
    assert last_change(store, "items") > last  # also when what had been put last was dropped

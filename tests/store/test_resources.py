"""Resources: a key is taken once; they are found by kind, parent and status."""

from openkitchen.store import (
    ResourceRow,
    add_resource,
    change_resource,
    drop_resource,
    resource,
    resources,
)


def row(key, kind="campaign", parent="", status="ACTIVE"):
    return ResourceRow(key, kind, parent, status, 1.5, 2.5, {"name": key}, {"n": 1}, {"a": "b"})


def test_a_resource_is_kept_as_it_is_and_its_key_once(store):
    assert add_resource(store, row("campaign/a"))
    assert not add_resource(store, row("campaign/a", status="odd"))
    kept = resource(store, "campaign/a")
    assert (kept.body, kept.inside, kept.tags) == ({"name": "campaign/a"}, {"n": 1}, {"a": "b"})
    assert (kept.status, kept.created, kept.updated) == ("ACTIVE", 1.5, 2.5)
    assert resource(store, "campaign/b") is None


def test_resources_are_found_in_the_order_in_which_they_were_made(store):
    for name in ("b", "a", "c"):
        add_resource(store, row(f"campaign/{name}", parent="solution/x"))
    add_resource(store, row("filter/f", "filter"))
    assert [one.key[-1] for one in resources(store, "campaign")] == ["b", "a", "c"]
    assert len(resources(store)) == 4
    assert resources(store, "campaign", "solution/y") == []
    change_resource(store, "campaign/a", status="FAILED", body={"name": "z"})
    assert [one.body for one in resources(store, statuses=["FAILED"])] == [{"name": "z"}]
    first = resources(store, most=1)[0]
    assert len(resources(store, after=first.id)) == 3
    assert not change_resource(store, "campaign/none", status="x")
    drop_resource(store, "campaign/a", "campaign/none")
    assert resource(store, "campaign/a") is None

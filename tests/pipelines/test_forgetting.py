"""A person is forgotten in a workspace, and the next run leaves them out."""

import hashlib
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openkitchen.experiments.forgetting import knows_of
from openkitchen.models import load
from openkitchen.pipelines.forgetting import forget_in
from openkitchen.pipelines.left_out import left_out
from openkitchen.pipelines.runner import plan_workspace, run_workspace
from openkitchen.pipelines.state import open_lodging
from openkitchen.pipelines.workspace import Workspace
from openkitchen.serving.operation import publish
from openkitchen.sources.left_out import digest_of
from openkitchen.store import latest_publication, open_store


@pytest.fixture
def shop(workspace, tmp_path):
    shutil.copytree(workspace.root, tmp_path / "shop")
    return Workspace(tmp_path / "shop")


def raw(shop):
    return {
        file.relative_to(shop.root): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(shop.raw.rglob("*"))
        if file.is_file()
    }


def bundles(shop):
    return [load(shop.bundle), load(shop.bundle.with_name("on_train"))]


def busy(shop):
    """Somebody who has a customer number, a visitor id and events."""
    held = pq.read_table(shop.root / "data/03_primary/identity_map.parquet").to_pylist()
    events = set(
        pq.read_table(shop.root / "data/05_model_input/train.parquet")["user_id"].to_pylist()
    )
    return next(
        row for row in held if row["customer_id"] and row["visitor_id"] and row["user_id"] in events
    )


def test_a_customer_who_is_there_twice_is_forgotten_by_either_number(shop):
    """The second record of a person has a number that no model knows."""
    file = shop.root / "data/03_primary/identity_map.parquet"
    user = busy(shop)["user_id"]
    held = pq.read_table(file)
    second = {name: [None] for name in held.column_names}
    second |= {"user_id": [user], "customer_id": ["second number"], "status": ["customer"]}
    pq.write_table(pa.concat_tables([held, pa.table(second, schema=held.schema)]), file)
    forget_in(shop.root, "second number")
    assert not any(knows_of(model, user) for model in bundles(shop))
    with open_store(shop.store) as store:
        until = left_out(shop, store)
    assert {digest_of(until.key, one) for one in (user, "second number")} <= set(until.until)


def test_the_models_forget_and_so_does_the_next_run(shop):
    who, before = busy(shop), raw(shop)
    user = who["user_id"]
    assert all(knows_of(model, user) for model in bundles(shop))
    receipt, proofs = forget_in(shop.root, user, prove=True)
    assert [one.where for one in proofs] == ["bundle", "on_train"]
    assert all(one.difference < 1e-9 for one in proofs)
    assert not any(knows_of(model, user) for model in bundles(shop))
    assert any("01_raw" in one.where for one in receipt.left)
    assert raw(shop) == before

    planned = {step.name: step.why for step in plan_workspace(shop.root)}
    assert any("forgotten people" in why for why in planned["interactions"])
    run_workspace(shop.root)
    for name in ("03_primary/interactions", "03_primary/users", "05_model_input/train"):
        held = pq.read_table(shop.root / f"data/{name}.parquet")["user_id"].to_pylist()
        assert held
        assert user not in held
    again = pq.read_table(shop.root / "data/03_primary/identity_map.parquet")
    for name in ("visitor_id", "customer_id"):
        assert who[name] not in again[name].to_pylist()
    assert not any(knows_of(model, user) for model in bundles(shop))
    lists = (shop.root / "data/07_model_output/recommendations.csv").read_text()
    assert user not in {line.split(",")[0] for line in lists.splitlines()}
    assert not any(step.ran for step in plan_workspace(shop.root))


def test_a_bundle_alone_forgets(bundle, tmp_path):
    shutil.copytree(bundle, tmp_path / "model")
    user = str(load(bundle).users[0])
    receipt, proofs = forget_in(tmp_path / "model", user)
    assert proofs == ()
    assert {one.where: one.count for one in receipt.removed}["bundle model"] > 1
    assert not knows_of(load(tmp_path / "model"), user)


def test_published_bundles_forget_too(bundle, tmp_path):
    shutil.copytree(bundle, own := tmp_path / "model")
    user = str(load(own).users[3])
    with open_lodging(own) as (store, lodging):
        first = publish(store, lodging.shelf, own)
        (own / "README").write_text("another one")
        second = publish(store, lodging.shelf, own)
    receipt, proofs = forget_in(own, user, prove=True)
    with open_lodging(own) as (store, lodging):
        row = latest_publication(store)
        assert row.id == second.number + 1
        assert lodging.shelf.names() == [row.folder]
        assert row.folder not in {first.folder, second.folder}
        assert not knows_of(load(lodging.shelf.path(row.folder)), user)
    assert not knows_of(load(own), user)
    assert [one.difference < 1e-6 for one in proofs] == [True, True]
    removed = {place.where: place.note for place in receipt.removed}
    assert "as number 3" in removed[f"published bundle {second.folder}"]
    assert "go back" in removed[f"published bundle {first.folder}"]
    assert removed["the served model"]

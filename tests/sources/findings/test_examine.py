"""Each defect of the demo shop is found, and none in its clean twin."""

import shutil
from dataclasses import replace

import pytest

from openkitchen.pipelines.receiving import receive_files
from openkitchen.pipelines.workspace import create
from openkitchen.sources import read_sources
from openkitchen.sources.findings import examine
from openkitchen.sources.shop import make_shop
from openkitchen.sources.shop.settings import ShopSettings
from openkitchen.store import open_store

DEFECTS = replace(ShopSettings(), clocks_ahead=0.02)  # in a small shop, enough devices that come


def examined(root, seed, settings):
    workspace = create(root)
    shop = make_shop(workspace.root / "shop", customers=150, days=14, seed=seed, settings=settings)
    shutil.copyfile(shop.sources_file, workspace.sources_file)
    receive_files(workspace.root, shop.delivery_order, now=shop.last_arrival)
    sources = read_sources(workspace.sources_file)
    with open_store(workspace.store) as store:
        return examine(sources, store, workspace.raw, workspace.typed)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_defect_of_the_shop_is_found_with_rows_that_show_it(tmp_path, seed):
    found = examined(tmp_path / "shop", seed, DEFECTS)
    told = {(one.kind, one.column) for one in found.findings}
    assert {
        ("renamed_column", "device type"),
        ("renamed_column", "hit time"),
        ("bots", "ID visitor"),
        ("duplicated_events", "hit id"),
        ("future_clocks", "hit time"),
    } <= told
    assert "reordered_columns" in {kind for kind, _ in told}
    assert all(one.examples for one in found.findings)
    assert all(example.line > 1 for one in found.findings for example in one.examples
               if example.file.endswith(("gz", "psv", "csv")))  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_clean_twin_gives_no_false_alarm(tmp_path, seed):
    found = examined(tmp_path / "shop", seed, DEFECTS.clean())
    assert {one.kind for one in found.findings} <= {"undocumented_column"}
    assert found.problems == ()
    assert found.unread == ()


def test_a_missing_original_is_told_and_stops_nothing(tmp_path):
    examined(tmp_path / "shop", 1, DEFECTS.clean())
    workspace_raw = tmp_path / "shop" / "data" / "01_raw" / "web"
    gone = min(workspace_raw.iterdir())
    gone.unlink()
    sources = read_sources(tmp_path / "shop" / "conf" / "base" / "sources.yml")
    with open_store(tmp_path / "shop" / "data" / "openkitchen.sqlite") as store:
        found = examine(
            sources, store, workspace_raw.parent, tmp_path / "shop/data/02_intermediate"
        )
    assert len(found.unread) == 1
    assert gone.name.split("-", 1)[1] in found.unread[0]
    assert found.deliveries > 0

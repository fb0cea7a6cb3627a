import json
from datetime import UTC, date, datetime

import pytest

from openkitchen.errors import SettingsError, WorkspaceError
from openkitchen.sources.shop import ShopSettings, make_shop


def test_the_same_seed_gives_the_same_bytes(messy, tmp_path, folder_bytes):
    again = make_shop(
        tmp_path, customers=200, settings=ShopSettings(broken_rows=0.01, clocks_ahead=0.02)
    )
    assert folder_bytes(again.folder) == folder_bytes(messy.shop.folder)


def test_a_shop_of_another_year_has_all_its_days_in_it(tmp_path):
    """28 February is a Monday before a 29th; people's ages are counted back from it."""
    shop = make_shop(tmp_path, customers=20, days=14, opened=date(2028, 2, 28))
    files = [path.name for path in shop.delivery_order]
    assert "web_hits_2028-02-29.csv.gz" in files
    assert not any("2026" in name for name in files)
    contract = shop.sources_file.read_text("utf-8")
    assert "2026-08-03" not in contract
    assert contract.count("start: 2028-02-28") == 3
    assert "start: 2025-03-01" in contract
    truth = json.loads((shop.truth / "shop.json").read_text("utf-8"))
    assert (truth["first_day"], truth["last_day"]) == ("2028-02-28", "2028-03-12")
    assert truth["defects"]["promised_from"] == "2025-03-01"
    assert shop.last_arrival.year == 2028


def test_another_seed_gives_another_shop(tmp_path, folder_bytes):
    shops = [make_shop(tmp_path / str(s), customers=30, days=7, seed=s) for s in (1, -1, 2)]
    web = [folder_bytes(shop.deliveries)["web_hits_2026-08-03.csv.gz"] for shop in shops]
    assert len(set(web)) == 3


def test_the_shop_says_what_it_is(messy):
    shop, counts = messy.shop, messy.truth["counts"]
    assert (shop.customers, shop.recipes, shop.visitors) == (
        200,
        counts["recipes"],
        counts["visitors"],
    )
    assert (shop.events, shop.rows) == (counts["true_events"], counts["web_rows"])
    assert shop.sources_file.read_text("utf-8").count("role:") == 4


def test_files_come_in_the_order_of_their_arrival(messy):
    order = messy.shop.delivery_order
    files = messy.truth["files"]
    assert [path.name for path in order] == [file["file"] for file in files]
    assert {path.name for path in order} == {p.name for p in messy.shop.deliveries.iterdir()}
    arrivals = [datetime.fromisoformat(file["arrives"]) for file in files]
    assert arrivals == sorted(arrivals)
    dated = [datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in order]
    assert dated == arrivals
    late = messy.truth["defects"]["late_files"][0]
    by_name = sorted(path.name for path in order if path.name.startswith("web"))
    by_arrival = [path.name for path in order if path.name.startswith("web")]
    assert by_arrival.index(late) > by_name.index(late)


def test_progress_is_told_day_by_day(tmp_path):
    told = []
    make_shop(tmp_path, customers=20, days=7, progress=lambda *now: told.append(now[1:]))
    assert told == [(day, 7) for day in range(1, 8)]


@pytest.mark.parametrize(("customers", "days"), [(19, 7), (20, 6), (0, 0), (-5, 60)])
def test_too_small_a_shop_is_refused(tmp_path, customers, days):
    with pytest.raises(SettingsError, match="needs at least"):
        make_shop(tmp_path, customers=customers, days=days)
    assert not list(tmp_path.iterdir())


def test_files_that_are_there_are_left_alone(tmp_path):
    (tmp_path / "deliveries").mkdir()
    (tmp_path / "deliveries" / "mine.csv").write_text("mine")
    with pytest.raises(WorkspaceError, match="not empty"):
        make_shop(tmp_path, customers=20, days=7)
    assert (tmp_path / "deliveries" / "mine.csv").read_text() == "mine"


@pytest.mark.parametrize("days", [7, 8, 13, 30])
def test_short_shops_work_too(tmp_path, days):
    shop = make_shop(tmp_path, customers=20, days=days)
    assert shop.events > 0
    assert all(path.stat().st_size for path in shop.delivery_order)

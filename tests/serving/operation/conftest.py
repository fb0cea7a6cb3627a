import pytest
from tests.contracts.test_every_model import FIXED
from tests.shop import small_tables

from openkitchen.models import GlassBox, Popularity
from openkitchen.serving.operation import Shelf
from openkitchen.store import open_store


@pytest.fixture(scope="session")
def bundles(tmp_path_factory):
    """Three bundles that answer differently."""
    folder = tmp_path_factory.mktemp("bundles")
    tables = small_tables(n_users=40)
    fewer = tables.with_interactions(
        tables.interactions.slice(0, tables.interactions.num_rows // 2)
    )
    GlassBox(FIXED).fit(tables).save(folder / "first")
    GlassBox(FIXED).fit(fewer).save(folder / "second")
    Popularity().fit(tables).save(folder / "third")
    return [folder / name for name in ("first", "second", "third")]


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "k.db") as opened:
        yield opened


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "published")

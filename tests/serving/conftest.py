from dataclasses import replace

import pyarrow as pa
import pytest
from tests.contracts.test_every_model import FIXED
from tests.serving.example_shop import example_kitchen
from tests.shop import small_tables

from openkitchen.models import GlassBox, Popularity
from openkitchen.schema import Tables, infer_attributes
from openkitchen.serving import create_api
from openkitchen.serving.kitchen import kitchen_of
from openkitchen.serving.personalize import open_backend

ODD_USER, ODD_ITEM = "ü/ser <script>alert(1)</script> 100%&?#", "crème/brûlée \"<b>' +"


def odd_tables() -> Tables:
    """The small shop with titles, and with ids that want care in URLs and pages."""
    shop = small_tables(n_users=80)
    users = {"u000": ODD_USER}
    items = {"i03": ODD_ITEM}
    titled = shop.items.append_column(
        "title",
        [[f"Dish {i} <script>alert('{i}')</script>" for i in shop.items["item_id"].to_pylist()]],
    )
    tables = [
        _renamed(table, column, names)
        for table, column, names in (
            (_renamed(shop.interactions, "user_id", users), "item_id", items),
            (titled, "item_id", items),
            (shop.users, "user_id", users),
        )
    ]
    return Tables(
        *tables, infer_attributes(tables[1], "item_id"), infer_attributes(tables[2], "user_id")
    )


def _renamed(table: pa.Table, column: str, names: dict[str, str]) -> pa.Table:
    values = pa.array([names.get(v, v) for v in table[column].to_pylist()], pa.string())
    return table.set_column(table.column_names.index(column), column, values)


@pytest.fixture(scope="session")
def kitchen():
    return kitchen_of(GlassBox(FIXED).fit(odd_tables()), name="Small shop")


@pytest.fixture(scope="session")
def plain_kitchen():
    return kitchen_of(Popularity().fit(small_tables(attributes=False)), name="Plain")


@pytest.fixture(scope="session")
def device_kitchen():
    """The small shop, whose events tell the device."""
    shop = small_tables()
    devices = ["mobile" if n % 3 else "desk" for n in range(shop.interactions.num_rows)]
    told = shop.interactions.append_column("device", pa.array(devices))
    settings = replace(FIXED, context=("device",), ridge_context=1.0)
    return kitchen_of(GlassBox(settings).fit(shop.with_interactions(told)))


@pytest.fixture(scope="session")
def app(kitchen):
    return create_api(kitchen)


@pytest.fixture(scope="session")
def shop_of_examples():
    return example_kitchen()


@pytest.fixture
def full_app(shop_of_examples, tmp_path):
    """Everything that the native API has, on the shop of the examples."""
    backend = open_backend(tmp_path / "k.db", tmp_path / "state", kitchen=shop_of_examples)
    yield create_api(None, personalize=backend)
    backend.close()

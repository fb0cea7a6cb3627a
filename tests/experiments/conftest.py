from datetime import datetime

import pytest
from tests.models.changes import random_settings, random_tables
from tests.planted import SETTINGS, planted_shop

from openkitchen.evaluate.labels import user_labels
from openkitchen.experiments import whatif
from openkitchen.experiments.arms import Add, Drop, Weigh, Window
from openkitchen.experiments.ask_settings import AskSettings
from openkitchen.experiments.asking import ask
from openkitchen.models.glass_box import GlassBox


def model_of(seed):
    return GlassBox(random_settings(seed)).fit(random_tables(seed))


@pytest.fixture(scope="session")
def what():
    """Ask about a small shop with all kinds of inputs; later choices are made up."""
    import pyarrow as pa

    model = model_of(53)
    lists = model.recommend(k=3).table
    later = lists.filter(pa.array([n % 2 == 0 for n in range(lists.num_rows)]))
    return whatif(model, k=5, truth=later.select(["user_id", "item_id"]))


@pytest.fixture(scope="session")
def planted():
    """A model of the planted shop, and what was chosen later."""
    tables, truth = planted_shop()
    return GlassBox(SETTINGS).fit(tables), truth


@pytest.fixture(scope="session")
def asked(planted):
    """One question with an arm of each kind."""
    model, truth = planted
    users = model.tables.users
    size = users.select(["user_id"]).append_column("size", users["shoe"])
    arms = [
        Drop("diet"),
        Drop("users.shoe"),
        Add(size, "size"),
        Drop("items.editor"),
        Window(datetime(2023, 12, 10)),
        Weigh({"order": 3.0}),
    ]
    return ask(model, "What helps?", arms, truth, AskSettings(twins=119), user_labels(users))

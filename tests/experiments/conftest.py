import pytest
from tests.models.changes import random_settings, random_tables

from openkitchen.experiments import whatif
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

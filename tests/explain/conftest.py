import pytest
from tests.contracts.test_every_model import FIXED
from tests.shop import small_tables

from openkitchen.models import GlassBox


@pytest.fixture(scope="session")
def glass_box():
    return GlassBox(FIXED).fit(small_tables())

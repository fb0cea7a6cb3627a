from dataclasses import replace

import pytest
from tests.experiments.test_explained import SETTINGS
from tests.shop import small_tables

from openkitchen.experiments.behaviour import case_of
from openkitchen.models import GlassBox, settings_from_text


@pytest.fixture(scope="session")
def shop():
    return small_tables()


@pytest.fixture(scope="session")
def model(shop):
    return GlassBox(settings_from_text(SETTINGS)).fit(shop)


@pytest.fixture(scope="session")
def case(model, shop):
    """The lists of a fitted model; not to be written into."""
    return case_of(model, shop, 5, 40)


@pytest.fixture
def with_lists(case):
    """Put other lists in the place of those of some people."""
    return lambda lists: replace(case, lists=case.lists | lists)

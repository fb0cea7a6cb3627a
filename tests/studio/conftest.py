import pytest
from tests.serving.conftest import kitchen, plain_kitchen  # noqa: F401 - fixtures

from openkitchen.studio import create_app


@pytest.fixture(scope="session")
def app(kitchen):  # noqa: F811
    return create_app(kitchen)

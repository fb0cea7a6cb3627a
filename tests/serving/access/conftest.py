"""An app with everything in it: studio, native API, dialect; and keys of each scope."""

import pytest

from openkitchen.serving.access import Door, KeyRing, Limits, create_key
from openkitchen.serving.personalize import open_backend
from openkitchen.store import keys
from openkitchen.studio import create_app


@pytest.fixture(scope="module")
def backend(kitchen, tmp_path_factory):
    folder = tmp_path_factory.mktemp("state")
    opened = open_backend(folder / "k.db", folder / "personalize", kitchen=kitchen)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def secrets(backend):
    """The text of a key for each scope."""
    return {scope: create_key(backend.store, scope, [scope]).text for scope in SCOPES}


@pytest.fixture(scope="module")
def full(kitchen, backend, secrets):
    """The whole app, which asks for keys."""
    assert secrets
    door = Door(KeyRing(keys(backend.store)), Limits(refusals=0))
    return create_app(kitchen, personalize=backend, door=door)


SCOPES = ("read", "write", "admin")

"""A store in SQLite, and the same one in PostgreSQL where there is a server to try.

``OPENKITCHEN_POSTGRES`` holds the server's URL (``scripts/with_postgres.sh`` sets it).
With ``CI=true`` its absence is a failure.
"""

import uuid

import pytest
from sqlalchemy import create_engine, make_url, text
from tests import needs

from openkitchen.store import open_store


@pytest.fixture
def postgres_url():
    """The URL of an empty database of this test's own."""
    server = make_url(needs.postgres()).set(drivername="postgresql+psycopg")
    name = f"test_{uuid.uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    """Where a store may be made: a file's path, or a PostgreSQL database's URL."""
    if request.param == "sqlite":
        return str(tmp_path / "kitchen.db")
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def store(address):
    with open_store(address) as opened:
        yield opened

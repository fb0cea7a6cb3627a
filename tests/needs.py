"""What tests need of a machine: in CI it is there or they fail, elsewhere they are skipped."""

import os
from typing import NoReturn

import pytest


def missing(words: str) -> NoReturn:
    """Say what is missing: a failure where ``CI`` is ``true``, else a skipped test."""
    if os.environ.get("CI") == "true":
        pytest.fail(words)
    pytest.skip(words)


def open_data() -> str:
    """Return the folder with the open data sets."""
    return os.environ.get("OPENKITCHEN_DATA") or missing(
        "set OPENKITCHEN_DATA to the folder that holds x-wines/ and completejourney/"
    )


def postgres() -> str:
    """Return the URL of a PostgreSQL server."""
    return os.environ.get("OPENKITCHEN_POSTGRES") or missing(
        "OPENKITCHEN_POSTGRES is not set: bash scripts/with_postgres.sh make test"
    )

"""What a database says becomes words with a hint."""

import pytest
from sqlalchemy.exc import OperationalError

from openkitchen.store.refusals import store_error


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("database is locked", "somebody else is writing"),
        ("canceling statement due to lock timeout", "somebody else is writing"),
        ("database disk image is malformed", "damaged"),
        ("attempt to write a readonly database", "must not be written to"),
        ("could not extend file: No space left on device", "disk is full"),
        ("connection failed: server closed the connection", "does not answer"),
        ("something unheard of", "the database refuses: something unheard of"),
    ],
)
def test_what_a_database_says_is_told_with_the_place_and_a_hint(said, told):
    error = store_error(OperationalError("SELECT 1", {}, Exception(said)), "kitchen.db")
    assert told in str(error)
    assert said in str(error)
    assert "kitchen.db" in str(error)
    assert error.hint

"""Requests to forget are kept until they are done; then they name nobody."""

from datetime import UTC, datetime

from openkitchen.store import (
    ForgottenRow,
    add_forgotten,
    change_forgotten,
    forgotten,
    unfinished,
)

DONE = datetime(2026, 1, 2)
ASKED = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_a_request_is_open_until_it_is_done(store):
    add_forgotten(store, ForgottenRow("b", ASKED, "u", ("d1", "d2")))
    add_forgotten(store, ForgottenRow("a", ASKED, "v", ("d3",)))
    assert [row.id for row in unfinished(store)] == ["a", "b"]
    with store.writing() as connection:
        change_forgotten(connection, "b", receipt={"step": [1]}, user_id=None, done_at=DONE)
    assert [row.id for row in unfinished(store)] == ["a"]
    (found,) = forgotten(store, "b")
    assert (found.user_id, found.digests, found.receipt) == (None, ("d1", "d2"), {"step": [1]})
    assert found.asked_at == ASKED.replace(tzinfo=None)
    assert forgotten(store, "c") == []
    assert len(forgotten(store)) == 2

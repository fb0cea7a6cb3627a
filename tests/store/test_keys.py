"""Keys are kept, end when they are told to, and hold no secret."""

from datetime import UTC, datetime, timedelta, timezone

from openkitchen.store import KeyRow, add_key, end_key, keys

WHEN = datetime(2026, 1, 1)


def test_a_key_is_found_as_it_was_kept(store):
    row = KeyRow("k1", "the shop", ("read", "write"), "0" * 64, WHEN)
    add_key(store, row)
    later = datetime(2026, 1, 2, 1, tzinfo=timezone(timedelta(hours=1)))
    add_key(store, KeyRow("k0", "a partner", ("read",), "1" * 64, later, later))
    first, second = keys(store)
    assert first == row
    assert second.created_at == second.expires_at == datetime(2026, 1, 2)


def test_a_key_ends_now_or_later(store):
    for name in ("a", "b"):
        add_key(store, KeyRow(name, name, ("read",), "0" * 64, WHEN))
    assert end_key(store, "a", revoked_at=WHEN)
    assert end_key(store, "b", expires_at=datetime(2026, 1, 3, tzinfo=UTC))
    assert not end_key(store, "nobody", revoked_at=WHEN)
    a, b = keys(store)
    assert not a.holds(WHEN)
    assert b.holds(WHEN + timedelta(days=1))
    assert not b.holds(WHEN + timedelta(days=2))

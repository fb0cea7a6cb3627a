"""Keys are shown once, kept as digests, rotated and revoked."""

from datetime import UTC, datetime, timedelta

import pytest

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.serving.access.keys import create_key, digest, revoke_key, rotate_key, split_key
from openkitchen.store import keys, open_store


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "k.db") as opened:
        yield opened


def now():
    return datetime.now(UTC).replace(tzinfo=None)


def test_the_secret_is_nowhere_in_the_database(store, tmp_path):
    made = create_key(store, "website", ["write", "read"])
    number, secret = split_key(made.text)
    assert number == made.row.id
    assert made.row.scopes == ("read", "write")
    assert keys(store) == [made.row]
    assert made.row.sha256 == digest(secret)
    store.close()
    assert all(secret.encode() not in file.read_bytes() for file in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "scopes"), [("", ["read"]), ("a\nb", ["read"]), ("a", []), ("a", ["root"])]
)
def test_what_cannot_be_a_key_is_refused(store, name, scopes):
    with pytest.raises(SettingsError):
        create_key(store, name, scopes)
    assert keys(store) == []


@pytest.mark.parametrize("text", ["", "okk_abc_def", "Bearer x", "okk_" + "a" * 12 + "_short"])
def test_other_texts_are_no_keys(text):
    assert split_key(text) == ("", "")


def test_rotation_keeps_name_scopes_and_length_of_life(store):
    old = create_key(store, "website", ["read"], lasts=timedelta(days=30))
    new = rotate_key(store, old.row.id, keep=timedelta(hours=24))
    assert (new.row.name, new.row.scopes) == (old.row.name, old.row.scopes)
    assert new.row.expires_at - new.row.created_at == timedelta(days=30)
    kept = {row.id: row for row in keys(store)}[old.row.id]
    assert kept.holds(now())
    assert not kept.holds(now() + timedelta(hours=25))
    rotate_key(store, new.row.id)
    assert not {row.id: row for row in keys(store)}[new.row.id].holds(now())
    with pytest.raises(SettingsError, match="ended already"):
        rotate_key(store, new.row.id)


def test_a_rotated_key_never_lives_longer_than_it_would_have(store):
    old = create_key(store, "a", ["read"], lasts=timedelta(hours=1))
    rotate_key(store, old.row.id, keep=timedelta(days=365))
    assert {row.id: row for row in keys(store)}[old.row.id].expires_at == old.row.expires_at


def test_a_revoked_key_has_ended(store):
    made = create_key(store, "website", ["read"])
    assert revoke_key(store, made.row.id) == made.row
    assert not keys(store)[0].holds(now())
    with pytest.raises(UnknownName, match="nobody"):
        revoke_key(store, "nobody")
